import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.reconciler import nightly
from services.reconciler.audit import Books, audit
from services.reconciler.rebuild import rebuild
from services.reconciler.report import AuditReport
from tests.flow.crashing import Killed, Life, Watched
from tests.pipeline import Pipeline

SERIES = "aurora/live/380/2026"


@pytest.fixture
def books(pipeline: Pipeline) -> Books:
    for n in range(3):
        pipeline.place(f"k{n}")
    pipeline.settle()
    return nightly.books(pipeline.backends)


def codes(report: AuditReport) -> set[str]:
    return {fault.code for fault in report.faults}


def ledger(pipeline: Pipeline, statement: str) -> None:
    with sqlite3.connect(pipeline.state / "ledger.db") as connection:
        assert connection.execute(statement).rowcount > 0


def archived(pipeline: Pipeline, number: str) -> Path:
    return pipeline.state / "archive" / "aurora" / "2026" / f"{number}.pdf"


def test_untouched_books_are_in_order(books: Books) -> None:
    report = audit(books)
    assert report.ok
    assert (report.invoices, report.files) == (3, 3)
    (span,) = report.series
    assert (span.first, span.last) == ("INV-2026-000001", "INV-2026-000003")


def test_a_removed_record_is_named_as_a_gap(pipeline: Pipeline, books: Books) -> None:
    ledger(pipeline, "delete from invoices where number = 'INV-2026-000002'")
    report = audit(books)
    assert not report.ok
    assert {"gap", "broken_chain"} <= codes(report)
    assert {fault.number for fault in report.faults if fault.code == "gap"} == {"INV-2026-000003"}


def test_a_removed_first_record_breaks_the_chain(pipeline: Pipeline, books: Books) -> None:
    ledger(pipeline, "delete from invoices where number = 'INV-2026-000001'")
    assert "broken_chain" in codes(audit(books))


def test_a_removed_last_record_disagrees_with_the_counter(pipeline: Pipeline, books: Books) -> None:
    ledger(pipeline, "delete from invoices where number = 'INV-2026-000003'")
    assert "counter_disagrees" in codes(audit(books))


@pytest.mark.parametrize("number", ["INV-2026-000001", "INV-2026-000003"])
def test_a_changed_record_is_found(pipeline: Pipeline, books: Books, number: str) -> None:
    ledger(
        pipeline,
        "update invoices set value = replace(value, 'Zoë', 'Zoe') "  # noqa: S608 - own numbers
        f"where number = '{number}'",
    )
    report = audit(books)
    assert "broken_chain" in codes(report)
    changed = [fault.number for fault in report.faults if fault.code == "record_changed"]
    assert changed == [number]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b"%PDF", b"%PdF")),
            "file_changed",
        ),
        (lambda path: path.unlink(), "file_missing"),
    ],
)
def test_a_changed_or_missing_file_is_named(
    pipeline: Pipeline, books: Books, spoil: Callable[[Path], object], code: str
) -> None:
    spoil(archived(pipeline, "INV-2026-000002"))
    (fault,) = audit(books).faults
    assert (fault.code, fault.number) == (code, "INV-2026-000002")


def test_a_file_that_vanished_with_its_receipt_is_missed_all_the_same(
    pipeline: Pipeline, books: Books
) -> None:
    archived(pipeline, "INV-2026-000002").unlink()
    ledger(pipeline, "delete from receipts where number = 'INV-2026-000002'")
    (fault,) = audit(books).faults
    assert (fault.code, fault.number) == ("receipt_missing", "INV-2026-000002")


def test_a_record_that_cannot_be_read_any_more_is_named(pipeline: Pipeline, books: Books) -> None:
    ledger(pipeline, "update invoices set value = '{}' where number = 'INV-2026-000002'")
    report = audit(books)
    unreadable = [fault for fault in report.faults if fault.code == "record_unreadable"]
    assert [(f.series, f.number) for f in unreadable] == [(SERIES, "INV-2026-000002")]
    assert report.invoices == 2, "the walk goes on behind it"


def test_a_file_that_no_record_knows_is_named(pipeline: Pipeline, books: Books) -> None:
    pipeline.backends.archive.put("aurora/2026/INV-2026-000009.pdf", b"%PDF", {})
    (fault,) = audit(books).faults
    assert (fault.code, fault.number) == ("file_without_record", "INV-2026-000009")


class Meanwhile:
    """A part of the books while the shop goes on: something happens after each of its calls."""

    def __init__(self, part: object, verb: str, happens: Callable[[], object]) -> None:
        self._part, self._verb, self._happens = part, verb, happens

    def __getattr__(self, name: str) -> object:
        verb = getattr(self._part, name)

        def call(*args: object) -> object:
            answer = verb(*args)
            if name == self._verb:
                self._happens()
            return answer

        return call


@pytest.mark.parametrize(
    ("part", "verb"),
    [("numbering", "counters"), ("invoices", "of_series"), ("archive", "keys"), ("orders", "read")],
)
def test_an_order_that_comes_through_during_the_audit_is_no_fault(
    pipeline: Pipeline, books: Books, part: str, verb: str
) -> None:
    def sell() -> None:
        pipeline.place("meanwhile")
        pipeline.settle()

    selling: Any = Meanwhile(getattr(books, part), verb, sell)
    report = audit(books._replace(**{part: selling}))
    assert report.ok, report.faults
    assert pipeline.order(pipeline.place("meanwhile").order.id).status == "sent"


@pytest.mark.parametrize(
    ("part", "verb"), [("orders", "read"), ("invoices", "receipt"), ("archive", "read")]
)
def test_an_invoice_that_is_archived_during_the_audit_is_no_fault(
    pipeline: Pipeline, part: str, verb: str
) -> None:
    order_id = pipeline.place("k1").order.id
    worker = Life()
    worker.end_at([0], Killed)
    dying: Any = Watched("archive", pipeline.backends.archive, worker)
    with pytest.raises(Killed):
        pipeline.work_once(replace(pipeline.bench, archive=dying))
    assert pipeline.order(order_id).status == "invoiced"

    books = nightly.books(pipeline.backends)
    archiving: Any = Meanwhile(getattr(books, part), verb, pipeline.settle)
    report = audit(books._replace(**{part: archiving}))
    assert report.ok, report.faults


def test_a_counter_behind_its_records_is_found(pipeline: Pipeline, books: Books) -> None:
    ledger(pipeline, "update counters set value = replace(value, '\"last\":3', '\"last\":2')")
    assert "counter_disagrees" in codes(audit(books))


def test_one_series_is_audited_alone(pipeline: Pipeline, books: Books) -> None:
    pipeline.place("k", livemode=False)
    pipeline.settle()
    assert audit(books).invoices == 4
    assert audit(books, SERIES).invoices == 3


def test_after_a_restore_no_number_of_the_archive_is_given_again(
    pipeline: Pipeline, books: Books
) -> None:
    # The ledger of an older day: the archive knows one more invoice than the records do.
    ledger(pipeline, "delete from invoices where number = 'INV-2026-000003'")
    (counter,) = books.numbering.counters()
    ledger(pipeline, f"delete from counters where series = '{counter.series.key}'")  # noqa: S608

    (raised,) = rebuild(books, pipeline.clock())
    assert raised.last == 3
    order_id = pipeline.place("new").order.id
    pipeline.settle()
    issued = pipeline.order(order_id).issued
    assert issued is not None
    assert issued.number == "INV-2026-000004"


def test_a_frozen_series_gives_numbers_again_after_the_rebuild(
    pipeline: Pipeline, books: Books
) -> None:
    (counter,) = books.numbering.counters()
    books.numbering.freeze(counter.series, "restored from a backup")
    assert codes(audit(books)) == {"frozen"}

    (thawed,) = rebuild(books, pipeline.clock())
    assert thawed == counter
    assert audit(books).ok
