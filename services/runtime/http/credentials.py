"""Who calls: the key behind `Authorization: Bearer`, and what its role may do."""

import re
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from starlette.datastructures import Headers

from services.backends.keys import Keys, Role
from services.domain.ids import sha256_hex
from services.runtime.http.problems import Problem
from services.runtime.http.threads import in_thread

CHALLENGE = 'Bearer realm="counterfoil"'

_BEARER = re.compile(r"\ABearer +([A-Za-z0-9._~+/=-]{1,200})\Z", re.IGNORECASE)


class Caller(NamedTuple):
    """Whose orders a request is about. It comes from the credential, never from the request."""

    seller_id: str
    role: Role
    livemode: bool


def _secret(headers: Headers) -> str | None:
    values = headers.getlist("authorization")
    match = _BEARER.match(values[0]) if len(values) == 1 else None
    return match[1] if match else None


async def caller_of(headers: Headers, keys: Keys, allowed: AbstractSet[Role]) -> Caller:
    """Return who calls, if their role is one of `allowed`.

    Raises Problem `unauthenticated` or `forbidden`.
    """
    secret = _secret(headers)
    if secret is None:
        raise Problem("unauthenticated", headers={"www-authenticate": CHALLENGE})
    key = await in_thread(keys.find, sha256_hex(secret.encode()))
    if key is None:
        raise Problem(
            "unauthenticated", headers={"www-authenticate": f'{CHALLENGE}, error="invalid_token"'}
        )
    if key.role not in allowed:
        raise Problem(
            "forbidden", headers={"www-authenticate": f'{CHALLENGE}, error="insufficient_scope"'}
        )
    return Caller(key.seller_id, key.role, key.livemode)
