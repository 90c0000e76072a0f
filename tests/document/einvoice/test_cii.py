from weakref import ref

import pytest

from services.document.einvoice.cii import cii
from services.document.einvoice.facts import TEST_NOTE
from services.document.einvoice.ubl import ubl
from services.domain.invoice import Invoice
from tests.builders import a_seller, an_invoice
from tests.document.einvoice.checking import texts
from tests.document.einvoice.corpus import (
    AE,
    CORPUS,
    DISCOUNTED,
    FRENCH,
    MARKUP,
    PARIS,
    SMALL,
    SWISS,
    E,
    O,
    line,
)
from tests.document.orders import DUE

ACCOUNT = "PayeePartyCreditorFinancialAccount/IBANID"
MEANS = "SpecifiedTradeSettlementPaymentMeans/TypeCode"


def said(invoice: Invoice, path: str) -> list[str]:
    return texts(cii(invoice), path)


def test_it_follows_the_standard_and_nothing_more() -> None:
    guideline = "GuidelineSpecifiedDocumentContextParameter/ID"
    assert said(an_invoice(), guideline) == ["urn:cen.eu:en16931:2017"]


def test_the_shops_order_is_the_sellers_and_the_purchase_order_the_buyers() -> None:
    invoice = CORPUS["a buyer's references"]()
    assert said(invoice, "SellerOrderReferencedDocument/IssuerAssignedID") == ["A-1001"]
    assert said(invoice, "BuyerOrderReferencedDocument/IssuerAssignedID") == ["PO-77"]
    assert said(invoice, "BuyerReference") == ["04011000-12345-03"]


def test_a_credit_note_names_what_it_takes_back_and_why() -> None:
    credit_note = CORPUS["credited in part"]()
    assert said(credit_note, "ExchangedDocument/TypeCode") == ["381"]
    assert said(credit_note, "InvoiceReferencedDocument/IssuerAssignedID") == ["INV-2026-000001"]
    assert said(credit_note, "FormattedIssueDateTime/DateTimeString") == ["20261102"]
    assert said(credit_note, "IncludedNote/Content") == ["Returned"]


def test_a_document_of_a_test_key_says_so_first() -> None:
    assert said(CORPUS["a test"](), "IncludedNote/Content") == [TEST_NOTE, "Only a try."]
    assert TEST_NOTE.encode() not in cii(an_invoice())


@pytest.mark.parametrize(
    ("payment", "code"),
    [
        ({"status": "paid", "method": "card"}, "48"),
        ({"status": "paid", "method": "wallet"}, "68"),
        ({"status": "paid", "method": "cash"}, "10"),
        ({"status": "paid", "method": "other"}, "1"),
        ({"status": "due", "method": "direct_debit"}, "59"),
        (DUE, "58"),
    ],
)
def test_every_way_to_pay_has_its_code(payment: dict[str, str], code: str) -> None:
    assert said(an_invoice(payment=payment), MEANS) == [code]


def test_a_transfer_names_the_account_and_its_holder() -> None:
    due = an_invoice(payment=DUE)
    assert said(due, ACCOUNT) == ["DE89370400440532013000"]
    assert said(due, "AccountName") == ["Papierhaus Lindner GmbH"]
    assert said(due, "BICID") == ["COBADEFFXXX"]
    assert said(due, "PaymentReference") == ["INV-2026-000001"]
    assert said(due, "DueDateDateTime/DateTimeString") == ["20261205"]


def test_a_transfer_that_is_not_in_euro_is_no_sepa_transfer() -> None:
    due = an_invoice(payment=DUE, currency="USD")
    assert (said(due, MEANS), said(due, ACCOUNT)) == (["30"], ["DE89370400440532013000"])


def test_a_direct_debit_that_is_not_in_euro_is_no_sepa_debit() -> None:
    due = an_invoice(payment={"status": "due", "method": "direct_debit"}, currency="USD")
    assert said(due, MEANS) == ["49"]


def test_a_transfer_to_no_account_does_not_pretend_to_be_one() -> None:
    due = an_invoice(payment=DUE, seller=a_seller(bank=None))
    assert (said(due, MEANS), said(due, ACCOUNT)) == (["42"], [])


def test_what_is_paid_shows_no_account_to_pay_it_to_again() -> None:
    assert said(an_invoice(), ACCOUNT) == []
    assert said(an_invoice(payment={"status": "due", "method": "direct_debit"}), ACCOUNT) == []


def test_what_is_due_names_the_account_the_page_names_however_it_began() -> None:
    due = an_invoice(payment={"status": "due", "method": "card", "paid_amount": "10"})
    assert (said(due, MEANS), said(due, ACCOUNT)) == (["58"], ["DE89370400440532013000"])


def test_a_credit_note_asks_for_no_transfer() -> None:
    refund = CORPUS["credited, refund due"]()
    assert (said(refund, MEANS), said(refund, ACCOUNT)) == (["42"], [])


def test_a_seller_without_a_vat_id_shows_its_registration_as_one_for_tax() -> None:
    invoice = an_invoice(seller=a_seller(vat_ids=[]))
    assert said(invoice, "SellerTradeParty/SpecifiedTaxRegistration/ID") == ["HRB 123456"]
    assert b'schemeID="FC"' in cii(invoice)
    assert said(an_invoice(), "SellerTradeParty/SpecifiedTaxRegistration/ID") == ["DE123456789"]


def test_no_vat_id_enters_the_xml_outside_the_scope_of_vat() -> None:
    invoice = an_invoice(buyer=FRENCH, lines=[line(O)])
    for xml in (cii(invoice), ubl(invoice)):
        assert b"DE123456789" not in xml
        assert b"FR12345678901" not in xml


def test_a_seller_nobody_registered_goes_by_the_name_it_has_here() -> None:
    invoice = an_invoice(seller=a_seller(registration_number=None), lines=[line(O)])
    assert said(invoice, "SellerTradeParty/ID") == ["papierhaus"]
    assert said(an_invoice(), "SellerTradeParty/ID") == []


def test_reasons_that_have_a_code_carry_it() -> None:
    reverse_charge = an_invoice(buyer=FRENCH, lines=[line(AE)])
    assert said(reverse_charge, "ExemptionReasonCode") == ["VATEX-EU-AE"]
    assert said(CORPUS["exempt"](), "ExemptionReasonCode") == []


def test_a_small_business_in_france_has_a_code_for_being_one_and_for_nothing_else() -> None:
    standard = CORPUS["a small business in France"]()
    assert said(standard, "ExemptionReasonCode") == ["VATEX-FR-FRANCHISE"]
    course = an_invoice(seller=SMALL(address=PARIS), lines=[line(E)])
    assert said(course, "ExemptionReasonCode") == []


def test_tax_in_the_sellers_currency_stands_beside_the_tax() -> None:
    invoice = CORPUS["euro from Switzerland, tax in francs"]()
    assert said(invoice, "TaxCurrencyCode") == ["CHF"]
    assert b'currencyID="CHF"' in cii(invoice)


def test_percentages_stand_where_they_agree_with_the_net_amounts() -> None:
    net = an_invoice(lines=DISCOUNTED)
    assert said(net, "CalculationPercent") == ["12.5", "100"]
    assert said(net, "SpecifiedTradeAllowanceCharge/ReasonCode") == ["95", "95"]


def test_dinars_are_written_with_two_decimals() -> None:
    assert said(CORPUS["dinars to two decimals"](), "GrandTotalAmount") == ["2.50"]


def test_a_price_keeps_all_its_decimals() -> None:
    invoice = an_invoice(lines=[line(unit_price="0.012345")])
    assert said(invoice, "NetPriceProductTradePrice/ChargeAmount") == ["0.012345"]


def test_markup_comes_back_as_it_was_written() -> None:
    invoice = CORPUS["markup in every field"]()
    assert said(invoice, "SpecifiedTradeProduct/Name") == [MARKUP]
    assert said(invoice, "SellerTradeParty/Description") == [MARKUP]
    assert texts(ubl(invoice), "Item/Name") == [MARKUP]


def test_goods_without_an_address_of_their_own_go_to_the_buyer() -> None:
    assert said(an_invoice(), "ShipToTradeParty/Name") == ["Zoë Łukasiewicz"]
    assert said(an_invoice(), "ShipToTradeParty/PostalTradeAddress/CityName") == []


def test_a_swiss_vat_id_is_written_as_the_profile_has_it() -> None:
    path = "SellerTradeParty/SpecifiedTaxRegistration/ID"
    assert said(an_invoice(seller=SWISS), path) == ["CHE-123.456.788 MWST"]


def test_two_runs_give_the_same_bytes() -> None:
    assert cii(an_invoice()) == cii(an_invoice())


def test_a_record_that_was_written_is_free_to_go() -> None:
    invoice = an_invoice()
    cii(invoice)
    bill = ref(invoice.bill)
    del invoice
    assert bill() is None


def test_a_changed_copy_of_a_bill_is_written_anew() -> None:
    invoice = an_invoice()
    cii(invoice)
    bill = invoice.bill.model_copy(update={"reference": "WEB-2"})
    assert b"WEB-2" in cii(invoice.model_copy(update={"bill": bill}))


def test_a_record_that_claims_no_standard_has_no_xml() -> None:
    invoice = an_invoice(currency="KWD", lines=[line(unit_price="1.255")])
    for written in (cii, ubl):
        with pytest.raises(ValueError, match="claims no e-invoice standard"):
            written(invoice)
