"""The invoice as UN/CEFACT Cross Industry Invoice: the XML that a Factur-X file carries."""

from typing import Final, NamedTuple
from weakref import finalize

from services.document.einvoice import cii_parties
from services.document.einvoice.cii_lines import adjustment, line, rate_of
from services.document.einvoice.codes import EN_16931, exemption, names_account, payment_means
from services.document.einvoice.facts import claimed, notes_of, remittance
from services.document.einvoice.identity import identity_of
from services.document.einvoice.writing import (
    AmountWriter,
    amounts_in,
    compact_day,
    element,
    escaped,
    group,
)
from services.domain.invoice import Bill, Invoice, TaxGroup

FILE_NAME: Final = "factur-x.xml"
"""What Factur-X calls the attachment (chapter 6.2.2)."""

_STANDARD = "urn:un:unece:uncefact:data:standard"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rsm:CrossIndustryInvoice'
    f' xmlns:rsm="{_STANDARD}:CrossIndustryInvoice:100"'
    f' xmlns:ram="{_STANDARD}:ReusableAggregateBusinessInformationEntity:100"'
    f' xmlns:qdt="{_STANDARD}:QualifiedDataType:100"'
    f' xmlns:udt="{_STANDARD}:UnqualifiedDataType:100">'
    "<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>"
    f"<ram:ID>{EN_16931}</ram:ID>"
    "</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>"
).encode()
_END = b"</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>\n"


def cii(invoice: Invoice) -> bytes:
    """Return the record as CII (D22B), Factur-X 1.09 profile EN 16931, UTF-8.

    Pure: nothing is added up. Raises ValueError for a record that claims no standard.
    """
    written = _written(claimed(invoice))
    return b"".join(
        (
            _HEAD,
            _document(invoice).encode(),
            written.trade,
            _settlement(invoice, written).encode(),
            _END,
        )
    )


class _Written(NamedTuple):
    """What the XML of a bill says whatever its number and its day: nearly all of it."""

    trade: bytes
    """Lines, parties, delivery: long, so encoded only once."""
    taxes: str
    """Taxes, charges, discounts."""
    sums: str


_of_living: Final[dict[int, _Written]] = {}
"""By the id of a bill, for as long as it lives: no other has the same id till then."""


def _written(bill: Bill) -> _Written:
    # A bill is checked with a stand-in number, and soon written again with its own.
    written = _of_living.get(id(bill))
    if written is None:
        written = _of_living[id(bill)] = _write(bill)
        finalize(bill, _of_living.pop, id(bill), None).atexit = False
    return written


def _write(bill: Bill) -> _Written:
    amount = amounts_in(bill.currency)
    lines = [line(row, amount) for row in bill.lines]
    taxes = (
        *(_tax(row, bill, amount) for row in bill.tax_groups),
        *(adjustment(row, amount, charge=True) for row in bill.charges),
        *(adjustment(row, amount, charge=False) for row in bill.discounts),
    )
    return _Written(
        trade="".join([*lines, _agreement(bill), cii_parties.delivery(bill)]).encode(),
        taxes="".join(taxes),
        sums=_totals(bill, amount) + _corrected(bill),
    )


def _document(invoice: Invoice) -> str:
    notes = (
        f"<ram:IncludedNote><ram:Content>{escaped(note)}</ram:Content></ram:IncludedNote>"
        for note in notes_of(invoice)
    )
    return (
        f"<rsm:ExchangedDocument><ram:ID>{escaped(invoice.number)}</ram:ID>"
        f"<ram:TypeCode>{invoice.type}</ram:TypeCode>"
        '<ram:IssueDateTime><udt:DateTimeString format="102">'
        f"{compact_day(invoice.issued_on)}</udt:DateTimeString></ram:IssueDateTime>"
        f"{''.join(notes)}</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>"
    )


def _agreement(bill: Bill) -> str:
    identity = identity_of(bill)
    return (
        "<ram:ApplicableHeaderTradeAgreement>"
        f"{element('ram:BuyerReference', bill.buyer.reference)}"
        f"{cii_parties.seller(bill.seller, identity)}{cii_parties.buyer(bill.buyer, identity)}"
        f"{_reference('ram:SellerOrderReferencedDocument', bill.reference)}"
        f"{_reference('ram:BuyerOrderReferencedDocument', bill.purchase_order)}"
        "</ram:ApplicableHeaderTradeAgreement>"
    )


def _reference(tag: str, id_: str | None) -> str:
    return group(tag, element("ram:IssuerAssignedID", id_))


def _settlement(invoice: Invoice, written: _Written) -> str:
    bill = invoice.bill
    foreign = bill.foreign_tax.currency if bill.foreign_tax else None
    parts = (
        element("ram:PaymentReference", remittance(invoice)),
        element("ram:TaxCurrencyCode", foreign),
        element("ram:InvoiceCurrencyCode", bill.currency),
        _payment_means(invoice),
        written.taxes,
        _terms(invoice),
        written.sums,
    )
    tag = "ram:ApplicableHeaderTradeSettlement"
    return f"<{tag}>{''.join(parts)}</{tag}>"


def _payment_means(invoice: Invoice) -> str:
    """Return how it is or was paid (BG-16)."""
    seller = invoice.bill.seller
    account = institution = ""
    if names_account(invoice):
        account = element("ram:IBANID", seller.bank_iban)
        account += element("ram:AccountName", seller.bank_holder)
        institution = element("ram:BICID", seller.bank_bic)
    return (
        "<ram:SpecifiedTradeSettlementPaymentMeans>"
        f"<ram:TypeCode>{payment_means(invoice)}</ram:TypeCode>"
        f"{group('ram:PayeePartyCreditorFinancialAccount', account)}"
        f"{group('ram:PayeeSpecifiedCreditorFinancialInstitution', institution)}"
        "</ram:SpecifiedTradeSettlementPaymentMeans>"
    )


def _tax(row: TaxGroup, bill: Bill, amount: AmountWriter) -> str:
    """Return one row of the tax breakdown (BG-23)."""
    return (
        "<ram:ApplicableTradeTax>"
        f"<ram:CalculatedAmount>{amount(row.tax)}</ram:CalculatedAmount>"
        f"<ram:TypeCode>VAT</ram:TypeCode>{element('ram:ExemptionReason', row.reason)}"
        f"<ram:BasisAmount>{amount(row.base)}</ram:BasisAmount>"
        f"<ram:CategoryCode>{row.category}</ram:CategoryCode>"
        f"{element('ram:ExemptionReasonCode', exemption(row, bill))}{rate_of(row)}"
        "</ram:ApplicableTradeTax>"
    )


def _terms(invoice: Invoice) -> str:
    """Return until when it is to be paid (BT-9)."""
    if invoice.due_on is None:
        return ""
    return (
        "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>"
        f'<udt:DateTimeString format="102">{compact_day(invoice.due_on)}</udt:DateTimeString>'
        "</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>"
    )


def _totals(bill: Bill, amount: AmountWriter) -> str:
    """Return the sums of the document (BG-22)."""
    totals = bill.totals
    charges = element("ram:ChargeTotalAmount", amount(totals.charges_net) if bill.charges else None)
    discounts = element(
        "ram:AllowanceTotalAmount", amount(totals.discounts_net) if bill.discounts else None
    )
    tag = "ram:SpecifiedTradeSettlementHeaderMonetarySummation"
    return (
        f"<{tag}><ram:LineTotalAmount>{amount(totals.lines_net)}</ram:LineTotalAmount>"
        f"{charges}{discounts}"
        f"<ram:TaxBasisTotalAmount>{amount(totals.net)}</ram:TaxBasisTotalAmount>"
        f"{_tax_totals(bill, amount)}"
        f"<ram:GrandTotalAmount>{amount(totals.gross)}</ram:GrandTotalAmount>"
        f"{element('ram:TotalPrepaidAmount', amount(totals.paid) if totals.paid else None)}"
        f"<ram:DuePayableAmount>{amount(totals.due)}</ram:DuePayableAmount></{tag}>"
    )


def _tax_totals(bill: Bill, amount: AmountWriter) -> str:
    """Return the tax (BT-110), and once more in the seller's currency (BT-111)."""
    sums = [(bill.currency, amount(bill.totals.tax))]
    if foreign := bill.foreign_tax:
        sums.append((foreign.currency, amounts_in(foreign.currency)(foreign.tax)))
    return "".join(
        f'<ram:TaxTotalAmount currencyID="{currency}">{tax}</ram:TaxTotalAmount>'
        for currency, tax in sums
    )


def _corrected(bill: Bill) -> str:
    """Return the invoice that a credit note takes back (BG-3)."""
    if bill.corrects is None:
        return ""
    return (
        "<ram:InvoiceReferencedDocument>"
        f"<ram:IssuerAssignedID>{escaped(bill.corrects.number)}</ram:IssuerAssignedID>"
        '<ram:FormattedIssueDateTime><qdt:DateTimeString format="102">'
        f"{compact_day(bill.corrects.issued_on)}</qdt:DateTimeString>"
        "</ram:FormattedIssueDateTime></ram:InvoiceReferencedDocument>"
    )
