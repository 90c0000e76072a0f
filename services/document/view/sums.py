"""Totals and the tax by category and rate, as the record has them."""

from collections.abc import Iterator
from decimal import Decimal

from services.document.formatting import amount, joined, money, percent, plain
from services.document.language import Language, as_label, tax_name
from services.document.view.model import Sum, TaxRow, TaxSummary
from services.document.view.rows import shown_rate
from services.domain.invoice import Bill, Invoice, TaxGroup


def sums_of(invoice: Invoice, language: Language) -> tuple[Sum, ...]:
    """Return the totals, top to bottom; the last one is what the buyer looks for."""
    return tuple(_sums(invoice, language))


def _sums(invoice: Invoice, language: Language) -> Iterator[Sum]:
    bill = invoice.bill
    if bill.price_mode == "gross":
        yield from _from_gross(bill, language)
    else:
        yield from _from_net(bill, language)
    yield from _foreign_tax(bill, language)
    yield from _balance(invoice, language)


def _from_net(bill: Bill, language: Language) -> Iterator[Sum]:
    words, totals = language.wording, bill.totals
    if bill.discounts or bill.charges:
        yield Sum(words.items_total, _money(totals.lines_net, bill, language))
    if bill.discounts:
        yield Sum(words.discounts, _money(-totals.discounts_net, bill, language))
    if bill.charges:
        yield Sum(words.charges, _money(totals.charges_net, bill, language))
    tax = tax_name(words, bill.seller.address.country)
    yield Sum(words.total_net.format(tax=tax), _money(totals.net, bill, language))
    yield Sum(as_label(_tax_label(bill, tax, language)), _money(totals.tax, bill, language))
    yield Sum(words.total, _money(totals.gross, bill, language), "strong")


def _from_gross(bill: Bill, language: Language) -> Iterator[Sum]:
    words, totals = language.wording, bill.totals
    tax = tax_name(words, bill.seller.address.country)
    total = words.total_gross.format(tax=tax)
    yield Sum(total, _money(totals.gross, bill, language), "strong")
    label = words.included_tax.format(tax=_tax_label(bill, tax, language))
    yield Sum(as_label(label), _money(totals.tax, bill, language))
    yield Sum(words.included_net, _money(totals.net, bill, language))


def _tax_label(bill: Bill, tax: str, language: Language) -> str:
    """Name the rate beside the tax where there is only one."""
    if len(bill.tax_groups) > 1 or bill.tax_groups[0].category == "O":
        return tax
    return f"{tax} {percent(bill.tax_groups[0].rate, language.locale)}"


def _foreign_tax(bill: Bill, language: Language) -> Iterator[Sum]:
    foreign = bill.foreign_tax
    if foreign is None:
        return
    words, locale = language.wording, language.locale
    tax = tax_name(words, bill.seller.address.country)
    rate = words.exchange_rate.format(
        currency=bill.currency, rate=plain(foreign.exchange_rate, locale), other=foreign.currency
    )
    label = words.foreign_tax.format(tax=tax, currency=foreign.currency)
    yield Sum(as_label(f"{label} ({rate})"), money(foreign.tax, foreign.currency, locale))


def _balance(invoice: Invoice, language: Language) -> Iterator[Sum]:
    words, bill, totals = language.wording, invoice.bill, invoice.bill.totals
    if invoice.type == "381":
        yield Sum(words.amount_credited, _money(totals.gross, bill, language), "grand")
    elif totals.due:
        if totals.paid:
            yield Sum(words.already_paid, _money(-totals.paid, bill, language))
        yield Sum(words.amount_due, _money(totals.due, bill, language), "grand")
    else:
        yield Sum(words.amount_paid, _money(totals.paid, bill, language), "grand")


def _money(value: Decimal, bill: Bill, language: Language) -> str:
    return money(value, bill.currency, language.locale)


def tax_summary_of(bill: Bill, language: Language) -> TaxSummary:
    """Return the breakdown (BG-23): base, rate and tax of each group, and why there is none."""
    words = language.wording
    tax = tax_name(words, bill.seller.address.country)
    return TaxSummary(
        heading=as_label(words.tax_summary.format(tax=tax)),
        rate=words.tax_rate,
        base=words.tax_base,
        tax=as_label(tax),
        rows=tuple(_tax_row(group, bill.currency, language) for group in bill.tax_groups),
    )


def _tax_row(group: TaxGroup, currency: str, language: Language) -> TaxRow:
    rate = shown_rate(group.category, group.rate, language)
    reason = language.wording.categories.get(group.category)
    return TaxRow(
        rate=rate,
        base=joined(amount(group.base, currency, language.locale)),
        tax=joined(amount(group.tax, currency, language.locale)),
        reason=group.reason or reason,
    )
