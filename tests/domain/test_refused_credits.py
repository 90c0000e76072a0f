"""What cannot be credited, and what a shop is told of it."""

from decimal import Decimal

import pytest

from services.domain.credit_request import CreditRequest
from services.domain.crediting import credited
from services.domain.rejection import Fault, Rejected
from services.domain.validation import validated
from tests.builders import an_invoice
from tests.domain.credits import a_credit, a_line, refused, some

TEN = Decimal(10)


@pytest.mark.parametrize(
    ("asked", "pointer", "code", "words"),
    [
        (
            {"amount": "119.01"},
            "/amount",
            "more_than_left",
            "is more than the 119.00 left of the invoice",
        ),
        (
            {"amount": "0.00"},
            "/amount",
            "nothing_credited",
            "is 0; name the amount to be credited",
        ),
        (
            {"amount": "1.001"},
            "/amount",
            "too_many_decimals",
            "has more than the 2 decimals of the currency",
        ),
        (
            {"lines": [{"line": 2, "quantity": "1"}]},
            "/lines/0/line",
            "no_such_line",
            "is none of the invoice's lines, which go from 1 to 1",
        ),
        (
            {"lines": [{"line": 1, "quantity": "0"}]},
            "/lines/0/quantity",
            "nothing_credited",
            "is 0; name the quantity to be credited",
        ),
        (
            {"lines": [{"line": 1, "quantity": "1.51"}]},
            "/lines/0/quantity",
            "more_than_left",
            "is more than the 1.5 left of this line",
        ),
        (
            {"lines": [{"line": 1, "quantity": "0.5"}] * 2},
            "/lines/1/line",
            "line_repeated",
            "names a line twice; name it once, with the whole quantity",
        ),
        (
            {"lines": [{"line": 1, "quantity": "0.000001"}]},
            "/lines",
            "nothing_credited",
            "comes to nothing; credit more, or an amount",
        ),
    ],
)
def test_what_cannot_be_credited_is_refused_with_what_is_left(
    asked: dict[str, object], pointer: str, code: str, words: str
) -> None:
    original = an_invoice(lines=[a_line("66.666667", "1.5")])
    assert refused(original, a_credit(**asked)) == Fault(pointer, code, words)


def test_every_line_that_cannot_be_credited_is_named() -> None:
    with pytest.raises(Rejected) as rejected:
        credited(an_invoice(lines=[a_line("10")]), [], some((2, "1"), (1, "2"), (3, "1")))
    named = [fault.pointer for fault in rejected.value.faults]
    assert named == ["/lines/0/line", "/lines/1/quantity", "/lines/2/line"]


@pytest.mark.parametrize(
    ("sold", "earlier", "left"),
    [("10", "5", "5"), ("20", "10", "10"), ("1.5", "0.5", "1"), ("0.5", "0.25", "0.25")],
)
def test_what_is_left_of_a_line_is_told_without_idle_zeros(
    sold: str, earlier: str, left: str
) -> None:
    fault = refused(an_invoice(lines=[a_line("8", sold)]), some((1, "99")), some((1, earlier)))
    assert fault.detail == f"is more than the {left} left of this line"


def test_of_a_line_no_more_goes_back_than_earlier_credits_left() -> None:
    original = an_invoice(lines=[a_line("10", "3")])
    fault = refused(original, some((1, "2")), some((1, "2")))
    assert fault.detail == "is more than the 1 left of this line"
    assert credited(original, [some((1, "2"))], some((1, "1"))).totals.net == TEN


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ({"amount": "1", "lines": [{"line": 1, "quantity": "1"}]}, "", "amount_or_lines"),
        ({"reason": None}, "/reason", "not_text"),
        ({"reason": "x " * 101}, "/reason", "too_long"),
        ({"reason": " "}, "/reason", "blank"),
        ({"amount": 5}, "/amount", "not_a_decimal_string"),
        ({"lines": []}, "/lines", "too_few"),
        ({"lines": [{"line": 0, "quantity": "1"}]}, "/lines/0/line", "out_of_range"),
        ({"lines": [{"line": True, "quantity": "1"}]}, "/lines/0/line", "not_an_integer"),
        ({"lines": [{"line": 1}]}, "/lines/0/quantity", "required"),
        ({"tax": "0"}, "", "unknown_field"),
    ],
)
def test_a_request_that_is_no_credit_is_refused_field_by_field(
    asked: dict[str, object], pointer: str, code: str
) -> None:
    with pytest.raises(Rejected) as rejected:
        a_credit(**asked)
    (fault,) = rejected.value.faults
    assert (fault.pointer, fault.code) == (pointer, code)


def test_a_credit_needs_a_reason() -> None:
    with pytest.raises(Rejected, match="/reason: is missing"):
        validated(CreditRequest, {})
