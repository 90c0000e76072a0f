"""What is wrong with something a person sent, in words they can act on."""

from collections.abc import Sequence
from typing import NamedTuple

MAX_FAULTS = 20
"""More would help nobody, and a hostile order could have tens of thousands."""


class Fault(NamedTuple):
    """One thing that is wrong, and where.

    `pointer` is an RFC 6901 JSON pointer into what was sent (a TOML profile is read as JSON),
    `code` a stable snake_case word, `detail` a sentence. None of the three repeats a value that
    was sent: answers and logs stay free of personal data.
    """

    pointer: str
    code: str
    detail: str


class Rejected(Exception):  # noqa: N818 - it is a verdict on the input, not a fault of ours
    """The input breaks a rule; sending the same again cannot help. Only the first 20 are kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults[:MAX_FAULTS])
        super().__init__("; ".join(f"{f.pointer or '/'}: {f.detail} ({f.code})" for f in faults))


def reject(pointer: str, code: str, detail: str) -> Rejected:
    """Build the rejection of a single fault."""
    return Rejected([Fault(pointer, code, detail)])
