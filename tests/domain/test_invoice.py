from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from services.domain.invoice import (
    Invoice,
    archive_key,
    archive_metadata,
    record_hash,
    seller_and_number,
)
from tests.builders import an_invoice
from tests.domain.generated import modestly, order_requests


@given(
    order_requests().map(
        lambda request: {k: request[k] for k in ("lines", "currency", "price_mode", "buyer")}
    )
)
@modestly
def test_a_record_goes_to_json_and_back_unchanged(request: dict[str, Any]) -> None:
    invoice = an_invoice(**request, payment={"status": "due", "method": "cash"})
    again = Invoice.model_validate_json(invoice.model_dump_json())
    assert again == invoice
    assert again.model_dump_json() == invoice.model_dump_json()
    assert record_hash(again) == record_hash(invoice)


def test_microseconds_and_zones_survive_the_ledger() -> None:
    invoice = an_invoice(issued_at=datetime(2026, 11, 21, 9, 30, 1, 5, tzinfo=UTC))
    assert Invoice.model_validate_json(invoice.model_dump_json()).issued_at == invoice.issued_at


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence": 2},
        {"previous_hash": "1" * 64},
        {"issued_on": date(2026, 11, 22)},
        {"notes": "x"},
        {"order_id": "ord_other"},
        {"livemode": False},
    ],
    ids=range(6),
)
def test_any_change_of_a_record_changes_its_hash(changes: dict[str, Any]) -> None:
    assert record_hash(an_invoice(**changes)) != record_hash(an_invoice())


def test_the_hash_of_a_record_never_changes() -> None:
    # Stored hashes chain the records, so a release that computes them otherwise breaks every chain.
    invoice = an_invoice()
    assert record_hash(invoice) == (
        "03f5b4a883ba8d7f56a0eca13fd8e79a397393ce78d134030c974c48c7377397"
    )
    before_e_invoices = invoice.model_copy(
        update={"bill": invoice.bill.model_copy(update={"e_invoice": None})}
    )
    assert record_hash(before_e_invoices) == (
        "a320f8fcff1859dad061703df3f884dfb1a9b938ab8684318d5721eec7802762"
    )


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        an_invoice().number = "INV-2026-000002"  # type: ignore[misc]  # the point of the test


def test_an_archive_key_names_the_seller_and_number() -> None:
    invoice = an_invoice()
    assert invoice.archive_key == "papierhaus/2026/INV-2026-000001.pdf"
    assert invoice.archive_key == archive_key("papierhaus", invoice.issued_on, invoice.number)
    assert seller_and_number(invoice.archive_key) == ("papierhaus", "INV-2026-000001")


@pytest.mark.parametrize("foreign", ["", "a.pdf", "a/b/c.xml", "a/b/c/d.pdf", "a/2026/x.pdf/"])
def test_a_foreign_key_names_nothing(foreign: str) -> None:
    assert seller_and_number(foreign) is None


def test_the_archive_keeps_enough_to_find_the_counters_again() -> None:
    invoice = an_invoice(sequence=7)
    assert archive_metadata(invoice) == {
        "order-id": invoice.order_id,
        "record-hash": record_hash(invoice),
        "series": "papierhaus/live/380/2026",
        "sequence": "7",
        "issued-on": "2026-11-21",
    }
