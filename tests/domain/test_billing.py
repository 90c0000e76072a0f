from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.domain.billing import order_totals
from services.domain.rejection import Rejected
from tests.builders import a_bill, a_seller, an_invoice, an_order_request

ADDRESS = {"line1": "1 rue de la Paix", "postal_code": "75002", "city": "Paris", "country": "FR"}
COMPANY = {
    "name": "Ana Lda",
    "email": "ana@example.com",
    "vat_id": "FR12345678901",
    "address": ADDRESS,
}
DUE = {"status": "due", "method": "bank_transfer"}


def a_supply(category: str) -> dict[str, Any]:
    line = an_order_request()["lines"][0] | {"tax": {"category": category, "rate": "0"}}
    return {"buyer": COMPANY, "lines": [line]}


def test_a_bill_copies_both_parties() -> None:
    bill = a_bill()
    assert (bill.seller.id, bill.seller.profile_version) == ("papierhaus", 1)
    assert bill.seller.legal_name == "Papierhaus Lindner GmbH"
    assert bill.seller.bank_iban == "DE89370400440532013000"
    assert (bill.buyer.name, bill.buyer.address.city) == ("Zoë Łukasiewicz", "Berlin")


def test_a_seller_without_a_bank_has_no_bank_lines() -> None:
    seller = a_bill(seller=a_seller(bank=None)).seller
    assert (seller.bank_holder, seller.bank_iban, seller.bank_bic) == (None, None, None)


def test_buyers_answer_to_the_address_the_seller_reads() -> None:
    mail = {"from": "no-reply@example.com"}
    assert a_bill(seller=a_seller(mail=mail)).seller.email == "no-reply@example.com"
    mail["reply_to"] = "desk@example.com"
    assert a_bill(seller=a_seller(mail=mail)).seller.email == "desk@example.com"


def test_the_locale_and_terms_of_the_seller_are_the_default() -> None:
    seller = a_seller(locale="pl-PL", terms_days=30)
    assert a_bill(seller=seller, locale=None, payment=DUE).locale == "pl-PL"
    assert a_bill(seller=seller, payment=DUE).terms_days == 30
    assert a_bill(seller=seller, payment=DUE | {"terms_days": 0}).terms_days == 0


def test_totals_of_an_order_are_those_of_its_bill() -> None:
    bill = a_bill(payment=DUE | {"paid_amount": "4.35"})
    totals = order_totals(bill)
    assert (totals.net, totals.tax) == (Decimal("89.95"), Decimal("14.40"))
    assert (totals.gross, totals.due) == (Decimal("104.35"), Decimal("100.00"))


def test_what_is_fully_paid_counts_as_paid() -> None:
    assert a_bill(payment=DUE | {"paid_amount": "104.35"}).payment_status == "paid"
    assert a_bill(payment=DUE).payment_status == "due"


def test_every_fault_of_tax_is_named_at_once() -> None:
    lines = [
        an_order_request()["lines"][0] | {"tax": {"category": category, "rate": rate}}
        for category, rate in (("S", "0"), ("E", "0"), ("Z", "7"))
    ]
    with pytest.raises(Rejected) as rejected:
        a_bill(lines=lines)
    assert [fault.code for fault in rejected.value.faults] == [
        "rate_zero",
        "rate_not_zero",
        "reason_required",
    ]


def test_an_intra_community_supply_goes_to_the_buyer_unless_told_otherwise() -> None:
    goods = a_bill(**a_supply("K")).ship_to
    assert goods is not None
    assert (goods.name, goods.address.country) == ("Ana Lda", "FR")
    elsewhere = {"name": "Armazém", "address": ADDRESS | {"country": "PT"}}
    told = a_bill(**a_supply("K"), ship_to=elsewhere).ship_to
    assert told is not None
    assert told.address.country == "PT"


def test_other_orders_go_nowhere_in_particular() -> None:
    assert a_bill(**a_supply("AE")).ship_to is None


def test_an_intra_community_supply_is_dated_by_its_invoice_unless_told_otherwise() -> None:
    assert an_invoice(**a_supply("K")).bill.supply_date == date(2026, 11, 21)
    told = an_invoice(**a_supply("K"), supply_date="2026-11-02")
    assert told.bill.supply_date == date(2026, 11, 2)
    assert an_invoice(**a_supply("AE")).bill.supply_date is None


def test_a_due_invoice_is_due_after_its_terms() -> None:
    assert an_invoice(payment=DUE | {"terms_days": 14}).due_on == date(2026, 12, 5)
    assert an_invoice(payment=DUE, issued_on=date(2028, 2, 15)).due_on == date(2028, 2, 29)
    assert an_invoice().due_on is None


def test_tax_is_shown_in_the_sellers_currency_when_the_shop_gives_a_rate() -> None:
    seller = a_seller(currency="PLN")
    tax = a_bill(seller=seller, exchange_rate="4.2517").foreign_tax
    assert tax is not None
    assert (tax.currency, tax.tax) == ("PLN", Decimal("61.22"))
    assert a_bill(seller=seller).foreign_tax is None
    assert a_bill(exchange_rate="4.2517").foreign_tax is None


def test_foreign_tax_is_rounded_to_the_sellers_currency() -> None:
    tax = a_bill(seller=a_seller(currency="JPY"), exchange_rate="163.2").foreign_tax
    assert tax is not None
    assert f"{tax.tax:f}" == "2350"


def test_an_exchange_rate_of_nothing_is_refused() -> None:
    with pytest.raises(Rejected, match="exchange_rate_zero"):
        a_bill(seller=a_seller(currency="PLN"), exchange_rate="0.0")


def test_an_invoice_says_which_series_it_is_from() -> None:
    invoice = an_invoice(sequence=7)
    assert (invoice.number, invoice.series) == ("INV-2026-000007", "papierhaus/live/380/2026")
    assert an_invoice(livemode=False).number == "TEST-INV-2026-000001"
