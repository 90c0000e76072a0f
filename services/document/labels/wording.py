"""What a document says in one language, apart from what the record brings along."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.domain.order_request import TaxCategory

Forms = str | Mapping[str, str]
"""A word, or its forms by CLDR plural category (`one`, `few`, `many`, `other`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Labels and sentences. Names in braces are filled in; every language has the same ones."""

    invoice: str
    tax_invoice: str
    """The title where law asks for these words, as in Australia, India or Saudi Arabia."""
    credit_note: str

    invoice_number: str
    credit_note_number: str
    original_invoice: str
    """What a credit note takes back: its number, its day and why."""
    original_date: str
    credit_reason: str
    issued_on: str
    supplied_on: str
    due_on: str
    order: str
    purchase_order: str
    buyer_reference: str
    seller_vat_id: str
    seller_tax_id: str
    buyer_vat_id: str
    buyer_tax_id: str
    registration: str
    deliver_to: str

    tax_names: Mapping[str, str]
    """What the tax is called within a sentence: `vat`, `swiss_vat`, `gst`, `consumption_tax`
    (Japan), `tax`."""
    categories: Mapping[TaxCategory, str]
    """Why there is no tax, in two words."""

    headline_due: str
    headline_paid: str
    headline_credit: str
    headline_settled: str

    prices_net: str
    prices_gross: str
    position: str
    item: str
    quantity: str
    unit_price: str
    discount: str
    amount: str
    item_number: str
    discount_for: str
    carried_forward: str
    brought_forward: str

    items_total: str
    discounts: str
    charges: str
    total_net: str
    total_gross: str
    total: str
    included_net: str
    included_tax: str
    already_paid: str
    amount_due: str
    amount_paid: str
    amount_credited: str
    foreign_tax: str
    exchange_rate: str
    tax_summary: str
    tax_rate: str
    tax_base: str

    paid: str
    payment: str
    pay_by: str
    pay_rest_by: str
    collect_on: str
    collect_rest_on: str
    paid_in_full: str
    nothing_due: str
    credited: str
    credited_open: str
    """A credit on an invoice that was not paid when it was issued."""
    payment_method: str
    transaction: str
    account_holder: str
    payment_reference: str
    scan_to_pay: str
    """Stands below a code that a banking app fills a transfer in from."""
    methods: Mapping[str, str]

    notes: str
    page: str
    test_mark: str
    test_notice: str

    units: Mapping[str, Forms]
    """Readable names of UN/ECE Recommendation 20 codes that differ between languages."""
