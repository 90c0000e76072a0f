"""The table: every line, then discounts and charges on the whole document, with running sums."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from services.document.formatting import (
    Figure,
    FigureWriter,
    amounts_in,
    percent,
    prices_in,
    quantity,
)
from services.document.language import Language, as_label, tax_name
from services.document.units import unit_name
from services.document.view.model import Columns, Row, Table
from services.domain.invoice import Bill, BilledAdjustment, BilledLine
from services.domain.order_request import TaxCategory

_NOTHING = Figure("", "")
_NO_RATE = "\N{EN DASH}"


def table_of(bill: Bill, language: Language) -> Table:
    """Return the rows as the buyer saw them in the shop: net or gross, as the order was priced."""
    words = language.wording
    tax = tax_name(words, bill.seller.address.country)
    caption = words.prices_gross if bill.price_mode == "gross" else words.prices_net
    return Table(
        caption=caption.format(currency=bill.currency, tax=tax),
        columns=Columns(
            position=words.position,
            item=words.item,
            quantity=words.quantity,
            price=words.unit_price,
            discount=words.discount if any(line.discount for line in bill.lines) else "",
            tax=as_label(tax),
            amount=words.amount,
        ),
        rows=tuple(_rows(bill, language)),
        carried_forward=words.carried_forward,
        brought_forward=words.brought_forward,
        running=tuple(accumulate(_amounts(bill))),
        written=amounts_in(bill.currency, language.locale),
    )


def shown_rate(category: TaxCategory, rate: Decimal, language: Language) -> str:
    """Return a rate; what is outside the scope of the tax has none."""
    return _NO_RATE if category == "O" else percent(rate, language.locale)


def _rows(bill: Bill, language: Language) -> Iterator[Row]:
    amount = amounts_in(bill.currency, language.locale)
    price = prices_in(bill.currency, language.locale)
    for line in bill.lines:
        yield _line_row(line, amount, price, language)
    for discount in bill.discounts:
        yield _adjustment_row(discount, amount(-discount.amount), language)
    for charge in bill.charges:
        yield _adjustment_row(charge, amount(charge.amount), language)


def _amounts(bill: Bill) -> Iterator[Decimal]:
    """Yield what every row adds: summed up, it is what a page carries forward."""
    yield from (line.amount for line in bill.lines)
    yield from (-discount.amount for discount in bill.discounts)
    yield from (charge.amount for charge in bill.charges)


def _line_row(
    line: BilledLine, amount: FigureWriter, price: FigureWriter, language: Language
) -> Row:
    locale = language.locale
    rate = line.discount_percent
    return Row(
        position=str(line.position),
        name=line.name,
        sku=language.wording.item_number.format(sku=line.sku) if line.sku else "",
        details=_details(line, language),
        quantity=quantity(line.quantity, locale),
        unit=unit_name(line.unit, line.quantity, language),
        price=price(line.unit_price),
        discount=amount(-line.discount) if line.discount else _NOTHING,
        discount_rate=percent(rate, locale) if rate and line.discount else "",
        tax=shown_rate(line.category, line.rate, language),
        amount=amount(line.amount),
    )


def _details(line: BilledLine, language: Language) -> tuple[str, ...]:
    words = language.wording
    reason = line.discount_reason if line.discount else None
    return (
        *((line.description,) if line.description else ()),
        *((words.discount_for.format(reason=reason),) if reason else ()),
    )


def _adjustment_row(adjustment: BilledAdjustment, amount: Figure, language: Language) -> Row:
    return Row(
        position="",
        name=adjustment.reason,
        sku="",
        details=(),
        quantity=_NOTHING,
        unit="",
        price=_NOTHING,
        discount=_NOTHING,
        discount_rate="",
        tax=shown_rate(adjustment.category, adjustment.rate, language),
        amount=amount,
    )
