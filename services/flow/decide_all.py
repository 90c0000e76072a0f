"""One decision about many failures, each carried out in a conditional write of its own.

Asked again under the same id, an action only finishes what it left undone. What has failed since is
left alone, and what came of it at first is told again.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from services.backends.actions import ActionQuery
from services.domain.action import Action
from services.domain.order import Order
from services.domain.order_failures import done_by
from services.flow.accept import IdempotencyKeyReused
from services.flow.acting import Ask, act, tell_done
from services.flow.decide import Decision, redriven, was_decided
from services.flow.discard import NotDiscardable, discard_order
from services.flow.failures import FailureFilter, Window, failure_of, in_words, window
from services.runtime.composition import Backends

MOST_AT_ONCE = 500
"""Orders that one request decides about: as many as fit into the time of an answer."""

_REMEMBERED = 100
"""The latest actions, among which one that is asked again is looked for."""

ShowProgress = Callable[[int, int], None]
"""Is told how many are done, and of how many."""


class _Asked(NamedTuple):
    """What is decided about which failures, and who is told how far it has come."""

    chosen: FailureFilter
    decision: Decision
    ask: Ask
    show: ShowProgress


class Skipped(NamedTuple):
    """An order that a decision did not reach; `code` is not_open, stuck or credit_followed."""

    order_id: str
    code: str


class Done(NamedTuple):
    """What a decision about many came to."""

    matched: int
    """How many it was about."""
    done: tuple[str, ...] = ()
    """The ids of the orders it was carried out on."""
    skipped: tuple[Skipped, ...] = ()
    scanned: int = 0
    more: bool = False
    """Whether more failures may match: decide once more, under a new id."""
    replayed: bool = False
    """Whether the same had been asked before."""


def redrive_all(
    chosen: FailureFilter,
    ask: Ask,
    backends: Backends,
    *,
    limit: int | None = MOST_AT_ONCE,
    show: ShowProgress = lambda _done, _total: None,
) -> Done:
    """Send every open failure that matches on its way again, each in a conditional write.

    Asked again under the same id it only finishes what was left undone. Raises
    IdempotencyKeyReused when that id belongs to something else.
    """
    return _decide_all(_Asked(chosen, "redrive", ask, show), backends, limit)


def discard_all(
    chosen: FailureFilter,
    ask: Ask,
    backends: Backends,
    *,
    limit: int | None = MOST_AT_ONCE,
    show: ShowProgress = lambda _done, _total: None,
) -> Done:
    """Discard every open failure that matches; what must stay open is skipped with its reason."""
    return _decide_all(_Asked(chosen, "discard", ask, show), backends, limit)


def _decide_all(asked: _Asked, backends: Backends, limit: int | None) -> Done:
    chosen = asked.chosen
    seen = window(chosen._replace(state="open"), backends.orders, limit=limit)
    is_new = bool(seen.found) and act(
        asked.ask,
        asked.decision,
        in_words(chosen),
        actions=backends.actions,
        seller_id=chosen.seller_id,
        count=len(seen.found),
    )
    if not is_new:
        return _decided_again(asked, seen, backends)
    done, skipped = _each(seen.found, asked, backends)
    return Done(len(seen.found), done, skipped, seen.scanned, more=seen.end is not None)


def _decided_again(asked: _Asked, seen: Window, backends: Backends) -> Done:
    """Finish an action that was begun before, leaving alone what has failed since."""
    before = _written_down(asked, backends)
    chosen, ask = asked.chosen, asked.ask
    anywhere = FailureFilter(chosen.seller_id, chosen.livemode, ids=chosen.ids)
    failed = window(anywhere, backends.orders).found
    mine = [order for order in failed if was_decided(order, asked.decision, ask)]
    if not mine and before is None:
        return Done(0, scanned=seen.scanned)
    begun_at = before.at if before else min(done_by(order, ask.id)[0].at for order in mine)
    reached = {order.id for order in mine}
    left = [
        order
        for order in seen.found
        if order.id not in reached and failure_of(order).failed_at <= begun_at
    ]
    done, skipped = _each(left, asked, backends)
    return Done(
        matched=before.count if before else len(mine) + len(left),
        done=(*(order.id for order in mine), *done),
        skipped=skipped,
        scanned=seen.scanned,
        more=seen.end is not None,
        replayed=True,
    )


def _written_down(asked: _Asked, backends: Backends) -> Action | None:
    """Return the action as it stands in the log; None when it is new, or long ago."""
    latest = backends.actions.find(ActionQuery(_REMEMBERED, asked.chosen.seller_id))
    before = next((action for action in latest if action.id == asked.ask.id), None)
    same = (asked.decision, in_words(asked.chosen), asked.ask.reason)
    if before and (before.what, before.target, before.reason) != same:
        raise IdempotencyKeyReused("another decision was made under this idempotency key")
    return before


def _each(
    chosen: Sequence[Order], asked: _Asked, backends: Backends
) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
    done: list[str] = []
    skipped: list[Skipped] = []
    for count, order in enumerate(chosen, start=1):
        if code := _refused(order.id, asked, backends):
            skipped.append(Skipped(order.id, code))
        else:
            done.append(order.id)
        asked.show(count, len(chosen))
    tell_done(asked.ask, asked.decision, done=len(done), skipped=len(skipped))
    return tuple(done), tuple(skipped)


def _refused(order_id: str, asked: _Asked, backends: Backends) -> str | None:
    step = redriven if asked.decision == "redrive" else discard_order
    try:
        return None if step(order_id, asked.ask, backends) else "not_open"
    except NotDiscardable as refused:
        return refused.code
