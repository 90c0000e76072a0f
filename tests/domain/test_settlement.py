from decimal import Decimal
from typing import Any

import pytest

from services.domain.rejection import Rejected
from tests.builders import a_bill

S19 = {"category": "S", "rate": "19"}


def a_line(**changes: object) -> dict[str, Any]:
    return {"name": "Paper", "quantity": "1", "unit_price": "10", "tax": S19, **changes}


def payment(**changes: object) -> dict[str, Any]:
    return {"status": "due", "method": "bank_transfer", **changes}


def test_a_paid_order_leaves_nothing_due() -> None:
    totals = a_bill(lines=[a_line()]).totals
    assert (totals.paid, totals.due) == (Decimal("11.90"), Decimal("0.00"))


def test_a_due_order_is_due_in_full() -> None:
    totals = a_bill(lines=[a_line()], payment=payment()).totals
    assert (totals.paid, totals.due) == (Decimal("0.00"), Decimal("11.90"))


def test_a_part_payment_leaves_the_rest_due() -> None:
    totals = a_bill(lines=[a_line()], payment=payment(paid_amount="5")).totals
    assert (totals.paid, totals.due) == (Decimal("5.00"), Decimal("6.90"))


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        (payment(paid_amount="11.91"), "paid_above_total"),
        (payment(status="paid", paid_amount="11.91"), "paid_above_total"),
        (payment(status="paid", paid_amount="11.89"), "paid_below_total"),
    ],
)
def test_a_payment_that_does_not_fit_the_total_is_refused(
    stated: dict[str, Any], code: str
) -> None:
    with pytest.raises(Rejected) as rejected:
        a_bill(lines=[a_line()], payment=stated)
    assert [fault[:2] for fault in rejected.value.faults] == [("/payment/paid_amount", code)]


def test_an_exact_payment_is_taken() -> None:
    stated = payment(status="paid", paid_amount="11.90")
    assert a_bill(lines=[a_line()], payment=stated).totals.due == 0


def test_a_total_the_shop_did_not_expect_is_refused_with_the_computed_one() -> None:
    with pytest.raises(Rejected, match=r"computed total of 11\.90") as rejected:
        a_bill(lines=[a_line()], expected_total="11.91")
    assert rejected.value.faults[0][:2] == ("/expected_total", "total_mismatch")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"payment": payment(paid_amount="11.91")}, "is above the computed total of 11.90"),
        (
            {"payment": payment(status="paid", paid_amount="11.89")},
            "is below the computed total of 11.90; for a part payment send status due",
        ),
        ({"expected_total": "11.91"}, "differs from the computed total of 11.90"),
        ({"expected_total": "11.901"}, "has more than the 2 decimals of the currency"),
        ({"lines": [a_line(discount={"amount": "10.01"})]}, "is more than the line itself"),
        (
            {"discounts": [{"reason": "Voucher", "amount": "10.01", "tax": S19}]},
            "takes more off than was charged at its tax category and rate",
        ),
    ],
)
def test_a_refused_amount_is_explained(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Rejected) as rejected:
        a_bill(**{"lines": [a_line()]} | changes)
    assert [fault.detail for fault in rejected.value.faults] == [words]


def test_charges_are_added_and_discounts_taken_off() -> None:
    charge = {"reason": "Shipping", "amount": "4.90", "tax": S19}
    voucher = {"reason": "Voucher", "amount": "2", "tax": S19}
    totals = a_bill(lines=[a_line()], charges=[charge], discounts=[voucher]).totals
    assert totals.net == Decimal("12.90")


def test_a_billed_line_says_what_the_order_says() -> None:
    off = {"amount": "1.00", "reason": "Scratched"}
    line = a_line(sku="PA-1", description="Five hundred sheets", discount=off)
    (billed,) = a_bill(lines=[line]).lines
    assert (billed.sku, billed.description) == ("PA-1", "Five hundred sheets")
    assert (billed.discount_reason, billed.amount) == ("Scratched", Decimal("9.00"))


def test_a_line_discount_of_nothing_takes_nothing_off() -> None:
    (billed,) = a_bill(lines=[a_line(discount={"amount": "0.00"})]).lines
    assert (billed.discount, billed.net) == (Decimal("0.00"), Decimal("10.00"))
