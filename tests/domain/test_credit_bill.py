"""What a credit note says row by row, where it is more than a part of the invoice's rows."""

from decimal import Decimal

from services.domain.crediting import credited
from services.domain.invoice import Bill, Invoice
from tests.builders import an_invoice
from tests.domain.credits import ZERO, a_credit, a_line, a_row, some

ONE = Decimal(1)
S7 = {"category": "S", "rate": "7"}
Z = {"category": "Z", "rate": "0"}


def rest_after(original: Invoice, **asked: object) -> Bill:
    return credited(original, [a_credit(**asked)], a_credit())


def test_an_amount_is_one_piece_priced_as_the_invoice_is() -> None:
    for mode, price in (("net", "10.00"), ("gross", "11.90")):
        original = an_invoice(lines=[a_line("119")], price_mode=mode)
        (line,) = credited(original, [], a_credit(amount="11.90")).lines
        assert (str(line.unit_price), str(line.amount)) == (price, price)
        assert (line.quantity, line.unit, str(line.net)) == (ONE, "C62", "10.00")


def test_a_price_is_kept_while_it_comes_within_two_cents_of_the_line() -> None:
    thirds = an_invoice(lines=[a_line("3.333333", "3")])
    (line,) = credited(thirds, [], some((1, "1"))).lines
    assert (line.net, line.net_unit_price) == (Decimal("3.33"), Decimal("3.333333"))
    yen = an_invoice(currency="JPY", lines=[a_line("0.02", "100"), a_line("100")])
    line = credited(yen, [], some((1, "1"), (2, "1"))).lines[0]
    assert (line.net, line.net_unit_price) == (ZERO, Decimal("0.02"))


def test_a_discount_on_a_line_goes_back_without_its_tax_where_prices_include_it() -> None:
    line = a_line("119", "2", discount={"percent": "10"})
    (part,) = credited(an_invoice(lines=[line], price_mode="gross"), [], some((1, "1"))).lines
    assert (str(part.discount), str(part.net_discount)) == ("11.90", "10.00")


def test_a_discount_on_the_document_shows_the_part_that_goes_back() -> None:
    original = an_invoice(lines=[a_line("10", "2")], discounts=[a_row("4")])
    (off,) = credited(original, [], some((1, "1"))).discounts
    assert (str(off.amount), str(off.net)) == ("2.00", "2.00")


def test_what_charges_come_to_without_tax_is_what_is_left_for_them() -> None:
    original = an_invoice(
        price_mode="gross", lines=[a_line("0.01"), a_line("0.10")], charges=[a_row("0.10")]
    )
    rest = rest_after(original, lines=[{"line": 1, "quantity": "1"}])
    assert [str(charge.net) for charge in rest.charges] == ["0.09"]
    assert rest.totals.net == rest.totals.lines_net + rest.totals.charges_net


def test_a_bare_amount_comes_after_the_lines_of_the_invoice() -> None:
    original = an_invoice(lines=[a_line("100"), a_line("5", tax=S7), a_line("6", tax=S7)])
    rest = rest_after(original, amount="0.01")
    assert [str(line.net) for line in rest.lines] == ["5.00", "6.00", "99.99"]


def test_no_tax_in_the_sellers_currency_stays_none() -> None:
    original = an_invoice(currency="USD", exchange_rate="0.9", lines=[a_line("100", tax=Z)])
    foreign = credited(original, [], a_credit(amount="10")).foreign_tax
    assert foreign is not None
    assert foreign.tax == 0


def test_a_small_part_of_an_invoice_too_large_for_the_standard_keeps_to_it() -> None:
    original = an_invoice(lines=[a_line("999999999", "1000")])
    assert original.bill.e_invoice is None
    assert credited(original, [], a_credit(amount="119")).e_invoice == "en16931"
