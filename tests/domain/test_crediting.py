from decimal import Decimal

import pytest
from hypothesis import given

from services.domain.credit_request import CreditRequest
from services.domain.crediting import credited
from services.domain.invoice import Bill, Invoice, TaxGroup
from services.domain.money import exact_arithmetic, exponent
from services.domain.rejection import Fault
from tests.builders import TODAY, an_invoice
from tests.domain.arithmetic import plus_rows
from tests.domain.credits import ZERO, a_credit, a_line, a_row, credited_in_parts, refused, some
from tests.domain.generated import modestly

ONE, TEN = Decimal(1), Decimal(10)
S7 = {"category": "S", "rate": "7"}


def in_turn(original: Invoice, *requests: CreditRequest) -> list[Bill]:
    return [credited(original, requests[:i], each) for i, each in enumerate(requests)]


def check_adds_up(bill: Bill) -> None:
    """BR-CO-10 to 16, BR-S-08, R120 and decimals, for a document that takes money back."""
    totals, unit = bill.totals, Decimal(1).scaleb(-exponent(bill.currency))
    assert bill.lines  # BR-16
    assert totals.lines_net == sum((line.net for line in bill.lines), ZERO)
    assert totals.discounts_net == sum((row.net for row in bill.discounts), ZERO)
    assert totals.charges_net == sum((row.net for row in bill.charges), ZERO)
    assert totals.net == totals.lines_net - totals.discounts_net + totals.charges_net
    assert totals.tax == sum((group.tax for group in bill.tax_groups), ZERO)
    assert (totals.gross, totals.paid, totals.due) == (totals.net + totals.tax, ZERO, totals.gross)
    for group in bill.tax_groups:
        check_group(bill, group, unit)
    for line in bill.lines:
        missed = line.quantity * line.net_unit_price - line.net_discount - line.net
        assert abs(missed) <= max(Decimal("0.02"), unit / 2)  # half a yen is the invoice's own
        assert min(line.net, line.amount, line.discount, line.net_discount) >= 0
    assert [line.position for line in bill.lines] == list(range(1, len(bill.lines) + 1))
    exact = {value.as_tuple().exponent for value in totals.model_dump().values()}
    assert exact == {-exponent(bill.currency)}


def check_group(bill: Bill, group: TaxGroup, unit: Decimal) -> None:
    key = (group.category, group.rate)
    plus = [row for row in plus_rows(bill) if (row.category, row.rate) == key]
    minus = [row for row in bill.discounts if (row.category, row.rate) == key]
    net = sum((row.net for row in plus), ZERO) - sum((row.net for row in minus), ZERO)
    assert group.base == net >= 0
    assert group.tax >= 0
    assert abs(group.base * group.rate / 100 - group.tax) <= 2 * unit
    if bill.price_mode == "gross":
        shown = sum((row.amount for row in plus), ZERO) - sum((r.amount for r in minus), ZERO)
        assert group.base + group.tax == shown


@modestly
@given(credited_in_parts())
def test_every_credit_adds_up_by_itself(made: tuple[Invoice, list[Bill]]) -> None:
    with exact_arithmetic():
        for bill in made[1]:
            check_adds_up(bill)


def taken(bills: list[Bill], group: TaxGroup) -> tuple[Decimal, Decimal]:
    same = [
        each
        for bill in bills
        for each in bill.tax_groups
        if (each.category, each.rate) == (group.category, group.rate)
    ]
    return sum((each.base for each in same), ZERO), sum((each.tax for each in same), ZERO)


@modestly
@given(credited_in_parts())
def test_credits_and_then_the_rest_come_to_the_invoice_and_never_pass_it(
    made: tuple[Invoice, list[Bill]],
) -> None:
    original, bills = made
    with exact_arithmetic():
        for group in original.bill.tax_groups:
            for count in range(len(bills) + 1):
                base, tax = taken(bills[:count], group)
                assert base <= group.base
                assert tax <= group.tax
            assert taken(bills, group) == (group.base, group.tax)


def test_a_whole_credit_says_row_by_row_what_the_invoice_says() -> None:
    row = a_row("4.90")
    original = an_invoice(charges=[row], discounts=[row], price_mode="gross", notes="Thank you")
    bill, sold = credited(original, [], a_credit(reason="Withdrawn")), original.bill
    for name in ("lines", "charges", "discounts", "tax_groups", "seller", "buyer", "reference"):
        assert getattr(bill, name) == getattr(sold, name)
    assert bill.totals == sold.totals.model_copy(update={"paid": ZERO, "due": sold.totals.gross})
    assert bill.corrects is not None
    assert bill.corrects.model_dump() == {
        "number": original.number,
        "issued_on": TODAY,
        "reason": "Withdrawn",
    }
    assert (bill.e_invoice, bill.notes, bill.terms_days) == ("en16931", None, 0)


def test_a_line_comes_back_at_its_price_with_its_share_of_the_discount() -> None:
    line = a_line("18.50", "48", discount={"percent": "10", "reason": "Many"}, sku="AK-27")
    (part,) = credited(an_invoice(lines=[line]), [], some((1, "2"))).lines
    assert (part.quantity, part.unit_price, part.net_unit_price) == (2, *[Decimal("18.50")] * 2)
    assert (part.amount, part.discount, part.net) == (
        Decimal("33.30"),
        Decimal("3.70"),
        Decimal("33.30"),
    )
    assert (part.discount_percent, part.discount_reason, part.sku) == (TEN, "Many", "AK-27")


def test_three_thirds_of_a_cent_come_back_one_after_the_other() -> None:
    original = an_invoice(lines=[a_line("3.333333", "3")])
    bills = in_turn(original, *[some((1, "1"))] * 3)
    assert [bill.totals.net for bill in bills] == list(map(Decimal, ("3.33", "3.34", "3.33")))
    assert sum(bill.totals.tax for bill in bills) == original.bill.totals.tax


def test_a_line_goes_on_where_its_own_earlier_credits_left_it() -> None:
    original = an_invoice(lines=[a_line("3.333333", "3"), a_line("1", "3")])
    bills = in_turn(original, *[some((1, "1"))] * 2)
    assert [bill.totals.net for bill in bills] == list(map(Decimal, ("3.33", "3.34")))


def test_the_rest_names_what_cost_nothing_and_not_what_is_gone() -> None:
    gift, other_gift = a_line("5", "0"), a_line("5", "0", tax=S7)
    original = an_invoice(lines=[a_line("10"), a_line("20", "2"), gift, other_gift])
    _, rest = in_turn(original, some((1, "1"), (2, "1")), a_credit())
    shown = [(str(line.quantity), str(line.rate)) for line in rest.lines]
    assert shown == [("1", "19"), ("0", "19"), ("0", "7")]


def test_a_price_that_no_longer_fits_is_replaced_by_one_that_does() -> None:
    original = an_invoice(currency="JPY", lines=[a_line("0.4", "100")])
    (line,) = credited(original, [], some((1, "1.4"))).lines
    assert (line.net, line.unit_price) == (ONE, Decimal("0.4"))
    assert abs(line.quantity * line.net_unit_price - line.net) <= Decimal("0.005")


def test_a_discount_on_the_document_goes_back_with_the_rows_it_was_given_on() -> None:
    original = an_invoice(
        lines=[a_line("60"), a_line("40"), a_line("50", tax=S7)],
        discounts=[a_row("10", reason="Voucher")],
    )
    bill = credited(original, [], some((1, "1"), (3, "1")))
    assert [(off.reason, off.net) for off in bill.discounts] == [("Voucher", Decimal("6.00"))]
    assert [group.base for group in bill.tax_groups] == [Decimal("54.00"), Decimal("50.00")]
    assert bill.totals.gross == Decimal("117.76")


def test_nobody_gets_back_a_line_that_discounts_had_paid_for() -> None:
    free = an_invoice(lines=[a_line("10"), a_line("5", tax=S7)], discounts=[a_row("10")])
    fault = refused(free, some((1, "1")))
    assert (fault.pointer, fault.code) == ("/lines", "nothing_credited")


def test_charges_stay_until_the_rest_is_credited_and_are_then_lines() -> None:
    original = an_invoice(lines=[a_line("10", "2")], charges=[a_row("4.90")])
    part, rest = in_turn(original, some((1, "2")), a_credit())
    assert (part.charges, part.totals.net) == ((), Decimal("20.00"))
    assert [(line.name, line.net) for line in rest.lines] == [("Shipping", Decimal("4.90"))]
    assert rest.charges == ()


def test_an_amount_is_spread_over_the_tax_rates_by_what_is_left_of_each() -> None:
    original = an_invoice(lines=[a_line("100"), a_line("100", tax=S7)])
    bill = credited(original, [], a_credit(amount="22.60"))
    shown = [(group.rate, group.base, group.tax) for group in bill.tax_groups]
    assert shown == [
        (Decimal(19), Decimal("10.00"), Decimal("1.90")),
        (Decimal(7), Decimal("10.00"), Decimal("0.70")),
    ]
    assert [line.quantity for line in bill.lines] == [1, 1]
    assert {line.name for line in bill.lines} == {f"Korrektur der Rechnung {original.number}"}


def test_an_amount_goes_to_the_rates_of_which_something_is_left() -> None:
    original = an_invoice(lines=[a_line("100"), a_line("100", tax=S7)])
    bill = credited(original, [some((1, "1"))], a_credit(amount="53.50"))
    shown = [(group.rate, group.base, group.tax) for group in bill.tax_groups]
    assert shown == [(Decimal(7), Decimal("50.00"), Decimal("3.50"))]


def test_an_amount_may_be_all_that_is_left() -> None:
    original = an_invoice(lines=[a_line("100")])
    assert credited(original, [], a_credit(amount="119")).totals == original.bill.totals.model_copy(
        update={"paid": ZERO, "due": Decimal("119.00")}
    )


def test_a_thousand_cents_one_by_one_carry_their_tax_along() -> None:
    original = an_invoice(lines=[a_line("10")])
    cents = [a_credit(amount="0.01")] * 50
    tax = credited(original, cents, a_credit(amount="0.01")).totals.tax
    half = sum(bill.totals.tax for bill in in_turn(original, *cents))
    assert abs(half - Decimal("0.08")) <= Decimal("0.01")
    assert tax in {Decimal("0.00"), Decimal("0.01")}


def test_after_an_amount_the_rest_is_an_amount_too() -> None:
    original = an_invoice(lines=[a_line("100", "2")])
    _, bill, rest = in_turn(original, some((1, "1")), a_credit(amount="19"), a_credit())
    assert bill.totals.gross == Decimal("19.00")
    assert [(line.quantity, line.net) for line in rest.lines] == [(ONE, Decimal("84.03"))]
    assert rest.totals.gross == Decimal("100.00")


def test_a_line_is_refused_once_an_amount_has_taken_what_it_needs() -> None:
    original = an_invoice(lines=[a_line("100")])
    fault = refused(original, some((1, "1")), a_credit(amount="100"))
    assert (fault.pointer, fault.code) == ("/lines", "more_than_left")
    assert "19.00" in fault.detail


def test_the_tax_in_the_sellers_currency_goes_back_in_proportion() -> None:
    original = an_invoice(
        currency="USD", exchange_rate="0.9", lines=[a_line("100", "3")], expected_total="357.00"
    )
    bills = in_turn(original, some((1, "1")), a_credit(amount="100"), a_credit())
    foreign = [bill.foreign_tax for bill in bills]
    assert original.bill.foreign_tax is not None
    assert sum(each.tax for each in foreign if each) == original.bill.foreign_tax.tax
    assert {each.currency for each in foreign if each} == {"EUR"}


def test_an_unpaid_invoice_stays_known_as_unpaid() -> None:
    due = an_invoice(payment={"status": "due", "method": "bank_transfer"})
    assert credited(due, [], a_credit()).payment_status == "due"
    assert credited(an_invoice(), [], a_credit()).payment_status == "paid"


def test_an_order_that_cost_nothing_can_be_taken_back_once() -> None:
    original = an_invoice(lines=[a_line("0"), a_line("5", "0")])
    assert credited(original, [], a_credit()).totals.gross == 0
    words = "asks for more, but nothing is left of the invoice"
    assert refused(original, a_credit(), a_credit()) == Fault("", "nothing_left", words)
    assert refused(original, some((1, "1"))).code == "nothing_credited"


@pytest.mark.parametrize("locale", ["de-DE", "ar", "zh-CN", "sv-SE"])
def test_an_amount_names_the_invoice_in_the_buyers_language(locale: str) -> None:
    original = an_invoice(locale=locale)
    (line,) = credited(original, [], a_credit(amount="1")).lines[:1]
    assert original.number in line.name
    assert (line.name == f"Korrektur der Rechnung {original.number}") == (
        locale in {"de-DE", "sv-SE"}
    )
