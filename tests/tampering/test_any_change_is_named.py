"""Whatever byte somebody changes, `audit` names the series and the number it belongs to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.domain.invoice import Invoice, Receipt
from services.domain.numbering import Counter
from services.domain.order import Order
from tests.tampering.books import Forgery, named

FLIPS = settings(max_examples=100)


@pytest.fixture(autouse=True)
def whole_afterwards(sealed: Forgery) -> Iterator[None]:
    yield
    assert sealed.audit().ok, "a test did not put back what it had changed"


class Flip(NamedTuple):
    """One byte of one place: where, as a share of what is there, and what is done to it."""

    place: float
    at: float
    mask: int

    def of(self, choices: list[Any]) -> Any:  # noqa: ANN401 - whatever was to choose from
        return choices[int(self.place * len(choices))]

    def made(self, content: bytes) -> bytes:
        index = int(self.at * len(content))
        return content[:index] + bytes([content[index] ^ self.mask]) + content[index + 1 :]


_SHARE = st.floats(min_value=0, max_value=1, exclude_max=True)
FLIP = st.builds(Flip, place=_SHARE, at=_SHARE, mask=st.integers(1, 255))


def same(model: Any, before: str, forged: bytes) -> bool:  # noqa: ANN401 - any of our models
    """Tell whether a forged value says what it said: `T` and `t` in a time are the same."""
    try:
        after = model.model_validate_json(forged)
    except ValueError:
        return False
    return bool(after == model.model_validate_json(before))


@FLIPS
@given(flip=FLIP)
def test_a_changed_byte_of_a_record_is_named(sealed: Forgery, flip: Flip) -> None:
    row = flip.of(sealed.rows("select rowid, value, series, number from invoices order by rowid"))
    forged = flip.made(row[1].encode())
    with sealed.changed_row("invoices", row[0], "value", forged):
        report = sealed.audit()
    assert named(report, row[2], row[3]) or same(Invoice, row[1], forged), report.faults


@FLIPS
@given(flip=FLIP)
def test_a_changed_byte_of_a_receipt_is_named(sealed: Forgery, flip: Flip) -> None:
    query = """select r.rowid, r.value, i.series, i.number
        from receipts r join invoices i using (seller_id, number) order by r.rowid"""
    row = flip.of(sealed.rows(query))
    forged = flip.made(row[1].encode())
    with sealed.changed_row("receipts", row[0], "value", forged):
        report = sealed.audit()
    assert named(report, row[2], row[3]) or same(Receipt, row[1], forged), report.faults


@FLIPS
@given(flip=FLIP)
def test_a_changed_byte_of_what_an_order_says_of_its_invoice_is_named(
    sealed: Forgery, flip: Flip
) -> None:
    query = """select o.rowid, o.value, i.series, i.number
        from orders o join invoices i on o.id = i.value ->> 'order_id' order by o.rowid"""
    row = flip.of(sealed.rows(query))
    begins, ends = row[1].index('"issued":'), row[1].index('"mailed":')
    head, facts, tail = row[1][:begins], row[1][begins:ends], row[1][ends:]
    forged = head.encode() + flip.made(facts.encode()) + tail.encode()
    with sealed.changed_row("orders", row[0], "value", forged):
        report = sealed.audit()
    assert named(report, row[2], row[3]) or same(Order, row[1], forged), report.faults


@FLIPS
@given(flip=FLIP)
def test_a_changed_byte_of_a_counter_is_named(sealed: Forgery, flip: Flip) -> None:
    row = flip.of(sealed.rows("select rowid, value, series from counters order by rowid"))
    forged = flip.made(row[1].encode())
    with sealed.changed_row("counters", row[0], "value", forged):
        report = sealed.audit()
    assert [f for f in report.faults if f.series == row[2]] or same(Counter, row[1], forged)


@FLIPS
@given(flip=FLIP)
def test_a_changed_byte_of_a_file_or_its_metadata_is_named(sealed: Forgery, flip: Flip) -> None:
    rows = sealed.rows("select number, series from invoices order by rowid")
    number, series = flip.of(rows)
    for path in files_of(sealed, number):
        with sealed.changed_file(path, flip.made(path.read_bytes())):
            assert named(sealed.audit(), series, number), path


def files_of(sealed: Forgery, number: str) -> list[Path]:
    paths = sorted(sealed.archive.rglob(f"{number}.pdf*"))
    assert len(paths) == 2, "the file and its metadata"
    return paths


@FLIPS
@given(flip=FLIP)
def test_a_changed_byte_of_a_seal_is_named(sealed: Forgery, flip: Flip) -> None:
    path = flip.of(sorted(sealed.archive.rglob("2026-11-21.json*")))
    with sealed.changed_file(path, flip.made(path.read_bytes())):
        faults = sealed.audit().faults
    assert any(f.code == "seal_changed" and path.stem[:10] in f.detail for f in faults)


@pytest.mark.parametrize("column", ["seller_id", "number", "series", "sequence"])
@pytest.mark.parametrize("rowid", [1, 4, 5])
def test_a_record_that_was_put_in_anothers_place_is_named(
    sealed: Forgery, rowid: int, column: str
) -> None:
    ((series, number),) = sealed.rows(
        f"select series, number from invoices where rowid = {rowid}"  # noqa: S608 - a number
    )
    elsewhere = 77 if column == "sequence" else "elsewhere"
    with sealed.changed_row("invoices", rowid, column, elsewhere):
        report = sealed.audit()
    found = [f for f in report.faults if f.number in {number, "elsewhere"}]
    assert found, report.faults
    assert {f.series for f in found} <= {series, ""}
