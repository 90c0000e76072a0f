"""How the console's pages are made: one frame, strict headers, and what is said after an action.

A page's template extends `frame.html.jinja` and fills `{% block main %}`; a fragment, which
replaces part of a page, extends nothing. Both find `visitor`; `parts.html.jinja` has the macros.
"""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.flow.acting import Ask, action_id
from services.ops_console.areas import areas_for
from services.ops_console.cookies import drop_cookie, put_cookie
from services.ops_console.desk import Desk
from services.ops_console.filters import FILTERS
from services.ops_console.visitor import Visitor
from services.runtime.http.headers import PAGE_HEADERS

SAID = "ops_said"
_SAID_FOR_S = 60

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters.update(FILTERS)


class Visit(NamedTuple):
    """A request that may be answered: its visitor has the role the page asks for.

    A form was sent from a page of the visitor's own session.
    """

    request: Request
    desk: Desk
    visitor: Visitor
    form: FormData
    """Empty unless the page takes POST; `forms.text_of` reads a field."""

    @property
    def query(self) -> Mapping[str, str]:
        """Return the parameters of the URL."""
        return self.request.query_params

    def ask(self, reason: str = "") -> Ask:
        """Return who asks for something to be done here, and why, for `flow.acting.act`."""
        return Ask(
            id=action_id(self.desk.new_id()),
            who=self.visitor.name,
            role=self.visitor.role,
            reason=reason,
            at=self.desk.clock(),
        )

    @property
    def here(self) -> str:
        """Return the path and query of this page, to come back to."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path


def page(
    visit: Visit, template: str, *, title: str, at: str, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page in the console's frame; `at` is the path of its area in the navigation."""
    said = unquote(visit.request.cookies.get(SAID, ""))
    frame = {"title": title, "at": at, "areas": areas_for(visit.visitor.role), "said": said}
    response = _html(template, status, {**frame, "visitor": visit.visitor, **values})
    if said:
        drop_cookie(response, SAID)
    return response


def fragment(visit: Visit, template: str, **values: object) -> HTMLResponse:
    """Return a part of a page, to be swapped into it."""
    return _html(template, HTTPStatus.OK, {"visitor": visit.visitor, **values})


def plain_page(template: str, *, title: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page without navigation, for who is not inside."""
    return _html(template, status, {"title": title, **values})


def see_other(path: str, said: str = "") -> Response:
    """Lead on after an action, so that reloading repeats nothing; `said` stands on the next page.

    `path` is of this console; nothing that a buyer is may stand in `said`.
    """
    response = RedirectResponse(path, HTTPStatus.SEE_OTHER)
    if said:
        # Who listens on the way learns nothing that is worth keeping from them.
        put_cookie(response, SAID, quote(said), max_age_s=_SAID_FOR_S, secure=False)
    return response


def _html(template: str, status: int, values: Mapping[str, object]) -> HTMLResponse:
    html = TEMPLATES.get_template(template).render(values)
    return HTMLResponse(html, status, headers=PAGE_HEADERS)
