"""Seals: what they hold, and the forgeries that nothing else finds."""

import json
from collections.abc import Callable

import pytest

from services.domain.ids import sha256_hex
from tests.tampering.books import CREDIT_NOTES, INVOICES, Forgery, named
from tests.tampering.forging import (
    LAST,
    SECOND,
    file_of,
    forge_file_receipt_and_order,
    remove_without_trace,
    rewrite_everything_after,
)

PERFECT = [
    (rewrite_everything_after, SECOND, SECOND),
    (forge_file_receipt_and_order, SECOND, SECOND),
    (remove_without_trace, LAST, None),
]


@pytest.mark.parametrize(("forge", "number", "blamed"), PERFECT)
def test_a_perfect_forgery_is_found_by_the_seal_that_stood_before(
    copy: Callable[[], Forgery],
    forge: Callable[[Forgery, str], None],
    number: str,
    blamed: str | None,
) -> None:
    books = copy()
    assert books.seal().ok
    forge(books, number)
    assert [fault.code for fault in named(books.audit(), INVOICES, blamed)] == ["seal_broken"]


@pytest.mark.parametrize(("forge", "number"), [(forge, number) for forge, number, _ in PERFECT])
def test_a_perfect_forgery_before_the_first_seal_leaves_no_trace_inside(
    copy: Callable[[], Forgery],
    forge: Callable[[Forgery, str], None],
    number: str,
) -> None:
    """The limit that docs/guarantees.md states: if this fails, the page says too little."""
    books = copy()
    forge(books, number)
    assert books.audit().ok


def test_books_that_are_not_in_order_are_not_sealed(copy: Callable[[], Forgery]) -> None:
    books = copy()
    file_of(books, SECOND).write_bytes(b"forged")
    assert not books.seal().ok
    assert list(books.archive.rglob("*/_seals/*")) == []
    assert not (books.archive / "_seals").exists()


def test_a_seal_holds_what_came_since_the_one_before_and_each_day_has_one(
    copy: Callable[[], Forgery],
) -> None:
    books = copy()
    assert books.seal().ok
    assert books.seal().ok
    books.pipeline.place("the day after")
    books.pipeline.clock.advance(86_400)
    books.work()
    assert books.seal().ok
    paths = sorted((books.archive / "_seals").iterdir())
    first, second = (json.loads(path.read_bytes()) for path in paths)
    assert [(part["series"], part["first"], len(part["evidence"])) for part in first["series"]] == [
        (INVOICES, 1, 4),
        (CREDIT_NOTES, 1, 2),
    ]
    assert [
        (part["series"], part["first"], len(part["evidence"])) for part in second["series"]
    ] == [(INVOICES, 5, 1)]
    assert second["previous"] == sha256_hex(paths[0].read_bytes())


def test_a_removed_seal_is_missed_by_the_next(copy: Callable[[], Forgery]) -> None:
    books = copy()
    assert books.seal().ok
    books.pipeline.clock.advance(86_400)
    books.pipeline.place("the day after")
    books.work()
    assert books.seal().ok
    (books.archive / "_seals" / "2026-11-21.json").unlink()
    (fault,) = books.audit().faults
    assert (fault.code, "2026-11-22" in fault.detail) == ("seal_changed", True)


def test_what_is_on_its_way_is_sealed_when_it_has_arrived(copy: Callable[[], Forgery]) -> None:
    books = copy()
    receipt = books.rows(f"select value from receipts where number = '{SECOND}'")  # noqa: S608
    order = books.pipeline.order(books.record(SECOND).order_id)
    books.write("delete from receipts where number = ?", SECOND)
    waiting = order.model_copy(update={"archived": None})
    books.write("update orders set value = ? where id = ?", waiting.model_dump_json(), order.id)
    assert books.seal().ok
    (path,) = (books.archive / "_seals").iterdir()
    assert len(json.loads(path.read_bytes())["series"][0]["evidence"]) == 1

    books.write("insert into receipts values ('aurora', ?, ?)", SECOND, receipt[0][0])
    books.write("update orders set value = ? where id = ?", order.model_dump_json(), order.id)
    books.pipeline.clock.advance(86_400)
    assert books.seal().ok
    forge_file_receipt_and_order(books, SECOND)
    assert [fault.code for fault in named(books.audit(), INVOICES, SECOND)] == ["seal_broken"]
