"""The one way from a record to a view."""

from services.document.language import Language, language_of, titled_tax_invoice
from services.document.view.model import Pair, View
from services.document.view.parties import facts_of, footer_of, parties_of
from services.document.view.payment import headline_of, payment_of
from services.document.view.payment_code import payment_code_of, slip_of
from services.document.view.rows import table_of
from services.document.view.sums import sums_of, tax_summary_of
from services.domain.invoice import Invoice


def view_of(invoice: Invoice) -> View:
    """Return everything the document of a record says, in its language."""
    bill = invoice.bill
    language = language_of(bill)
    words = language.wording
    return View(
        language=language.tag,
        rtl=language.direction == "rtl",
        title=_title(invoice, language),
        number=invoice.number,
        headline=headline_of(invoice, language),
        parties=parties_of(invoice, language),
        facts=facts_of(invoice, language),
        table=table_of(bill, language),
        sums=sums_of(invoice, language),
        tax_summary=tax_summary_of(bill, language),
        payment=payment_of(invoice, language),
        code=payment_code_of(invoice, language),
        slip=slip_of(invoice, language),
        notes=Pair(words.notes, bill.notes) if bill.notes else None,
        footer=footer_of(invoice, language),
        test=None if invoice.livemode else Pair(words.test_mark, words.test_notice),
    )


def _title(invoice: Invoice, language: Language) -> str:
    words = language.wording
    if invoice.type == "381":
        return words.credit_note
    country = invoice.bill.seller.address.country
    return words.tax_invoice if titled_tax_invoice(country) else words.invoice
