"""`counterfoil actions list`: who did what, when and why."""

from collections.abc import Sequence

import typer
from rich.table import Table
from rich.text import Text

from services.backends.actions import ActionQuery
from services.backends.times import utc_text
from services.cli.failures import CursorOption, LimitOption, after_of
from services.cli.order_view import short_time
from services.cli.screen import Screen, table
from services.cli.surroundings import JsonOption, SellerOption, StateOption, open_state
from services.domain.action import Action
from services.flow.cursor import cursor
from services.flow.failure_answer import action_answer

_ACTION = "act_"


def list_actions(
    ctx: typer.Context,
    *,
    seller: SellerOption = None,
    limit: LimitOption = 20,
    after: CursorOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what people did, the latest first: at this keyboard, in the console and by API.

    Without a seller also what is nobody's, such as the pause of a queue.
    """
    screen = Screen(as_json, state)
    backends = open_state(ctx, state).backends
    key, scope = backends.secrets.cursors, f"actions {seller}"
    start = after_of(after, key, scope, prefix=_ACTION)
    # One more than is shown says whether more follow.
    found = backends.actions.find(ActionQuery(limit + 1, seller, start))
    shown, more = found[:limit], len(found) > limit
    next_page = cursor((shown[-1].at, shown[-1].id), key, scope) if more else None
    document = {
        "object": "list",
        "data": [{**action_answer(each), "seller": each.seller_id} for each in shown],
        "has_more": more,
        "next": next_page,
    }
    screen.answer(document, _rows(shown) if shown else Text("Nobody did anything."))
    if next_page:
        screen.note(f"More: add --cursor {next_page}")


def _rows(actions: Sequence[Action]) -> Table:
    rows = table("At (UTC)", "Who", "Seller", "What", "Target", "Count", "Why", right=("Count",))
    for action in actions:
        rows.add_row(
            Text(short_time(utc_text(action.at))[:16], style="dim"),
            Text(action.who),
            action.seller_id or "",
            action.what,
            Text(action.target),
            f"{action.count:,}",
            Text(action.reason),
        )
    return rows
