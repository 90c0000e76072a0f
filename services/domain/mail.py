"""The mail ledger: one row per (invoice, recipient, intent), whose state only rises."""

from datetime import datetime, timedelta
from typing import Literal

from services.domain.frozen import Frozen

LEASE = timedelta(minutes=15)
"""How long a sender that went silent keeps others from sending the same mail."""

FIRST_INTENT = "invoice"
"""The intent of the mail that every invoice is sent with."""

State = Literal["sending", "failed", "sent", "delivered", "bounced", "complained"]
_RANK: dict[State, int] = {
    "sending": 0,
    "failed": 0,
    "sent": 1,
    "delivered": 2,
    "bounced": 3,
    "complained": 4,
}


def is_settled(state: State) -> bool:
    """Tell whether the provider took the mail: nothing is left to send."""
    return _RANK[state] > 0


class Mail(Frozen):
    """One mail to one recipient about one invoice, however often it was tried."""

    id: str
    """Opaque; with the attempt number it is the provider's tag and the outbox file's name."""
    seller_id: str
    number: str
    order_id: str
    intent: str
    """Why it is sent: FIRST_INTENT, or `resend-<id>` for each deliberate resend."""
    to: str
    """Masked: z***@example.com."""
    state: State = "sending"
    attempts: int = 0
    lease_until: datetime | None = None
    sent_at: datetime | None = None
    message_id: str | None = None
    detail: str | None = None
    version: int = 0

    @property
    def settled(self) -> bool:
        """Tell whether the provider took it: nothing is left to send."""
        return is_settled(self.state)


def lease(mail: Mail, now: datetime, length: timedelta = LEASE) -> Mail | None:
    """Return the row as its next attempt holds it; None if sent, or if another attempt runs."""
    if mail.settled or (mail.lease_until is not None and now < mail.lease_until):
        return None
    return mail.model_copy(
        update={"state": "sending", "attempts": mail.attempts + 1, "lease_until": now + length}
    )


def rise(mail: Mail, state: State, now: datetime, *, message_id: str | None = None) -> Mail:
    """Return the row after the provider said `state`; a lower state than the row's is late news."""
    if _RANK[state] <= _RANK[mail.state]:
        return mail
    return mail.model_copy(
        update={
            "state": state,
            "lease_until": None,
            "sent_at": mail.sent_at or now,
            "message_id": message_id or mail.message_id,
            "detail": None,
        }
    )


def give_up(mail: Mail, detail: str) -> Mail:
    """Return the row after an attempt that failed; the lease is given back.

    A row that the provider has settled meanwhile stays as it is.
    """
    if mail.settled:
        return mail
    return mail.model_copy(update={"state": "failed", "lease_until": None, "detail": detail})


def masked(address: str) -> str:
    """Return an address as logs and answers may show it."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}"
