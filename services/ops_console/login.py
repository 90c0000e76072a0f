"""Logging in with a key, and out again.

Nobody guesses a key: it has 160 random bits, so attempts are not counted. Each does the same work
whether the key exists or not (a digest and one read), is answered alike, and is logged.
"""

from http import HTTPStatus

import structlog
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from services.backends.keys import Key
from services.domain.ids import sha256_hex
from services.flow.acting import Ask, act, action_id
from services.ops_console.cookies import drop_cookie, put_cookie
from services.ops_console.desk import Desk, desk_of
from services.ops_console.forms import FORM_TOKEN, form_of, text_of
from services.ops_console.pages import Visit, plain_page, see_other
from services.ops_console.routes import LOGIN, Page, own_path
from services.ops_console.session import LASTS, Session, form_token, is_form_token, sealed
from services.ops_console.visitor import COOKIE, ENTRANTS, visitor_of

FORM_COOKIE = "ops_login"
"""Ties the form to the browser it was sent to: nobody is logged in with a stranger's key."""

log = structlog.get_logger()


def login_routes() -> list[Route]:
    """Return the routes that need no session."""
    return [
        Route(LOGIN, _show, methods=["GET"]),
        Route(LOGIN, _enter, methods=["POST"]),
    ]


async def _show(request: Request) -> Response:
    desk = desk_of(request)
    back = own_path(request.query_params.get("next", ""))
    if await desk.blocking(visitor_of, request, desk):
        return RedirectResponse(back, HTTPStatus.SEE_OTHER)
    return _form(desk, back)


def _form(desk: Desk, back: str, *, refused: str = "", status: int = HTTPStatus.OK) -> Response:
    browser = desk.new_id()
    response = plain_page(
        "login.html.jinja",
        title="Log in",
        status=status,
        token=form_token(browser, desk.session_key),
        next=back,
        refused=refused,
    )
    put_cookie(response, FORM_COOKIE, browser, max_age_s=3600, secure=desk.secure)
    return response


async def _enter(request: Request) -> Response:
    form = await form_of(request)
    desk = desk_of(request)
    return await desk.blocking(_entered, request, form, desk)


def _entered(request: Request, form: FormData, desk: Desk) -> Response:
    back = own_path(text_of(form, "next"))
    browser = request.cookies.get(FORM_COOKIE, "")
    if not browser or not is_form_token(text_of(form, FORM_TOKEN), browser, desk.session_key):
        return _form(desk, back, refused="The form was too old. Try again.", status=403)
    key = desk.find_key(sha256_hex(text_of(form, "key").encode()))
    if key is None:
        log.warning("login.refused", reason="unknown_key")
        return _form(desk, back, refused="No key like this opens the console.", status=401)
    if key.role not in ENTRANTS:
        log.warning("login.refused", reason="role", role=key.role)
        return _form(desk, back, refused=_who_may(key), status=403)
    return logged_in(desk, key, see_other(back), forget=FORM_COOKIE)


def _who_may(key: Key) -> str:
    return (
        f"This key has the role {key.role}. The console takes keys with the role viewer, "
        "operator or admin."
    )


def logged_in(desk: Desk, key: Key, response: Response, *, forget: str) -> Response:
    """Open a session for a key, note it in the action log, and return the response with its cookie.

    `forget` is the cookie that the login itself needed.
    """
    now = desk.clock()
    ask = Ask(action_id(desk.new_id()), who=key.prefix, role=key.role, reason="", at=now)
    act(ask, "log_in", "console", actions=desk.backends.actions, seller_id=key.seller_id)
    cookie = sealed(Session(key.digest, now + LASTS, desk.new_id()), desk.session_key)
    put_cookie(response, COOKIE, cookie, max_age_s=int(LASTS.total_seconds()), secure=desk.secure)
    drop_cookie(response, forget)
    return response


def _log_out(_visit: Visit) -> Response:
    response = see_other(LOGIN)
    drop_cookie(response, COOKIE)
    return response


PAGES = (Page("/ops/logout", _log_out, "POST"),)
