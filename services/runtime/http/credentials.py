"""Who calls: the key behind `Authorization: Bearer`, and what its role may do."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from starlette.datastructures import Headers
from starlette.requests import Request

from services.backends.keys import Key, Keys, Role, opens
from services.domain.ids import sha256_hex
from services.runtime.clock import Clock
from services.runtime.http.problems import Problem
from services.runtime.http.threads import Blocking

CHALLENGE = 'Bearer realm="counterfoil"'

NOTED_EVERY = timedelta(minutes=1)
"""How often a process notes that a key is used: each note is a write."""

_MOST_REMEMBERED = 1000

_BEARER = re.compile(r"\ABearer +([A-Za-z0-9._~+/=-]{1,200})\Z", re.IGNORECASE)

log = structlog.get_logger()


class Caller(NamedTuple):
    """Whose orders a request is about. It comes from the credential, never from the request."""

    seller_id: str
    role: Role
    livemode: bool
    who: str
    """The prefix of the key, or of the token's subject: what the action log names them by."""


class Right(NamedTuple):
    """What a call asks of who makes it."""

    roles: frozenset[Role]
    scope: str
    """Asked of access tokens only: an API key has a role and no scopes."""


KeyOf = Callable[[str], Key | None]
"""Returns the key with a digest, if there is one."""

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
    return Caller(key.seller_id, key.role, key.livemode, key.prefix)


def secret_of(headers: Headers) -> str | None:
    """Return the secret behind `Authorization: Bearer`; None without one, or with two."""
    values = headers.getlist("authorization")
    match = _BEARER.match(values[0]) if len(values) == 1 else None
    return match[1] if match else None


def opening(find: KeyOf, keys: Keys, clock: Clock) -> KeyOf:
    """Return `find` for keys that open something now; others are as if they were unknown.

    That a key was used is noted in `keys`, once in `NOTED_EVERY` for each key and process.
    """
    noted: dict[str, datetime] = {}

    def opened(digest: str) -> Key | None:
        key, now = find(digest), clock()
        if key is None or not opens(key, now):
            return None
        before = noted.get(digest)
        if before is None or not timedelta(0) <= now - before < NOTED_EVERY:
            if len(noted) >= _MOST_REMEMBERED:
                noted.clear()
            noted[digest] = now
            _note_use(keys, digest, now)
        return key

    return opened


def _note_use(keys: Keys, digest: str, now: datetime) -> None:
    try:
        keys.used(digest, now)
    except Exception as error:  # noqa: BLE001 - a note is no reason to turn anybody away
        log.warning("key.use_not_noted", reason=type(error).__name__)


def bearer_keys(keys: Keys, blocking: Blocking, clock: Clock) -> CallerOf:
    """Return what tells callers by the API keys of this installation."""
    find = opening(keys.find, keys, clock)

    async def caller_of(request: Request, right: Right) -> Caller:
        secret = secret_of(request.headers)
        if secret is None:
            raise unauthenticated()
        key = await blocking(find, sha256_hex(secret.encode()))
        if key is None:
            raise unauthenticated("invalid_token")
        return holder(key, right)

    return caller_of
