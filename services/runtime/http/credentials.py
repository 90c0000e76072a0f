"""Who calls: the key behind `Authorization: Bearer`, and what its role may do."""

import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request

from services.backends.keys import Key, Keys, Role
from services.domain.ids import sha256_hex
from services.runtime.http.problems import Problem
from services.runtime.http.threads import Blocking

CHALLENGE = 'Bearer realm="counterfoil"'

_BEARER = re.compile(r"\ABearer +([A-Za-z0-9._~+/=-]{1,200})\Z", re.IGNORECASE)


class Caller(NamedTuple):
    """Whose orders a request is about. It comes from the credential, never from the request."""

    seller_id: str
    role: Role
    livemode: bool


class Right(NamedTuple):
    """What a call asks of who makes it."""

    roles: frozenset[Role]
    scope: str
    """Asked of access tokens only: an API key has a role and no scopes."""


CallerOf = Callable[[Request, Right], Awaitable[Caller]]
"""Returns who makes a request, if they have the right to.

Raises Problem `unauthenticated` or `forbidden`.
"""


def unauthenticated(error: str | None = None) -> Problem:
    """Return the 401 of a missing credential, or with an RFC 6750 `error` of a useless one."""
    return _turned_down("unauthenticated", error)


def forbidden() -> Problem:
    """Return the 403 of a good credential that does not reach this far."""
    return _turned_down("forbidden", "insufficient_scope")


def _turned_down(code: str, error: str | None) -> Problem:
    challenge = f'{CHALLENGE}, error="{error}"' if error else CHALLENGE
    return Problem(code, headers={"www-authenticate": challenge})


def holder(key: Key, right: Right) -> Caller:
    """Return who holds a key, if its role is one the call takes. Raises Problem `forbidden`."""
    if key.role not in right.roles:
        raise forbidden()
    return Caller(key.seller_id, key.role, key.livemode)


def _secret(headers: Headers) -> str | None:
    values = headers.getlist("authorization")
    match = _BEARER.match(values[0]) if len(values) == 1 else None
    return match[1] if match else None


def bearer_keys(keys: Keys, blocking: Blocking) -> CallerOf:
    """Return what tells callers by the API keys of this installation."""

    async def caller_of(request: Request, right: Right) -> Caller:
        secret = _secret(request.headers)
        if secret is None:
            raise unauthenticated()
        key = await blocking(keys.find, sha256_hex(secret.encode()))
        if key is None:
            raise unauthenticated("invalid_token")
        return holder(key, right)

    return caller_of
