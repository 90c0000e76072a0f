"""`counterfoil links`: the keys that mailed links are signed with, and rotating them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from services.backends.conflict import Conflict
from services.backends.times import utc_text
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, table
from services.cli.surroundings import (
    JsonOption,
    Opened,
    StateOption,
    Surroundings,
    YesOption,
    open_state,
    surroundings,
)
from services.domain.link import KeyRing
from services.domain.rotation import NotPossible, needed_until, signing_with, with_key, without
from services.domain.worker import GONE_AFTER
from services.flow.acting import Ask, act, action_id
from services.runtime.composition import replace_secrets

KeyArgument = Annotated[int, typer.Argument(metavar="ID", help="As `links keys` shows it.")]
Change = Callable[[KeyRing], KeyRing]


def list_keys(
    ctx: typer.Context, *, state: StateOption = None, as_json: JsonOption = False
) -> None:
    """List the keys by their ids, and until when each is needed. What they are is never shown."""
    opened = open_state(ctx, state)
    ring, lifetime = opened.backends.secrets.links, _longest_lifetime(opened)
    rows = [_row(ring, key_id, lifetime) for key_id in sorted(ring.keys)]
    Screen(as_json, state).answer(
        {"object": "list", "data": rows, "has_more": False, "next": None}, _table(rows)
    )


def add_key(ctx: typer.Context, *, state: StateOption = None, as_json: JsonOption = False) -> None:
    """Add a key that signs nothing yet. Restart everything, then let it sign with `use-key`."""
    given, opened = surroundings(ctx), open_state(ctx, state)
    fresh, new_ids = given.new_key(), list[int]()

    def added(ring: KeyRing) -> KeyRing:
        key_id, larger = with_key(ring, fresh)
        new_ids.append(key_id)
        return larger

    _change(added, "add", given, opened)
    _done(new_ids[-1], "added", Screen(as_json, state), f"counterfoil links use-key {new_ids[-1]}")


def use_key(
    ctx: typer.Context,
    key_id: KeyArgument,
    *,
    yes: YesOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a key sign new links. What opened before still does; restart everything within a week."""
    given, opened = surroundings(ctx), open_state(ctx, state)
    question = f"Does every process know key {key_id}, because all were restarted since?"
    if not yes and not given.ask(question):
        raise typer.Abort
    now, lifetime = given.clock(), _longest_lifetime(opened)
    _change(lambda ring: signing_with(ring, key_id, now, lifetime), f"use {key_id}", given, opened)
    _done(key_id, "signs", Screen(as_json, state), "counterfoil links keys")


def drop_key(
    ctx: typer.Context,
    key_id: KeyArgument,
    *,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Drop a key of which no link is open any more."""
    given, opened = surroundings(ctx), open_state(ctx, state)
    now, lifetime = given.clock(), _longest_lifetime(opened)

    def dropped(ring: KeyRing) -> KeyRing:
        _must_have_restarted(ring, key_id, opened, now)
        return without(ring, key_id, now, lifetime)

    _change(dropped, f"drop {key_id}", given, opened)
    _done(key_id, "dropped", Screen(as_json, state), "counterfoil links keys")


def _longest_lifetime(opened: Opened) -> timedelta:
    days = [seller.profile.link_lifetime_days for seller in opened.backends.sellers.all()]
    return timedelta(days=max(days, default=0))


def _must_have_restarted(ring: KeyRing, key_id: int, opened: Opened, now: datetime) -> None:
    stop = ring.stopped.get(key_id)
    older = [
        worker.id
        for worker in opened.backends.workers.seen_since(now - GONE_AFTER)
        if stop and worker.started_at < stop.at
    ]
    if older:
        what = f"{older[0]} was started before key {key_id} stopped, and still signs with it."
        raise NotPossible("still_signs", what)


def _change(change: Change, target: str, given: Surroundings, opened: Opened) -> None:
    """Change the ring and write down who does it, before it is done. Raises Refusal."""
    try:
        change(opened.backends.secrets.links)  # what is not possible is no action
        _write_down(target, given, opened)
        replace_secrets(
            opened.settings, lambda secrets: secrets._replace(links=change(secrets.links))
        )
    except NotPossible as error:
        code = ExitCode.NOT_FOUND if error.code == "no_such_key" else ExitCode.CONFLICT
        raise Refusal(code, error.code, str(error), then="counterfoil links keys") from None
    except Conflict as error:
        raise Refusal(ExitCode.CONFLICT, "changed_meanwhile", f"{error}; try again.") from None


def _write_down(target: str, given: Surroundings, opened: Opened) -> None:
    ask = Ask(action_id(given.new_id()), f"cli:{given.user}", "shell", "", given.clock())
    act(ask, "rotate_links", target, actions=opened.backends.actions, seller_id=None)


def _done(key_id: int, what: str, screen: Screen, then: str) -> None:
    screen.answer({"object": "link_key", "id": key_id, "state": what}, Text(f"{key_id}: {what}"))
    screen.note("Restart everything: what runs keeps the keys it was started with.", style="yellow")
    screen.suggest(then)


def _row(ring: KeyRing, key_id: int, lifetime: timedelta) -> dict[str, object]:
    stop, until = ring.stopped.get(key_id), needed_until(ring, key_id, lifetime)
    return {
        "object": "link_key",
        "id": key_id,
        "state": "signs" if key_id == ring.current else "verifies",
        "stopped_at": utc_text(stop.at) if stop else None,
        "needed_until": utc_text(until) if until else None,
    }


def _table(rows: list[dict[str, object]]) -> Table:
    shown = table("Key", "State", "Stopped", "Needed until")
    for row in rows:
        stopped, until = row["stopped_at"] or "", row["needed_until"] or ""
        shown.add_row(str(row["id"]), str(row["state"]), str(stopped), str(until))
    return shown
