"""Forgers who know the books: what each of them leaves behind."""

import pytest

from tests.tampering.books import CREDIT_NOTES, INVOICES, Forgery, named
from tests.tampering.forging import (
    LAST,
    SECOND,
    cut_off_last,
    dearer,
    file_of,
    forge_file_and_receipt,
    metadata_of,
    put_counter,
    put_record,
    swap,
)


def codes(books: Forgery) -> set[str]:
    return {fault.code for fault in books.audit().faults}


def test_a_record_that_was_rewritten_with_its_own_hash_leaves_its_successor_behind(
    books: Forgery,
) -> None:
    put_record(books, dearer(books.record(SECOND)))
    faults = named(books.audit(), INVOICES, "INV-2026-000003")
    assert [fault.code for fault in faults] == ["broken_chain"]


def test_a_last_record_that_was_rewritten_with_its_own_hash_leaves_the_counter_behind(
    books: Forgery,
) -> None:
    put_record(books, dearer(books.record(LAST)))
    assert named(books.audit(), INVOICES, LAST)


def test_a_file_that_was_exchanged_together_with_its_receipt_contradicts_the_order(
    books: Forgery,
) -> None:
    forge_file_and_receipt(books)
    assert "receipt_changed" in {fault.code for fault in named(books.audit(), INVOICES, SECOND)}


def test_two_swapped_records_are_both_named(books: Forgery) -> None:
    swap(books, "invoices", "INV-2026-000001", "INV-2026-000002")
    report = books.audit()
    assert named(report, INVOICES, "INV-2026-000001")
    assert named(report, INVOICES, "INV-2026-000002")


@pytest.mark.parametrize(("one", "other"), [(SECOND, LAST), (SECOND, "CN-2026-000001")])
def test_two_swapped_receipts_or_files_are_both_named(books: Forgery, one: str, other: str) -> None:
    swap(books, "receipts", one, other)
    assert {fault.number for fault in books.audit().faults} == {one, other}
    swap(books, "receipts", one, other)

    paths = file_of(books, one), file_of(books, other)
    first, second = (path.read_bytes() for path in paths)
    paths[0].write_bytes(second)
    paths[1].write_bytes(first)
    assert {fault.number for fault in books.audit().faults} == {one, other}


def test_records_that_changed_places_with_their_numbers_are_found(books: Forgery) -> None:
    first, second = (books.record(f"INV-2026-00000{n}") for n in (1, 2))
    names = {"number", "sequence", "previous_hash"}
    for mine, other in ((first, second), (second, first)):
        put_record(books, other.model_copy(update=mine.model_dump(include=names)))
    report = books.audit()
    assert named(report, INVOICES, "INV-2026-000001")
    assert named(report, INVOICES, "INV-2026-000002")


@pytest.mark.parametrize("spoilt", [b"", b"%PDF", None])
@pytest.mark.parametrize("number", ["INV-2026-000001", LAST, "CN-2026-000002"])
def test_a_truncated_or_removed_file_or_its_metadata_is_named(
    books: Forgery, number: str, spoilt: bytes | None
) -> None:
    series = CREDIT_NOTES if number.startswith("CN") else INVOICES
    for path in (file_of(books, number), metadata_of(books, number)):
        with books.changed_file(path, spoilt):
            assert named(books.audit(), series, number)


def test_a_cut_off_tail_disagrees_with_the_counter(books: Forgery) -> None:
    books.write("delete from invoices where number = ?", LAST)
    assert "counter_disagrees" in codes(books)


def test_a_cut_off_tail_with_the_counter_moved_back_leaves_its_file_behind(books: Forgery) -> None:
    cut_off_last(books)
    faults = [fault for fault in books.audit().faults if fault.number == LAST]
    assert [(fault.series, fault.code) for fault in faults] == [(INVOICES, "file_without_record")]


@pytest.mark.parametrize("last", [0, 3, 5, 1000])
def test_a_counter_that_was_lowered_or_raised_is_named(books: Forgery, last: int) -> None:
    put_counter(books, INVOICES, last=last)
    assert [f.code for f in named(books.audit(), INVOICES, None)] == ["counter_disagrees"]


def test_a_removed_counter_is_named_and_its_series_audited_all_the_same(books: Forgery) -> None:
    books.write("delete from counters where series = ?", INVOICES)
    file_of(books, SECOND).write_bytes(b"forged")
    report = books.audit()
    assert [fault.code for fault in named(report, INVOICES, None)] == ["counter_missing"]
    assert "file_changed" in {fault.code for fault in named(report, INVOICES, SECOND)}


def test_two_changed_records_are_both_named_when_the_first_cannot_be_read(books: Forgery) -> None:
    books.write("update invoices set value = '{' where number = ?", SECOND)
    put_record(books, dearer(books.record(LAST)))
    report = books.audit()
    assert next(f.code for f in named(report, INVOICES, SECOND)) == "record_unreadable"
    assert named(report, INVOICES, LAST)
    assert not named(report, INVOICES, "INV-2026-000003"), "it is what it was"


@pytest.mark.parametrize("forged", ["delete from orders", "update orders set value = '{'"])
def test_an_order_that_is_gone_or_spoilt_is_named_by_its_number(
    books: Forgery, forged: str
) -> None:
    books.write(f"{forged} where id = ?", books.record(SECOND).order_id)
    assert next(f.code for f in named(books.audit(), INVOICES, SECOND)) == "order_disagrees"
