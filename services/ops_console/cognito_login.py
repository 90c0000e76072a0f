"""Logging in on AWS: the console takes Cognito's code flow itself and opens its own session.

Authorization code with PKCE (RFC 7636), state and nonce (OpenID Connect Core 3.1). What is needed
on the way back waits in a signed cookie. The id token only says who somebody is; what they may do
is in the ledger, under their subject, as for every other credential.
"""

import base64
import hashlib
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlencode

import httpx2
import jwt
import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from services.backends.keys import cognito_digest
from services.ops_console.cookies import put_cookie
from services.ops_console.desk import Desk, desk_of
from services.ops_console.login import logged_in
from services.ops_console.pages import plain_page
from services.ops_console.routes import LOGIN, own_path
from services.ops_console.session import signed, unsigned
from services.ops_console.settings import CognitoSettings
from services.ops_console.visitor import ENTRANTS, visitor_of

BACK = "/ops/login/back"
UNDER_WAY = "ops_under_way"
UNDER_WAY_S = 600
_CLAIMS = ["exp", "iat", "sub", "nonce", "token_use"]

log = structlog.get_logger()


class LoginFailed(Exception):  # noqa: N818 - what happened
    """The way back from Cognito does not fit the way there."""


class Cognito(NamedTuple):
    """The user pool, and how it is spoken to."""

    settings: CognitoSettings
    client: httpx2.Client


class UnderWay(NamedTuple):
    """What a login that is under way needs when it comes back."""

    state: str
    nonce: str
    verifier: str
    next: str


def cognito_login_routes(cognito: Cognito) -> list[Route]:
    """Return the routes that need no session: to Cognito, and back from it."""

    def leave(request: Request, desk: Desk) -> Response:
        back = own_path(request.query_params.get("next", ""))
        if visitor_of(request, desk):
            return RedirectResponse(back, HTTPStatus.SEE_OTHER)
        new_id = desk.new_id
        way = UnderWay(new_id(), new_id(), new_id() + new_id(), back)
        response = RedirectResponse(_authorize_url(cognito, desk, way), HTTPStatus.SEE_OTHER)
        # Lax: Cognito leads back from another site, and the browser must bring this along.
        put_cookie(
            response,
            UNDER_WAY,
            signed(UNDER_WAY, way, desk.session_key),
            max_age_s=UNDER_WAY_S,
            secure=desk.secure,
            samesite="lax",
        )
        return response

    def come_back(request: Request, desk: Desk) -> Response:
        try:
            way = _under_way(request, desk)
            return _enter(desk, _subject(cognito, request, desk, way), way)
        except (LoginFailed, jwt.InvalidTokenError, httpx2.HTTPError) as error:
            log.warning("login.refused", reason=type(error).__name__)
            return _failed("The login did not work out.", HTTPStatus.BAD_REQUEST)

    async def to(request: Request) -> Response:
        desk = desk_of(request)
        return await desk.blocking(leave, request, desk)

    async def back(request: Request) -> Response:
        desk = desk_of(request)
        return await desk.blocking(come_back, request, desk)

    return [Route(LOGIN, to, methods=["GET"]), Route(BACK, back, methods=["GET"])]


def _authorize_url(cognito: Cognito, desk: Desk, way: UnderWay) -> str:
    challenge = hashlib.sha256(way.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": cognito.settings.cognito_client_id,
        "redirect_uri": f"{desk.public_url}{BACK}",
        "scope": "openid",
        "state": way.state,
        "nonce": way.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{cognito.settings.cognito_domain}/oauth2/authorize?{urlencode(asked)}"


def _under_way(request: Request, desk: Desk) -> UnderWay:
    said = unsigned(UNDER_WAY, request.cookies.get(UNDER_WAY, ""), desk.session_key)
    way = UnderWay(*said) if said else None
    if way is None or request.query_params.get("state") != way.state:
        raise LoginFailed
    return way


def _subject(cognito: Cognito, request: Request, desk: Desk, way: UnderWay) -> str:
    """Return whom the id token that the code is worth is about."""
    answer = cognito.client.post(
        f"{cognito.settings.cognito_domain}/oauth2/token",
        data={
            "grant_type": "authorization_code",
            "client_id": cognito.settings.cognito_client_id,
            "code": request.query_params.get("code", ""),
            "redirect_uri": f"{desk.public_url}{BACK}",
            "code_verifier": way.verifier,
        },
    )
    token = answer.json().get("id_token") if answer.is_success else None
    if not isinstance(token, str):
        raise LoginFailed
    claims = jwt.decode(
        token,
        _signing_key(cognito, token),
        algorithms=["RS256"],
        audience=cognito.settings.cognito_client_id,
        issuer=cognito.settings.cognito_issuer,
        options={"require": _CLAIMS},
    )
    if (claims["nonce"], claims["token_use"]) != (way.nonce, "id"):
        raise LoginFailed
    return str(claims["sub"])


def _signing_key(cognito: Cognito, token: str) -> jwt.PyJWK:
    """Return the pool's key that a token names. Logins are rare, so its keys are asked for anew."""
    answer = cognito.client.get(f"{cognito.settings.cognito_issuer}/.well-known/jwks.json")
    try:
        keys = jwt.PyJWKSet.from_dict(answer.raise_for_status().json())
        return keys[jwt.get_unverified_header(token)["kid"]]
    except (KeyError, jwt.PyJWKSetError) as error:
        raise LoginFailed from error


def _enter(desk: Desk, subject: str, way: UnderWay) -> Response:
    key = desk.find_key(cognito_digest(subject))
    if key is None or key.role not in ENTRANTS:
        log.warning("login.refused", reason="no_role")
        return _failed("You are known, but nobody gave you a role here.", HTTPStatus.FORBIDDEN)
    # Not a redirect: this one began at another site, so the browser would keep the new cookie back.
    page = plain_page("entering.html.jinja", title="Logged in", next=way.next)
    page.headers["refresh"] = f"0; url={way.next}"
    return logged_in(desk, key, page, forget=UNDER_WAY)


def _failed(text: str, status: int) -> Response:
    return plain_page("login_failed.html.jinja", title="Not logged in", status=status, text=text)
