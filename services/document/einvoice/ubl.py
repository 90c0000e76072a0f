"""The invoice as UBL 2.1: the XML that the Peppol network and most of Europe's portals read."""

from typing import Final, Literal

from services.document.einvoice import ubl_parties
from services.document.einvoice.codes import exemption, names_account, payment_means
from services.document.einvoice.facts import claimed, notes_of, remittance
from services.document.einvoice.identity import Identity, identity_of
from services.document.einvoice.profile import Profile, profile_of
from services.document.einvoice.ubl_lines import adjustment, line, tax_category
from services.document.einvoice.writing import (
    AmountWriter,
    amounts_in,
    element,
    group,
)
from services.domain.invoice import Bill, Invoice, TaxGroup

Kind = Literal["Invoice", "CreditNote"]

_NAMESPACE: Final = "urn:oasis:names:specification:ubl:schema:xsd"
_NO_PURCHASE_ORDER: Final = "NA"
"""UBL cannot name the seller's order without the buyer's; Peppol writes this in its place."""


def ubl(invoice: Invoice) -> bytes:
    """Return the record as UBL 2.1 Invoice (380) or CreditNote (381), UTF-8.

    Pure: nothing is added up. Raises ValueError for a record that claims no standard.
    """
    bill = claimed(invoice)
    kind: Kind = "CreditNote" if invoice.type == "381" else "Invoice"
    amount = amounts_in(bill.currency)
    lines = [line(row, amount, bill.currency, kind) for row in bill.lines]
    identity = identity_of(bill)
    profile = profile_of(bill, identity)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{_NAMESPACE}:{kind}-2"'
        f' xmlns:cac="{_NAMESPACE}:CommonAggregateComponents-2"'
        f' xmlns:cbc="{_NAMESPACE}:CommonBasicComponents-2">'
        f"{_head(invoice, kind, profile)}{_references(bill)}{_parties(bill, identity, profile)}"
        f"{ubl_parties.delivery(bill)}{_payment(invoice, kind)}{_sums(bill, amount)}"
        f"{''.join(lines)}</{kind}>\n"
    )
    return text.encode()


def _head(invoice: Invoice, kind: Kind, profile: Profile) -> str:
    bill = invoice.bill
    due = invoice.due_on if kind == "Invoice" else None
    parts = (
        element("cbc:CustomizationID", profile.specification),
        element("cbc:ProfileID", profile.business),
        element("cbc:ID", invoice.number),
        element("cbc:IssueDate", invoice.issued_on.isoformat()),
        element("cbc:DueDate", due.isoformat() if due else None),
        element(f"cbc:{kind}TypeCode", invoice.type),
        # One element: Peppol allows no second (PEPPOL-EN16931-R002).
        element("cbc:Note", "\n".join(notes_of(invoice))),
        element("cbc:DocumentCurrencyCode", bill.currency),
        element("cbc:TaxCurrencyCode", bill.foreign_tax.currency if bill.foreign_tax else None),
        element("cbc:BuyerReference", bill.buyer.reference),
    )
    return "".join(parts)


def _references(bill: Bill) -> str:
    """Return both sides' order numbers (BT-13, BT-14) and the corrected invoice (BG-3)."""
    corrected = bill.corrects
    preceding = (
        element("cbc:ID", corrected.number)
        + element("cbc:IssueDate", corrected.issued_on.isoformat())
        if corrected
        else ""
    )
    return (
        f"<cac:OrderReference>{element('cbc:ID', bill.purchase_order or _NO_PURCHASE_ORDER)}"
        f"{element('cbc:SalesOrderID', bill.reference)}</cac:OrderReference>"
        f"{group('cac:BillingReference', group('cac:InvoiceDocumentReference', preceding))}"
    )


def _parties(bill: Bill, identity: Identity, profile: Profile) -> str:
    return ubl_parties.seller(bill.seller, identity, profile.seller) + ubl_parties.buyer(
        bill.buyer, identity, profile.buyer
    )


def _payment(invoice: Invoice, kind: Kind) -> str:
    """Return how it is or was paid (BG-16)."""
    seller, account = invoice.bill.seller, ""
    # A UBL credit note has no due date of its own (BT-9).
    due = invoice.due_on if kind == "CreditNote" else None
    if names_account(invoice):
        account = element("cbc:ID", seller.bank_iban) + element("cbc:Name", seller.bank_holder)
        branch = element("cbc:ID", seller.bank_bic)
        account += group("cac:FinancialInstitutionBranch", branch)
    return (
        f"<cac:PaymentMeans>{element('cbc:PaymentMeansCode', payment_means(invoice))}"
        f"{element('cbc:PaymentDueDate', due.isoformat() if due else None)}"
        f"{element('cbc:PaymentID', remittance(invoice))}"
        f"{group('cac:PayeeFinancialAccount', account)}</cac:PaymentMeans>"
    )


def _sums(bill: Bill, amount: AmountWriter) -> str:
    currency = bill.currency
    rows = [adjustment(row, amount, currency, charge=True) for row in bill.charges]
    rows += [adjustment(row, amount, currency, charge=False) for row in bill.discounts]
    return f"{''.join(rows)}{_taxes(bill, amount)}{_totals(bill, amount)}"


def _taxes(bill: Bill, amount: AmountWriter) -> str:
    """Return the tax (BT-110, BG-23), and once more in the seller's currency (BT-111)."""
    groups = [_tax(row, bill, amount) for row in bill.tax_groups]
    foreign = bill.foreign_tax
    second = (
        f'<cac:TaxTotal><cbc:TaxAmount currencyID="{foreign.currency}">'
        f"{amounts_in(foreign.currency)(foreign.tax)}</cbc:TaxAmount></cac:TaxTotal>"
        if foreign
        else ""
    )
    return (
        f'<cac:TaxTotal><cbc:TaxAmount currencyID="{bill.currency}">{amount(bill.totals.tax)}'
        f"</cbc:TaxAmount>{''.join(groups)}</cac:TaxTotal>{second}"
    )


def _tax(row: TaxGroup, bill: Bill, amount: AmountWriter) -> str:
    """Return one row of the tax breakdown (BG-23)."""
    why = element("cbc:TaxExemptionReasonCode", exemption(row, bill)) + element(
        "cbc:TaxExemptionReason", row.reason
    )
    return (
        f'<cac:TaxSubtotal><cbc:TaxableAmount currencyID="{bill.currency}">{amount(row.base)}'
        f'</cbc:TaxableAmount><cbc:TaxAmount currencyID="{bill.currency}">{amount(row.tax)}'
        f"</cbc:TaxAmount>{tax_category('cac:TaxCategory', row, why)}</cac:TaxSubtotal>"
    )


def _totals(bill: Bill, amount: AmountWriter) -> str:
    """Return the sums of the document (BG-22)."""
    totals = bill.totals
    sums = (
        ("LineExtensionAmount", totals.lines_net),
        ("TaxExclusiveAmount", totals.net),
        ("TaxInclusiveAmount", totals.gross),
        ("AllowanceTotalAmount", totals.discounts_net if bill.discounts else None),
        ("ChargeTotalAmount", totals.charges_net if bill.charges else None),
        ("PrepaidAmount", totals.paid or None),
        ("PayableAmount", totals.due),
    )
    content = "".join(
        f'<cbc:{tag} currencyID="{bill.currency}">{amount(value)}</cbc:{tag}>'
        for tag, value in sums
        if value is not None
    )
    return f"<cac:LegalMonetaryTotal>{content}</cac:LegalMonetaryTotal>"
