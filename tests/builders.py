"""Valid values for tests, made by the same functions that make real ones.

Each takes the changes a test is about; what it leaves out is ordinary.
"""

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.domain import ids
from services.domain.billing import bill, invoice, order_totals
from services.domain.fingerprint import fingerprint
from services.domain.invoice import Bill, Invoice
from services.domain.link import KeyRing, Link, new_link
from services.domain.numbering import (
    FIRST_PREVIOUS_HASH,
    DocumentType,
    print_number,
    series_for,
)
from services.domain.order import DISPATCH_GRACE, Event, Order
from services.domain.order_request import OrderRequest
from services.domain.seller import Seller, SellerProfile
from services.domain.validation import validated

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 21)
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
LOOKUP_KEY = b"lookup key of the tests, 32 bytes"
RING = KeyRing(current=1, keys={1: b"link key of the tests, 32 bytes.."})

_ORDER: dict[str, Any] = {
    "reference": "A-1001",
    "currency": "EUR",
    "locale": "de-DE",
    "buyer": {
        "name": "Zoë Łukasiewicz",
        "email": "zoe@example.com",
        "address": {
            "line1": "Müllerstraße 12",
            "postal_code": "13353",
            "city": "Berlin",
            "country": "DE",
        },
    },
    "lines": [
        {
            "sku": "NB-A5",
            "name": "Notebook A5, dotted",
            "quantity": "3",
            "unit_price": "12.50",
            "tax": {"category": "S", "rate": "19"},
        },
        {
            "sku": "BK-07",
            "name": "Field guide to paper",
            "description": "Second edition, hardback",
            "quantity": "1",
            "unit_price": "24.95",
            "discount": {"percent": "10", "reason": "Autumn offer"},
            "tax": {"category": "S", "rate": "7"},
        },
        {
            "name": "Engraving",
            "quantity": "0.5",
            "unit": "HUR",
            "unit_price": "60",
            "tax": {"category": "S", "rate": "19"},
        },
    ],
    "payment": {"status": "paid", "method": "card", "reference": "pay_7Hq2"},
}

_PROFILE: dict[str, Any] = {
    "legal_name": "Papierhaus Lindner GmbH",
    "trading_name": "Papierhaus",
    "registration_number": "HRB 123456",
    "vat_ids": ["DE123456789"],
    "currency": "EUR",
    "locale": "de-DE",
    "time_zone": "Europe/Berlin",
    "address": {
        "line1": "Torstraße 1",
        "postal_code": "10119",
        "city": "Berlin",
        "country": "DE",
    },
    "bank": {
        "holder": "Papierhaus Lindner GmbH",
        "iban": "DE89370400440532013000",
        "bic": "COBADEFFXXX",
    },
    "mail": {"from": "invoices@papierhaus.example.com"},
}


def an_order_request(
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> dict[str, Any]:
    """Return a valid order request as JSON would parse; `changes` replace top-level fields."""
    return deepcopy({**_ORDER, **changes})


def a_request(
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> OrderRequest:
    """Return the validated form of `an_order_request`."""
    return validated(OrderRequest, an_order_request(**changes))


def a_profile(
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> dict[str, Any]:
    """Return a valid seller profile as TOML would parse; `changes` replace top-level fields."""
    return deepcopy({**_PROFILE, **changes})


def a_seller(
    *,
    seller_id: str = "papierhaus",
    version: int = 1,
    sample: bool = False,
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> Seller:
    """Return a stored seller; `changes` replace top-level fields of the profile."""
    profile = validated(SellerProfile, a_profile(**changes))
    return Seller(id=seller_id, version=version, valid_from=NOW, sample=sample, profile=profile)


def a_bill(
    *,
    seller: Seller | None = None,
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> Bill:
    """Return a priced order; `changes` replace top-level fields of the order request."""
    return bill(a_request(**changes), seller or a_seller())


def an_order(
    *,
    request: dict[str, Any] | None = None,
    seller: Seller | None = None,
    key: str = "key-1",
    livemode: bool = True,
    channel: str = "api",
    accepted_at: datetime = NOW,
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> Order:
    """Return an order as it is accepted; `changes` replace fields of the Order itself."""
    document = request or an_order_request()
    parsed, owner = validated(OrderRequest, document), seller or a_seller()
    order = Order(
        id=ids.order_id(owner.id, livemode=livemode, channel=channel, idempotency_key=key),
        seller_id=owner.id,
        livemode=livemode,
        channel=channel,
        fingerprint=fingerprint(parsed),
        request=json.dumps(document),
        reference=parsed.reference,
        currency=parsed.currency,
        email_key=ids.keyed_hash(LOOKUP_KEY, parsed.buyer.email),
        totals=order_totals(bill(parsed, owner)),
        accepted_at=accepted_at,
        traceparent=TRACEPARENT,
        due_at=accepted_at + DISPATCH_GRACE,
        history=(Event(at=accepted_at, event="accepted"),),
    )
    return order.model_copy(update=changes)


def an_invoice(
    *,
    seller: Seller | None = None,
    sequence: int = 1,
    type_: DocumentType = "380",
    order_id: str | None = None,
    livemode: bool = True,
    issued_on: date = TODAY,
    issued_at: datetime = NOW,
    previous_hash: str = FIRST_PREVIOUS_HASH,
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> Invoice:
    """Return a numbered invoice; `changes` replace top-level fields of the order request."""
    owner = seller or a_seller()
    rules = owner.profile.numbering
    series = series_for(owner.id, rules, type_, issued_on, livemode=livemode)
    return invoice(
        a_bill(seller=owner, **changes),
        number=print_number(rules, series, sequence, issued_on),
        series=series,
        sequence=sequence,
        order_id=order_id or an_order(seller=owner, livemode=livemode).id,
        issued_on=issued_on,
        issued_at=issued_at,
        previous_hash=previous_hash,
    )


def a_link(
    *,
    link_id: str = "0123456789abcdef0123456789abcdef",
    ring: KeyRing = RING,
    invoice: Invoice | None = None,
    now: datetime = NOW,
    lifetime: timedelta = timedelta(days=90),
) -> Link:
    """Return the ledger row of a link to an invoice's page."""
    record = invoice or an_invoice()
    return new_link(
        link_id,
        ring,
        seller_id=record.seller_id,
        number=record.number,
        order_id=record.order_id,
        now=now,
        lifetime=lifetime,
    )
