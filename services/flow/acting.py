"""The action log: everything that a person does is written down, before it is done.

Written first, because a crash must never hide what somebody did: at worst the log names an action
that came to nothing, and its target shows that. Whether and on how many it succeeded is a line of
the technical log under the same id, and a decision about an order stands in that order's history.
"""

from datetime import datetime
from typing import NamedTuple

import structlog

from services.backends.actions import Actions
from services.backends.conflict import Conflict
from services.domain.action import Action, What
from services.domain.ids import digest

log = structlog.get_logger()


class Ask(NamedTuple):
    """Somebody asks for something to be done: who, when and why."""

    id: str
    """The action's id, see `action_id`. Who asks for the same again, comes with the same id."""
    who: str
    """The prefix of the key, the subject of the token, or `cli:<user of the machine>`."""
    role: str
    """The key's role, or `shell`."""
    reason: str
    at: datetime


def action_id(*parts: str) -> str:
    """Return the id of the action that these parts name: `act_` and 160 bits.

    For what may be asked again: whose, which call, and the idempotency key. Else a random part.
    """
    return f"act_{digest(*parts)}"


def act(
    ask: Ask, what: What, target: str, *, actions: Actions, seller_id: str | None, count: int = 1
) -> bool:
    """Write down what is about to be done. False when this very action was written down before.

    `count` is to how many it is going to be done.
    """
    action = Action(
        id=ask.id,
        at=ask.at,
        who=ask.who,
        role=ask.role,
        what=what,
        target=target,
        seller_id=seller_id,
        count=count,
        reason=ask.reason,
    )
    try:
        actions.append(action)
    except Conflict:
        return False
    log.info("action.asked", action_id=ask.id, what=what, seller_id=seller_id, count=count)
    return True


def tell_done(ask: Ask, what: What, *, done: int, skipped: int) -> None:
    """Write into the technical log what became of an action."""
    log.info("action.done", action_id=ask.id, what=what, done=done, skipped=skipped)
