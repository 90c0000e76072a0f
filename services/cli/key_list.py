"""`counterfoil keys list` and `keys revoke`: the keys there are, and taking one back."""

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from services.backends.keys import Key, opens
from services.backends.times import utc_text
from services.cli.keys import check_line, write_down
from services.cli.order_view import short_time
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, table
from services.cli.surroundings import (
    JsonOption,
    SellerOption,
    StateOption,
    YesOption,
    open_state,
    surroundings,
)
from services.domain.ids import sha256_hex


def list_keys(
    ctx: typer.Context,
    *,
    seller: SellerOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """List keys by their prefixes, with what became of them; secrets are kept nowhere."""
    keys = open_state(ctx, state).backends.keys.all(seller)
    now = surroundings(ctx).clock()
    document = {
        "object": "list",
        "data": [_document(key, now) for key in keys],
        "has_more": False,
        "next": None,
    }
    Screen(as_json, state).answer(document, _table(keys, now))


def _document(key: Key, now: datetime) -> dict[str, object]:
    return {
        "object": "key",
        "prefix": key.prefix,
        "name": key.name,
        "seller": key.seller_id,
        "role": key.role,
        "livemode": key.livemode,
        "state": _state(key, now),
        "created_at": _time(key.created_at),
        "last_used_at": _time(key.last_used_at),
        "expires_at": _time(key.expires_at),
        "revoked_at": _time(key.revoked_at),
    }


def _table(keys: list[Key], now: datetime) -> Table:
    rows = table("Prefix", "Name", "Seller", "Role", "Orders", "State", "Last used", "Expires")
    for key in keys:
        state = _state(key, now)
        rows.add_row(
            key.prefix,
            key.name,
            key.seller_id,
            key.role,
            "live" if key.livemode else "test",
            Text(state, style="" if state == "open" else "dim"),
            _shown(key.last_used_at) or "never",
            _shown(key.expires_at),
        )
    return rows


def revoke(
    ctx: typer.Context,
    prefix: Annotated[
        str,
        typer.Argument(
            metavar="PREFIX", help="As `keys list` shows it; the whole secret does as well."
        ),
    ],
    *,
    seller: SellerOption = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; is kept in the action log.")
    ] = "",
    yes: YesOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a key open nothing from now on. It cannot be taken back; create another one instead."""
    check_line(reason, "reason")
    given, backends = surroundings(ctx), open_state(ctx, state).backends
    keys = backends.keys
    key = _the_one(prefix, keys.all(seller))
    whose = f"{key.prefix} ({key.name or 'no name'}) of {key.seller_id}, {key.role}"
    if key.revoked_at is None:
        if not yes and not given.ask(f"Revoke {whose}?"):
            raise typer.Abort
        write_down("revoke_key", key, given, backends.actions, reason=reason)
        keys.revoke(key.digest, given.clock())
    now = given.clock()
    revoked = keys.find(key.digest) or key
    Screen(as_json, state).answer(_document(revoked, now), Text(f"{whose}: revoked"))


def _the_one(prefix: str, keys: list[Key]) -> Key:
    digest = sha256_hex(prefix.encode("utf-8", "surrogateescape"))
    begun = [key for key in keys if prefix and key.prefix.startswith(prefix)]
    found = [key for key in keys if key.digest == digest] or begun
    if not found:
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_such_key",
            "There is no key that begins like this.",
            then="counterfoil keys list",
        )
    if len(found) > 1:
        what = (
            f"{len(found)} keys begin like this. Name more of it, its --seller, or its secret; "
            "nothing was revoked."
        )
        raise Refusal(ExitCode.CONFLICT, "ambiguous_prefix", what, then="counterfoil keys list")
    return found[0]


def _state(key: Key, now: datetime) -> str:
    if key.revoked_at:
        return "revoked"
    return "open" if opens(key, now) else "expired"


def _time(moment: datetime | None) -> str | None:
    return utc_text(moment) if moment else None


def _shown(moment: datetime | None) -> str:
    return short_time(utc_text(moment)) if moment else ""
