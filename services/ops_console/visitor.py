"""Who looks at the console: the key behind a session's cookie or a Bearer header."""

from typing import NamedTuple

from starlette.requests import Request

from services.backends.keys import Key, Role
from services.domain.ids import sha256_hex
from services.ops_console.desk import Desk
from services.ops_console.session import form_token, opened
from services.runtime.http.credentials import secret_of

COOKIE = "ops_session"

ENTRANTS: frozenset[Role] = frozenset({"viewer", "operator", "admin"})
ACTORS: frozenset[Role] = frozenset({"operator", "admin"})
ADMINS: frozenset[Role] = frozenset({"admin"})


class Visitor(NamedTuple):
    """Who looks, and how far they may see. Queues and workers everybody may."""

    key: Key
    form_token: str
    """Stands in every form. Empty for who came with a Bearer header, which no other site sends."""

    @property
    def role(self) -> Role:
        """Return the role of the key."""
        return self.key.role

    @property
    def name(self) -> str:
        """Return the prefix of the key: what the action log says of who did something."""
        return self.key.prefix

    @property
    def livemode(self) -> bool:
        """Tell whether live orders are seen; else test orders are."""
        return self.key.livemode

    @property
    def may_act(self) -> bool:
        """Tell whether failures and queues may be acted on."""
        return self.role in ACTORS

    @property
    def sees_buyers(self) -> bool:
        """Tell whether names, addresses and e-mails are shown; else they are masked."""
        return self.role in ACTORS

    @property
    def is_admin(self) -> bool:
        """Tell whether every seller's records are seen."""
        return self.role in ADMINS

    def seller(self, asked: str | None) -> str | None:
        """Return whose records a list shows: their own seller's, for an admin whose they asked for.

        None means every seller's.
        """
        return (asked or None) if self.is_admin else self.key.seller_id

    def sees(self, seller_id: str) -> bool:
        """Tell whether a record of this seller may be shown."""
        return self.is_admin or seller_id == self.key.seller_id


def visitor_of(request: Request, desk: Desk) -> Visitor | None:
    """Return who makes a request; None without a credential that opens. Reads the ledger."""
    secret = secret_of(request.headers)
    if secret is not None:
        key = desk.find_key(sha256_hex(secret.encode()))
        return Visitor(key, "") if key else None
    cookie = request.cookies.get(COOKIE, "")
    session = opened(cookie, desk.session_key, desk.clock())
    key = desk.find_key(session.digest) if session else None
    return Visitor(key, form_token(cookie, desk.session_key)) if key else None
