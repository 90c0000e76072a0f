"""From a table of pages to routes: closed by default, roles and form tokens checked in one place.

Each area is a module with a `PAGES` tuple; `main.py` lists the modules. A page's function takes
an `Visit` and returns a Response. It is plain and may block: it runs where `desk.blocking` says.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from hmac import compare_digest
from http import HTTPStatus
from typing import Literal, NamedTuple
from urllib.parse import quote

import structlog
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from services.backends.keys import Role
from services.backends.unavailable import Unavailable
from services.ops_console.desk import desk_of
from services.ops_console.forms import FORM_TOKEN, form_of, text_of
from services.ops_console.pages import Visit, page, plain_page
from services.ops_console.visitor import ENTRANTS, visitor_of
from services.runtime.http.credentials import forbidden, unauthenticated
from services.runtime.http.problem_kinds.kind import ProblemKind
from services.runtime.http.problems import Problem

LOGIN = "/ops/login"
API = "/ops/api/"

_OWN_PATH = re.compile(r"\A/ops/[A-Za-z0-9._~/?&=%+:,@-]{0,1000}\Z")

Answer = Callable[[Visit], Response]

log = structlog.get_logger()


class Page(NamedTuple):
    """One page, action or API call."""

    path: str
    """As Starlette writes it: `/ops/orders/{id}`. Under `/ops/api/` errors are problems."""
    answer: Answer
    method: Literal["GET", "POST"] = "GET"
    roles: frozenset[Role] = ENTRANTS


def routes(pages: Sequence[Page]) -> list[Route]:
    """Return the routes of some pages."""
    return [Route(one.path, _endpoint(one), methods=[one.method]) for one in pages]


def own_path(path: str) -> str:
    """Return where to go after a login: the path if it is one of this console, else its start."""
    return path if _OWN_PATH.match(path) and "//" not in path else "/ops/"


def _endpoint(to: Page) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        desk = desk_of(request)
        try:
            visitor = await desk.blocking(visitor_of, request, desk)
            if visitor is None:
                return _shut(request)
            return await _answered(to, Visit(request, desk, visitor, FormData()))
        except Unavailable:
            if _is_for_scripts(request):
                raise
            log.warning("backend.unavailable", page=to.path)
            return _unavailable()

    return endpoint


async def _answered(to: Page, visit: Visit) -> Response:
    if visit.visitor.role not in to.roles:
        return _refused(visit, to)
    try:
        if to.method == "POST":
            visit = visit._replace(form=await form_of(visit.request))
            if not _is_own(visit):
                return _stale(visit)
        return await visit.desk.blocking(to.answer, visit)
    except Problem as problem:
        if _is_for_scripts(visit.request):
            raise
        return _turned_down(visit, problem.kind)


def _is_for_scripts(request: Request) -> bool:
    return request.url.path.startswith(API) or is_swap(request)


def _turned_down(visit: Visit, kind: ProblemKind) -> Response:
    """Say to a person what a program is told in a problem document."""
    return _notice(visit, kind.title, f"{kind.why} {kind.remedy}", status=kind.status)


def _notice(visit: Visit, title: str, text: str, *, status: int) -> Response:
    return page(visit, "notice.html.jinja", title=title, at="", status=status, text=text)


def _is_own(visit: Visit) -> bool:
    """Tell whether a form was sent from a page of the visitor's own session."""
    wanted = visit.visitor.form_token
    # Without one the visitor came with a Bearer header, which no page of another site can send.
    return not wanted or compare_digest(text_of(visit.form, FORM_TOKEN).encode(), wanted.encode())


def is_swap(request: Request) -> bool:
    """Tell whether a script asks for a part of a page, and not a person for a page."""
    return "hx-request" in request.headers


def _shut(request: Request) -> Response:
    """Turn away who is nobody: a program with 401, a person to the login and back afterwards."""
    path = request.url.path
    if path.startswith(API):
        raise unauthenticated()
    back = own_path(f"{path}?{request.url.query}" if request.url.query else path)
    login = f"{LOGIN}?next={quote(back)}" if request.method == "GET" else LOGIN
    if is_swap(request):
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"hx-redirect": LOGIN})
    return RedirectResponse(login, HTTPStatus.SEE_OTHER)


def _refused(visit: Visit, to: Page) -> Response:
    log.info("page.refused", page=to.path, role=visit.visitor.role)
    if to.path.startswith(API):
        raise forbidden()
    return plain_page(
        "refused.html.jinja",
        title="Not for this role",
        status=HTTPStatus.FORBIDDEN,
        role=visit.visitor.role,
        roles=sorted(to.roles),
        may_enter=visit.visitor.role in ENTRANTS,
    )


def _stale(visit: Visit) -> Response:
    return _notice(
        visit,
        "Nothing was done",
        "The form did not come from a page of this session: it may have been open since "
        "before you logged in. Go back, reload the page and send it again.",
        status=HTTPStatus.FORBIDDEN,
    )


def not_found(visit: Visit) -> Response:
    """Return the page of an address or a record that is not there, or not this visitor's."""
    if visit.request.url.path.startswith(API):
        raise Problem("not_found")
    return _notice(
        visit,
        "There is nothing here",
        "No page has this address, or what it shows belongs to another seller.",
        status=HTTPStatus.NOT_FOUND,
    )


def _unavailable() -> Response:
    response = plain_page(
        "unavailable.html.jinja",
        title="Not reachable at the moment",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )
    response.headers["refresh"] = "5"
    return response


NOT_FOUND = (
    Page("/ops/{rest:path}", not_found),
    Page("/ops/{rest:path}", not_found, method="POST"),
)
"""After all other pages: what is not there asks for a credential as well."""
