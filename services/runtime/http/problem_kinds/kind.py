"""A kind of problem: what it is, why it is, what to do.

The words are the same for every request, so nothing that was sent can come back in them.
"""

from typing import NamedTuple


class ProblemKind(NamedTuple):
    """One row. `code` is stable: programs may compare it. The rest is for people."""

    code: str
    status: int
    title: str
    why: str
    remedy: str
