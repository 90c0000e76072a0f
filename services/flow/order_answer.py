"""What a caller is told about an order: one shape for the API, the CLI and every list."""

import json
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal
from unicodedata import normalize

from pydantic import ConfigDict, Field

from services.domain.frozen import Frozen
from services.domain.link import KeyRing, Link, token
from services.domain.money import amount_text
from services.domain.order import Issued, Order, Status


class Answer(Frozen):
    """A part of what is answered. Amounts and times are text, written to the letter."""

    model_config: ClassVar[ConfigDict] = ConfigDict(use_attribute_docstrings=True)


class TotalsAnswer(Answer):
    """Decimal strings with exactly the currency's decimals."""

    net: str
    """What the order comes to before tax."""
    tax: str
    """The tax on it."""
    gross: str
    """Net and tax together."""
    due: str
    """What is still to be paid; zero when the order was paid in full. On a credit: the amount
    credited, which the buyer is owed."""


class InvoiceAnswer(Answer):
    """The invoice that the order became."""

    number: str
    """The invoice's number, gap-free within its series."""
    issued_on: str
    """The day it was issued, in the seller's time zone: YYYY-MM-DD."""
    page_url: str | None
    """The page the customer is mailed a link to. Needs no key; null once its link is long over."""
    pdf_url: str | None
    """The archived PDF. Needs no key; answers once the invoice is archived."""
    xml_url: str | None
    """The XML the PDF carries (EN 16931). Needs no key; null for an invoice that carries none."""
    sha256: str | None
    """SHA-256 of the archived PDF in hex; null until it is archived."""


class MailAnswer(Answer):
    """What became of the mail to the buyer."""

    status: Literal["none", "sending", "sent", "delivered", "bounced", "complained", "failed"]
    """none: not tried yet. delivered, bounced and complained are what the provider reported."""
    to: str | None
    """The address it goes to, masked."""
    sent_at: str | None
    """When the provider took it, RFC 3339 in UTC."""
    message_id: str | None
    """The provider's id of the message."""
    attempts: int
    """How often sending it was tried."""


class FailureShown(Answer):
    """Why the order needs somebody."""

    code: str
    """A stable word, such as attempts_exhausted; stuck means that retries go on."""
    detail: str
    """What happened, in a sentence."""


class TimelineEntry(Answer):
    """One thing that became true of the order."""

    at: str
    """When, RFC 3339 in UTC."""
    event: str
    """What: accepted, issued, archived, mail_sent, failed, redriven and so on."""
    detail: str | None
    """A number, a masked address or a code."""


class OrderAnswer(Answer):
    """An order and what has become of it so far."""

    id: str
    """The order's id: the same for every request with the same Idempotency-Key."""
    object: Literal["order"]
    """Always order."""
    status: Status
    """accepted, then invoiced, then sent; or failed, cancelled, credited."""
    reference: str
    """The shop's own order number."""
    currency: str
    """ISO 4217."""
    totals: TotalsAnswer
    created_at: str
    """When it was accepted, RFC 3339 in UTC with microseconds."""
    invoice: InvoiceAnswer | None
    """null until the order has its number."""
    mail: MailAnswer | None
    """null until there is an invoice to mail."""
    failure: FailureShown | None
    """null unless somebody has to look."""
    credits: str | None = None
    """The number of the invoice that this takes back; only on a credit."""
    timeline: list[TimelineEntry] = Field(default_factory=list)
    """Everything that became true, oldest first; only with expand=timeline."""


def timestamp(at: datetime) -> str:
    """Write a time as RFC 3339 in UTC, fixed width, with microseconds and Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def page_url(order: Order, issued: Issued, *, public_url: str, links: KeyRing) -> str | None:
    """Return the URL mailed to the buyer, None once its signing key has left the ring."""
    if issued.link_key_id not in links.keys:
        return None
    link = Link(
        id=issued.link_id,
        key_id=issued.link_key_id,
        seller_id=order.seller_id,
        number=issued.number,
        order_id=order.id,
        created_at=order.accepted_at,  # no part of the token
        expires_at=issued.link_expires_at,
    )
    return f"{public_url}/i/{token(link, links)}"


def _as_accepted(order: Order) -> Order:
    """Return an order as it stood before anybody corrected it."""
    if order.accepted_totals is None:
        return order
    first = json.loads(order.request)
    named = {"reference": normalize("NFC", first["reference"]), "currency": first["currency"]}
    return order.model_copy(update={**named, "totals": order.accepted_totals})


def _totals(order: Order) -> TotalsAnswer:
    totals = order.totals
    return TotalsAnswer(
        net=amount_text(totals.net, order.currency),
        tax=amount_text(totals.tax, order.currency),
        gross=amount_text(totals.gross, order.currency),
        due=amount_text(totals.due, order.currency),
    )


def _invoice(order: Order, *, public_url: str, links: KeyRing) -> InvoiceAnswer | None:
    issued = order.issued
    if issued is None:
        return None
    page = page_url(order, issued, public_url=public_url, links=links)
    return InvoiceAnswer(
        number=issued.number,
        issued_on=issued.issued_on.isoformat(),
        page_url=page,
        pdf_url=f"{page}/pdf" if page else None,
        xml_url=f"{page}/xml" if page and issued.e_invoice else None,
        sha256=order.archived.sha256 if order.archived else None,
    )


def _mail(order: Order) -> MailAnswer | None:
    mailed = order.mailed
    if mailed is None:
        none = MailAnswer(status="none", to=None, sent_at=None, message_id=None, attempts=0)
        return none if order.issued else None
    return MailAnswer(
        status=mailed.status,
        to=mailed.to,
        sent_at=timestamp(mailed.sent_at) if mailed.sent_at else None,
        message_id=mailed.message_id,
        attempts=mailed.attempts,
    )


def _failure(order: Order) -> FailureShown | None:
    failure = order.open_failure
    return FailureShown(code=failure.code, detail=failure.detail) if failure else None


def _further(order: Order, *, expand_timeline: bool) -> dict[str, Any]:
    """Return the fields that not every answer has."""
    credits_ = {"credits": order.credits} if order.credits else {}
    return credits_ | ({"timeline": _timeline(order)} if expand_timeline else {})


def _timeline(order: Order) -> list[TimelineEntry]:
    return [
        TimelineEntry(at=timestamp(entry.at), event=entry.event, detail=entry.detail)
        for entry in order.history
    ]


def order_answer(
    order: Order, *, public_url: str, links: KeyRing, expand_timeline: bool = False
) -> dict[str, Any]:
    """Return an order as it is now, in the shape of the public surface.

    `public_url` is where mailed links lead, without a trailing slash. `timeline` is there only
    when it is asked for.
    """
    answer = OrderAnswer(
        id=order.id,
        object="order",
        status=order.status,
        reference=order.reference,
        currency=order.currency,
        totals=_totals(order),
        created_at=timestamp(order.accepted_at),
        invoice=_invoice(order, public_url=public_url, links=links),
        mail=_mail(order),
        failure=_failure(order),
        **_further(order, expand_timeline=expand_timeline),
    )
    return answer.model_dump(exclude_unset=True)


def accepted_answer(order: Order) -> dict[str, Any]:
    """Return an order as it was when it was accepted: what every replay of its POST answers."""
    order = _as_accepted(order)
    answer = OrderAnswer(
        id=order.id,
        object="order",
        status="accepted",
        reference=order.reference,
        currency=order.currency,
        totals=_totals(order),
        created_at=timestamp(order.accepted_at),
        invoice=None,
        mail=None,
        failure=None,
        **_further(order, expand_timeline=False),
    )
    return answer.model_dump(exclude_unset=True)
