"""What the buyer still has to do, or need not do any more."""

from collections.abc import Iterator
from typing import Literal

from services.document.formatting import day, iban, money
from services.document.language import Language
from services.document.view.model import Pair, Payment
from services.domain.invoice import Bill, Invoice

State = Literal["credited", "due", "paid", "settled"]


def state_of(invoice: Invoice) -> State:
    """Tell what is left to do. `settled` is an order that never cost anything."""
    totals = invoice.bill.totals
    if invoice.type == "381":
        return "credited"
    if totals.due:
        return "due"
    return "paid" if totals.paid else "settled"


def headline_of(invoice: Invoice, language: Language) -> str:
    """Return the one line a reader looks for: how much, and by when."""
    words, totals = language.wording, invoice.bill.totals
    text, value = {
        "credited": (words.headline_credit, totals.gross),
        "due": (words.headline_due, totals.due),
        "paid": (words.headline_paid, totals.paid),
        "settled": (words.headline_settled, totals.gross),
    }[state_of(invoice)]
    amount = money(value, invoice.bill.currency, language.locale)
    return text.format(amount=amount, date=_due_day(invoice, language))


def payment_of(invoice: Invoice, language: Language) -> Payment:
    """Return the payment block."""
    words, state = language.wording, state_of(invoice)
    bill = invoice.bill
    pairs = _ways_to_pay(invoice, language) if state == "due" else _way_paid(bill, language)
    return Payment(
        heading=words.payment,
        sentence=_sentence(invoice, language),
        pairs=tuple(Pair(label, value) for label, value in pairs if value),
        stamp=words.paid if state == "paid" else None,
    )


def _sentence(invoice: Invoice, language: Language) -> str:
    words, bill, state = language.wording, invoice.bill, state_of(invoice)
    if state == "paid":
        return words.paid_in_full
    if state == "settled":
        return words.nothing_due
    if state == "credited":
        return _credit_sentence(bill, language)
    part_paid, collected = bool(bill.totals.paid), bill.payment_method == "direct_debit"
    due = {
        (False, False): words.pay_by,
        (True, False): words.pay_rest_by,
        (False, True): words.collect_on,
        (True, True): words.collect_rest_on,
    }[part_paid, collected]
    return due.format(
        amount=money(bill.totals.due, bill.currency, language.locale),
        paid=money(bill.totals.paid, bill.currency, language.locale),
        date=_due_day(invoice, language),
    )


def _credit_sentence(bill: Bill, language: Language) -> str:
    words = language.wording
    amount = money(bill.totals.gross, bill.currency, language.locale)
    if bill.corrects and bill.payment_status == "due":
        return words.credited_open.format(amount=amount, number=bill.corrects.number)
    return words.credited.format(amount=amount)


def _due_day(invoice: Invoice, language: Language) -> str:
    return day(invoice.due_on or invoice.issued_on, language.locale)


def _way_paid(bill: Bill, language: Language) -> Iterator[tuple[str, str | None]]:
    words = language.wording
    yield words.payment_method, words.methods[bill.payment_method]
    yield words.transaction, bill.payment_reference


def _ways_to_pay(invoice: Invoice, language: Language) -> Iterator[tuple[str, str | None]]:
    words, bill, seller = language.wording, invoice.bill, invoice.bill.seller
    if bill.payment_method == "direct_debit":
        yield from _way_paid(bill, language)
        return
    yield words.account_holder, seller.bank_holder
    yield "IBAN", seller.bank_iban and iban(seller.bank_iban)
    yield "BIC", seller.bank_bic
    yield words.payment_reference, bill.payment_reference or invoice.number
