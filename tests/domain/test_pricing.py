from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.domain.billing import bill
from services.domain.invoice import Bill
from services.domain.money import exact_arithmetic, exponent
from services.domain.order_request import OrderRequest
from services.domain.pricing import fitting_price
from services.domain.rejection import Rejected
from services.domain.validation import validated
from tests.builders import a_bill, a_seller, an_order_request
from tests.domain.arithmetic import ZERO, check_arithmetic, plus_rows
from tests.domain.generated import decimal_strings, modestly, order_requests

SELLER = a_seller()
S19 = {"category": "S", "rate": "19"}
S7 = {"category": "S", "rate": "7"}


def a_line(**changes: object) -> dict[str, Any]:
    return {"name": "Paper", "quantity": "1", "unit_price": "10", "tax": S19, **changes}


def only(field: str, **changes: Any) -> str:  # noqa: ANN401 - any field, of any type
    """Return the code of the one fault of an order, which must be at `field`."""
    with pytest.raises(Rejected) as rejected:
        a_bill(**changes)
    (fault,) = rejected.value.faults
    assert fault.pointer == field
    return fault.code


def billed(document: dict[str, Any]) -> Bill:
    request = validated(OrderRequest, document)
    try:
        return bill(request, SELLER)
    except Rejected as rejected:
        assume(rejected.faults[0].code != "group_below_zero")
        raise


def charged(document: dict[str, Any]) -> Decimal:
    """Add up what a gross shop took: lines and charges less discounts, from the amounts shown."""
    priced = billed(document)
    plus = sum((row.amount for row in plus_rows(priced)), ZERO)
    return plus - sum((row.amount for row in priced.discounts), ZERO)


@given(order_requests())
@modestly
def test_every_bill_adds_up_by_the_rules_of_en_16931(document: dict[str, Any]) -> None:
    check_arithmetic(billed(document))


@given(order_requests(modes=("gross",)))
@modestly
def test_a_gross_total_is_what_the_customer_was_charged_to_the_cent(
    document: dict[str, Any],
) -> None:
    assert billed(document).totals.gross == charged(document)


@given(order_requests(modes=("net",)))
@modestly
def test_in_net_mode_amounts_and_prices_stay_as_ordered(document: dict[str, Any]) -> None:
    for line in billed(document).lines:
        assert line.net_unit_price == line.unit_price
        assert (line.net, line.net_discount) == (line.amount, line.discount)


@given(order_requests(modes=("net",)))
@modestly
def test_in_net_mode_each_group_is_taxed_once_and_rounded_once(document: dict[str, Any]) -> None:
    priced = billed(document)
    half = Decimal(1).scaleb(-exponent(priced.currency)) / 2
    with exact_arithmetic():
        for group in priced.tax_groups:
            assert abs(group.base * group.rate / 100 - group.tax) <= half


@given(order_requests(modes=("gross",)))
@modestly
def test_in_gross_mode_no_row_is_off_by_more_than_one_smallest_unit(
    document: dict[str, Any],
) -> None:
    priced = billed(document)
    unit = Decimal(1).scaleb(-exponent(priced.currency))
    with exact_arithmetic():
        for row in (*plus_rows(priced), *priced.discounts):
            assert abs(row.net - row.amount * 100 / (100 + row.rate)) <= unit
            assert row.net >= 0
            assert row.amount > 0 or row.net == 0


@given(
    quantity=decimal_strings(6, 999_999_999),
    price=decimal_strings(6, 999_999_999),
    percent=decimal_strings(6, 100),
    currency=st.sampled_from(("EUR", "JPY", "KWD")),
)
@modestly
def test_net_prices_hold_for_any_quantity(
    quantity: str, price: str, percent: str, currency: str
) -> None:
    line = a_line(quantity=quantity, unit_price=price, discount={"percent": percent})
    check_arithmetic(a_bill(currency=currency, price_mode="gross", lines=[line]))


def test_lines_are_rounded_before_they_are_added_up() -> None:
    lines = [a_line(quantity="3", unit_price="0.335")] * 3
    assert a_bill(lines=lines).totals.net == Decimal("3.03")


def test_a_tie_is_rounded_up() -> None:
    assert a_bill(lines=[a_line(unit_price="0.125")]).totals.net == Decimal("0.13")


def test_tax_is_rounded_per_group_and_not_per_line() -> None:
    lines = [a_line(unit_price="0.03")] * 10
    (group,) = a_bill(lines=lines).tax_groups
    assert (group.base, group.tax) == (Decimal("0.30"), Decimal("0.06"))


def test_rates_that_are_written_differently_are_one_group() -> None:
    lines = [a_line(), a_line(tax={"category": "S", "rate": "19.00"})]
    assert len(a_bill(lines=lines).tax_groups) == 1


def test_a_shop_price_of_19_99_stays_19_99() -> None:
    totals = a_bill(price_mode="gross", lines=[a_line(unit_price="19.99")]).totals
    assert (totals.net, totals.tax, totals.gross) == (
        Decimal("16.80"),
        Decimal("3.19"),
        Decimal("19.99"),
    )


def test_three_equal_gross_lines_share_the_missing_cent() -> None:
    priced = a_bill(price_mode="gross", lines=[a_line(unit_price="0.10")] * 3)
    assert sorted(line.net for line in priced.lines) == [
        Decimal("0.08"),
        Decimal("0.08"),
        Decimal("0.09"),
    ]
    assert priced.totals.net == Decimal("0.25")


def test_yen_have_no_decimals_and_dinars_three() -> None:
    yen = a_bill(currency="JPY", lines=[a_line(quantity="1.5", unit_price="333")])
    dinars = a_bill(currency="KWD", lines=[a_line(unit_price="1.0005")])
    assert f"{yen.totals.net:f}" == "500"
    assert f"{dinars.totals.net:f}" == "1.001"


def test_a_net_price_has_no_more_decimals_than_it_needs() -> None:
    lines = [
        a_line(quantity="1000", unit_price="0.01"),
        a_line(quantity="2", unit_price="11.90"),
    ]
    many, two = a_bill(price_mode="gross", lines=lines).lines
    assert f"{many.net_unit_price:f}" == "0.0084"
    assert f"{two.net_unit_price:f}" == "10.00"


@pytest.mark.parametrize("mode", ["net", "gross"])
def test_a_line_of_nothing_costs_nothing_and_keeps_its_price(mode: str) -> None:
    priced = a_bill(price_mode=mode, lines=[a_line(quantity="0", unit_price="119")])
    (line,) = priced.lines
    assert line.net == 0
    assert line.net_unit_price == (Decimal(119) if mode == "net" else Decimal("100.00"))
    check_arithmetic(priced)


@pytest.mark.parametrize("discount", [{"percent": "100"}, {"amount": "30.00"}])
@pytest.mark.parametrize("mode", ["net", "gross"])
def test_a_line_may_be_given_away(mode: str, discount: dict[str, str]) -> None:
    lines = [a_line(quantity="3", discount=discount | {"reason": "Gift"})]
    priced = a_bill(price_mode=mode, lines=lines)
    assert priced.totals.gross == 0
    check_arithmetic(priced)


def test_a_percentage_is_taken_of_the_rounded_line() -> None:
    (line,) = a_bill(lines=[a_line(unit_price="24.95", discount={"percent": "10"})]).lines
    assert (line.discount, line.net) == (Decimal("2.50"), Decimal("22.45"))
    assert line.discount_percent == Decimal(10)


def test_charges_and_discounts_are_taxed_with_their_group() -> None:
    row = {"reason": "Shipping", "amount": "4.90", "tax": S7}
    priced = a_bill(
        lines=[a_line(), a_line(tax=S7)],
        charges=[row],
        discounts=[row | {"reason": "Voucher", "amount": "2", "tax": S19}],
    )
    assert [(g.rate, g.base, g.tax) for g in priced.tax_groups] == [
        (Decimal(19), Decimal("8.00"), Decimal("1.52")),
        (Decimal(7), Decimal("14.90"), Decimal("1.04")),
    ]


@pytest.mark.parametrize(
    ("pointer", "changes"),
    [
        ("/payment/paid_amount", {"payment": {"status": "due", "method": "card"}}),
        ("/expected_total", {"expected_total": "10.001"}),
        ("/lines/1/discount/amount", {"lines": [a_line(), a_line(discount={"amount": "1.001"})]}),
        ("/charges/0/amount", {"charges": [{"reason": "x", "amount": "1.001", "tax": S19}]}),
        ("/discounts/0/amount", {"discounts": [{"reason": "x", "amount": "0.001", "tax": S19}]}),
    ],
)
def test_amounts_with_more_decimals_than_the_currency_are_refused(
    pointer: str, changes: dict[str, Any]
) -> None:
    if "payment" in changes:
        changes = {"payment": changes["payment"] | {"paid_amount": "0.001"}}
    assert only(pointer, **changes) == "too_many_decimals"


def test_zeros_at_the_end_are_no_decimals() -> None:
    lines = [a_line(unit_price="10", discount={"amount": "1.000000"})]
    assert a_bill(lines=lines, expected_total="10.710").totals.net == Decimal("9.00")


def test_unit_prices_may_have_six_decimals() -> None:
    assert a_bill(lines=[a_line(quantity="1000", unit_price="0.123456")]).totals.net == Decimal(
        "123.46"
    )


@pytest.mark.parametrize(
    ("discount", "pointer"),
    [
        ({"amount": "10.01"}, "/lines/1/discount/amount"),
        ({"percent": "100.01"}, "/lines/1/discount/percent"),
    ],
)
def test_a_discount_above_its_line_is_refused(discount: dict[str, str], pointer: str) -> None:
    lines = [a_line(), a_line(discount=discount)]
    assert only(pointer, lines=lines) == "discount_above_line"


def test_discounts_that_take_a_group_below_zero_are_refused() -> None:
    voucher = {"reason": "Voucher", "amount": "5", "tax": S19}
    too_much = {"reason": "Voucher", "amount": "5.01", "tax": S7}
    code = only(
        "/discounts/1",
        lines=[a_line(), a_line(tax=S7, unit_price="5")],
        discounts=[voucher, too_much],
    )
    assert code == "group_below_zero"


def test_a_line_of_nothing_is_not_blamed_for_a_discount() -> None:
    voucher = {"reason": "Voucher", "amount": "0.51", "tax": S19}
    lines = [a_line(quantity="0"), a_line(unit_price="0.50")]
    assert only("/discounts/0", lines=lines, discounts=[voucher]) == "group_below_zero"


def test_discounts_may_take_a_whole_group() -> None:
    voucher = {"reason": "Voucher", "amount": "10", "tax": S19}
    assert a_bill(lines=[a_line()], discounts=[voucher]).totals.gross == 0


def test_the_largest_order_there_can_be_is_summed_exactly() -> None:
    line = a_line(quantity="999999999.999999", unit_price="999999999.999999")
    totals = a_bill(lines=[line] * 500).totals
    assert f"{totals.net:f}" == "499999999999999000000.00"
    check_arithmetic(a_bill(price_mode="gross", lines=[line] * 500))


def test_a_bill_has_the_order_of_the_request() -> None:
    document = an_order_request()
    assert [line.name for line in a_bill().lines] == [line["name"] for line in document["lines"]]
    assert [line.position for line in a_bill().lines] == [1, 2, 3]


@pytest.mark.parametrize(
    ("quantity", "amount", "price"),
    [("7", "1.000", "0.1429"), ("1.5", "0.001", "0.001")],
    ids=["a unit off", "half a unit off"],
)
def test_a_net_price_in_dinars_misses_its_line_by_half_a_unit_at_most(
    quantity: str, amount: str, price: str
) -> None:
    assert fitting_price(Decimal(quantity), Decimal(amount), "KWD") == Decimal(price)
