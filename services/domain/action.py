"""The action log: who did what, when and why. It only grows."""

from datetime import datetime
from typing import Literal

from services.domain.frozen import Frozen

What = Literal[
    "redrive",
    "correct",
    "discard",
    "pause",
    "resume",
    "credit",
    "resend",
    "revoke_link",
    "create_key",
    "revoke_key",
    "rotate_links",
    "put_seller",
    "log_in",
]


class Action(Frozen):
    """One thing that a person did. It holds ids, never what a buyer is."""

    id: str
    """`act_` and random; ids of one moment have no order."""
    at: datetime
    who: str
    """The prefix of the key, the subject of the token, or `cli:<user of the machine>`."""
    role: str
    """What the key was allowed; `shell` for the command line."""
    what: What
    target: str
    """What it was done to: an id, a queue's name, or the filter that was matched."""
    seller_id: str | None
    """Whose; None for what is nobody's, such as a queue."""
    count: int = 1
    """How many it was done to."""
    reason: str = ""
    """Why, in the words of who did it."""
