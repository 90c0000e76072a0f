"""Which characters a document can print. No rendering engine is loaded to answer that."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from services.domain.invoice import Bill, BilledAdjustment, BilledLine, PostalAddress
from services.domain.order_request import Address
from services.domain.rejection import Fault, Rejected
from services.domain.seller import SellerProfile

_COVERAGE = Path(__file__).parent / "fonts" / "coverage.txt"

_SCRIPTS = "Latin, Greek, Cyrillic, Hebrew, Arabic, Chinese, Japanese or Korean"

_Printed = tuple[tuple[str | int, ...], str | None]
"""The steps of a JSON pointer, and the text that stands there."""


@cache
def printable_characters() -> frozenset[str]:
    """Return every character that some face has a glyph for, in both weights."""
    lines = _COVERAGE.read_text(encoding="ascii").splitlines()
    spans = [line.split("-") for line in lines if line and not line.startswith("#")]
    return frozenset(
        chr(code) for low, high in spans for code in range(int(low, 16), int(high, 16) + 1)
    )


def check_coverage(bill: Bill) -> None:
    """Raise Rejected for text of the order that the faces cannot print.

    Pointers lead into the order request. A fault names the code point, which is no personal data,
    and never the text around it. Text is expected in Unicode normal form C, as validated.
    """
    _check(_order_texts(bill))


def check_profile_coverage(profile: SellerProfile) -> None:
    """Raise Rejected for text of a seller's profile that the faces cannot print."""
    _check(_profile_texts(profile))


def _check(texts: Iterator[_Printed]) -> None:
    known = printable_characters()
    faults = [
        _fault(steps, next(character for character in text if character not in known))
        for steps, text in texts
        # Every face has all of ASCII that shows, and most text is no more than that.
        if text and not (text.isascii() and text.isprintable()) and not known.issuperset(text)
    ]
    if faults:
        raise Rejected(faults)


def _fault(steps: tuple[str | int, ...], character: str) -> Fault:
    return Fault(
        "".join(f"/{step}" for step in steps),
        "unprintable_character",
        f"holds U+{ord(character):04X}, which no typeface of the document has; leave it out, or "
        f"write it in letters of {_SCRIPTS}",
    )


def _order_texts(bill: Bill) -> Iterator[_Printed]:
    yield ("reference",), bill.reference
    yield ("purchase_order",), bill.purchase_order
    yield ("notes",), bill.notes
    yield ("buyer", "name"), bill.buyer.name
    yield ("buyer", "vat_id"), bill.buyer.vat_id
    yield ("buyer", "reference"), bill.buyer.reference
    yield from _address_texts(("buyer", "address"), bill.buyer.address)
    if bill.ship_to:
        yield ("ship_to", "name"), bill.ship_to.name
        yield from _address_texts(("ship_to", "address"), bill.ship_to.address)
    for i, line in enumerate(bill.lines):
        yield ("lines", i, "sku"), line.sku
        yield ("lines", i, "name"), line.name
        yield ("lines", i, "description"), line.description
        yield ("lines", i, "discount", "reason"), line.discount_reason
    for name, adjustments in (("charges", bill.charges), ("discounts", bill.discounts)):
        for i, adjustment in enumerate(adjustments):
            yield (name, i, "reason"), adjustment.reason
    yield ("payment", "reference"), bill.payment_reference
    if bill.corrects:
        yield ("reason",), bill.corrects.reason
    yield from _exemption_texts(bill)


def _address_texts(
    steps: tuple[str | int, ...], address: Address | PostalAddress
) -> Iterator[_Printed]:
    for part in ("line1", "line2", "postal_code", "city", "region"):
        yield (*steps, part), getattr(address, part)


def _exemption_texts(bill: Bill) -> Iterator[_Printed]:
    """Point a group's reason at the first row of the group: the record keeps it only once."""
    if not any(group.reason for group in bill.tax_groups):
        return
    rows: list[tuple[str, int, BilledLine | BilledAdjustment]] = [
        *(("lines", i, line) for i, line in enumerate(bill.lines)),
        *(("charges", i, charge) for i, charge in enumerate(bill.charges)),
        *(("discounts", i, discount) for i, discount in enumerate(bill.discounts)),
    ]
    for group in bill.tax_groups:
        if group.reason is None:
            continue
        key = (group.category, group.rate)
        name, i = next((name, i) for name, i, row in rows if (row.category, row.rate) == key)
        yield (name, i, "tax", "exemption_reason"), group.reason


def _profile_texts(profile: SellerProfile) -> Iterator[_Printed]:
    for name in ("legal_name", "trading_name", "registration_number", "footer"):
        yield (name,), getattr(profile, name)
    yield from _address_texts(("address",), profile.address)
    if profile.bank:
        yield ("bank", "holder"), profile.bank.holder
