"""The action log: who did what, when and why."""

from starlette.responses import Response

from services.backends.actions import ActionQuery
from services.ops_console.lists import older, part_of, shown_of
from services.ops_console.pages import Visit, page
from services.ops_console.routes import Page
from services.ops_console.whose import sellers_of

ACTIONS = "/ops/actions"
_PREFIX = "act_"


def _list(visit: Visit) -> Response:
    seller_id = visit.visitor.seller(visit.query.get("seller"))
    scope = f"ops actions {seller_id}"
    part = part_of(visit, scope, prefix=_PREFIX)
    found = visit.desk.backends.actions.find(ActionQuery(part.limit, seller_id, part.after))
    shown = shown_of(found)
    last = (shown[-1].at, shown[-1].id) if shown else None
    return page(
        visit,
        "actions.html.jinja",
        title="Actions",
        at=ACTIONS,
        actions=shown,
        older=older(visit, found, last, scope),
        sellers=sellers_of(visit),
        seller_id=seller_id,
    )


PAGES = (Page(ACTIONS, _list),)
