"""Any backend's Invoices: records never change, receipts stand once they are written."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.backends.conflict import Conflict
from services.domain.invoice import Invoice, Receipt
from services.domain.order import Archived, Order, archive, postpone
from tests.builders import NOW
from tests.contract.issuances import SERIES, accepted, issuance
from tests.contract.places import Backend


def _numbered(backend: Backend, count: int) -> list[tuple[Invoice, Order]]:
    given = issuance(None, accepted(backend, *map(str, range(count))))
    backend.numbering.commit(given)
    orders = backend.orders.read([order.id for order in given.orders])
    return list(zip(given.invoices, orders, strict=True))


def _receipt(invoice: Invoice, sha256: str = "a" * 64) -> Receipt:
    return Receipt(
        seller_id=invoice.seller_id,
        number=invoice.number,
        key=invoice.archive_key,
        sha256=sha256,
        size=1234,
        version_id=None,
        renderer="counterfoil 1",
        archived_at=NOW,
    )


def _archived(order: Order) -> Order:
    return archive(order, Archived(sha256="a" * 64, size=1234, at=NOW))


def test_there_is_no_record_and_no_receipt_under_a_number_never_given(backend: Backend) -> None:
    _numbered(backend, 1)
    for seller_id, number in [("papierhaus", "INV-2026-000002"), ("other", "INV-2026-000001")]:
        assert backend.invoices.read(seller_id, number) is None
        assert backend.invoices.receipt(seller_id, number) is None
    assert list(backend.invoices.of_series("papierhaus/live/380/2025")) == []


def test_a_series_is_walked_by_sequence_in_pieces(backend: Backend) -> None:
    counter = None
    for part in range(5):
        orders = accepted(backend, *(f"{part}-{n}" for n in range(24)))
        given = issuance(counter, orders)
        backend.numbering.commit(given)
        counter = given.after
    walk = backend.invoices.of_series(SERIES.key)
    assert isinstance(walk, Iterator)
    assert [invoice.sequence for invoice in walk] == list(range(1, 121))


def test_a_walk_meets_what_is_numbered_meanwhile_in_its_place(backend: Backend) -> None:
    given = issuance(None, accepted(backend, "one"))
    backend.numbering.commit(given)
    walk = backend.invoices.of_series(SERIES.key)
    assert next(walk).sequence == 1
    backend.numbering.commit(issuance(given.after, accepted(backend, "two")))
    assert [invoice.sequence for invoice in walk] in ([], [2])


def test_receipts_and_orders_are_recorded_together(backend: Backend) -> None:
    numbered = _numbered(backend, 3)
    recorded = [(_receipt(invoice), _archived(order)) for invoice, order in numbered]
    backend.invoices.record(recorded)
    for receipt, order in recorded:
        assert backend.invoices.receipt(receipt.seller_id, receipt.number) == receipt
        (stored,) = backend.orders.read([order.id])
        assert stored == order.model_copy(update={"version": order.version + 1})


def test_a_receipt_that_stands_is_left_as_it_is(backend: Backend) -> None:
    ((invoice, order),) = _numbered(backend, 1)
    first = _receipt(invoice)
    backend.invoices.record([(first, _archived(order))])
    (again,) = backend.orders.read([order.id])
    later = first.model_copy(update={"sha256": "f" * 64, "archived_at": NOW + timedelta(days=1)})
    backend.invoices.record([(later, again.after(NOW, "archived"))])
    assert backend.invoices.receipt(invoice.seller_id, invoice.number) == first
    (moved,) = backend.orders.read([order.id])
    assert moved.version == again.version + 1


def test_one_changed_order_keeps_every_receipt_of_the_batch_out(backend: Backend) -> None:
    numbered = _numbered(backend, 3)
    changed = backend.orders.save(postpone(numbered[-1][1], NOW))
    with pytest.raises(Conflict):
        backend.invoices.record([(_receipt(i), _archived(order)) for i, order in numbered])
    assert [backend.invoices.receipt(i.seller_id, i.number) for i, _ in numbered] == [None] * 3
    unchanged = [order for _, order in numbered[:-1]]
    assert backend.orders.read([order.id for _, order in numbered]) == [*unchanged, changed]
