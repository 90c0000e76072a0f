"""A large value as a key."""

from services.document.einvoice.cii import cii
from services.document.einvoice.itself import Itself
from tests.builders import an_invoice


def test_a_copy_is_another_key() -> None:
    bill = an_invoice().bill
    assert Itself(bill) == Itself(bill)
    assert hash(Itself(bill)) == hash(Itself(bill))
    assert Itself(bill) != Itself(bill.model_copy())
    assert Itself(bill) != bill


def test_a_bill_is_written_alike_whether_it_was_written_before_or_not() -> None:
    first = an_invoice()
    again = first.model_copy(update={"bill": first.bill.model_copy()})
    assert cii(first) == cii(first) == cii(again)


def test_two_numbers_for_one_bill_are_both_written() -> None:
    first = an_invoice()
    other = first.model_copy(update={"number": "RE-77"})
    assert cii(first).replace(first.number.encode(), b"RE-77") == cii(other)
