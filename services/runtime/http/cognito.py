"""Who calls on AWS: the Cognito access token whose claims API Gateway verified.

API Gateway checks signature, issuer and expiry, and passes the claims on in the event's request
context, which no caller can write to. What they mean is decided here: the ledger says whose
orders the token's subject may see. Nothing in the headers or the body is asked.
"""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from services.backends.keys import Keys, cognito_digest
from services.runtime.clock import Clock
from services.runtime.http.credentials import (
    Caller,
    CallerOf,
    Right,
    forbidden,
    holder,
    opening,
    unauthenticated,
)
from services.runtime.http.threads import Blocking
from services.runtime.remembering import remembering


def cognito_tokens(keys: Keys, blocking: Blocking, clock: Clock) -> CallerOf:
    """Return what tells callers by the claims of their access token.

    What the ledger knows of a subject is remembered: its revocation takes at most a minute
    (`remembering.REMEMBERED`) to count. An expiry counts at once.
    """
    find = opening(remembering(keys.find, clock), keys, clock)

    async def caller_of(request: Request, right: Right) -> Caller:
        claims = _claims(request.scope.get("aws.event"))
        if claims is None:
            raise unauthenticated()
        subject = _subject(claims)
        if subject is None:
            raise unauthenticated("invalid_token")
        if right.scope not in _scopes(claims):
            raise forbidden()
        key = await blocking(find, cognito_digest(subject))
        if key is None:
            raise unauthenticated("invalid_token")
        return holder(key, right)

    return caller_of


def _claims(event: object) -> Mapping[str, Any] | None:
    """Return the claims an authorizer of the user pool left, None where none did.

    Payload 2.0 (HTTP API) has them a level deeper than 1.0 (REST API); other kinds of authorizers
    leave other things beside, which count for nothing.
    """
    path = ["requestContext", "authorizer", "claims"]
    if isinstance(event, Mapping) and event.get("version") == "2.0":
        path.insert(2, "jwt")
    found = event
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _subject(claims: Mapping[str, Any]) -> str | None:
    """Return whom the token is about: a machine's client id, or a person's subject.

    Cognito gives a client's own tokens the client id as their subject. A person's token names the
    client it was made through as well, which must not let that person act as the client.
    """
    subject, client = claims.get("sub"), claims.get("client_id")
    if claims.get("token_use") != "access":
        return None  # an id token says who somebody is, not what they may do
    if not (isinstance(subject, str) and subject and isinstance(client, str) and client):
        return None
    return subject


def _scopes(claims: Mapping[str, Any]) -> list[str]:
    scope = claims.get("scope")
    return scope.split(" ") if isinstance(scope, str) else []
