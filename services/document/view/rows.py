"""The table: every line, then discounts and charges on the whole document, with running sums."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from services.document.formatting import (
    NO_FIGURE,
    Figure,
    FigureWriter,
    amounts_in,
    percent,
    percentages_in,
    prices_in,
    quantities_in,
)
from services.document.language import Language, as_label, tax_name
from services.document.units import unit_name
from services.document.view.model import Columns, Row, Table
from services.domain.invoice import Bill, BilledAdjustment, BilledLine
from services.domain.order_request import TaxCategory

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


class _Figures(NamedTuple):
    """How the columns of a table are written: looked up once for all rows."""

    amount: FigureWriter
    price: FigureWriter
    quantity: FigureWriter
    percent: Callable[[Decimal], str]


def _rows(bill: Bill, language: Language) -> Iterator[Row]:
    figures = _Figures(
        amounts_in(bill.currency, language.locale),
        prices_in(bill.currency, language.locale),
        quantities_in(language.locale),
        percentages_in(language.locale),
    )
    for line in bill.lines:
        yield _line_row(line, figures, language)
    for discount in bill.discounts:
        yield _adjustment_row(discount, figures.amount(-discount.amount), language)
    for charge in bill.charges:
        yield _adjustment_row(charge, figures.amount(charge.amount), language)


def _amounts(bill: Bill) -> Iterator[Decimal]:
    """Yield what every row adds: summed up, it is what a page carries forward."""
    yield from (line.amount for line in bill.lines)
    yield from (-discount.amount for discount in bill.discounts)
    yield from (charge.amount for charge in bill.charges)


def _line_row(line: BilledLine, figures: _Figures, language: Language) -> Row:
    words = language.wording
    amount, price, quantity, percent = figures
    rate, details = line.discount_percent, (line.description,) if line.description else ()
    if line.discount and line.discount_reason:
        details = (*details, words.discount_for.format(reason=line.discount_reason))
    return Row(
        position=str(line.position),
        name=line.name,
        sku=words.item_number.format(sku=line.sku) if line.sku else "",
        details=details,
        quantity=quantity(line.quantity),
        unit=unit_name(line.unit, line.quantity, language),
        price=price(line.unit_price),
        discount=amount(-line.discount) if line.discount else NO_FIGURE,
        discount_rate=percent(rate) if rate and line.discount else "",
        tax=_NO_RATE if line.category == "O" else percent(line.rate),
        amount=amount(line.amount),
    )


def _adjustment_row(adjustment: BilledAdjustment, amount: Figure, language: Language) -> Row:
    return Row(
        position="",
        name=adjustment.reason,
        sku="",
        details=(),
        quantity=NO_FIGURE,
        unit="",
        price=NO_FIGURE,
        discount=NO_FIGURE,
        discount_rate="",
        tax=shown_rate(adjustment.category, adjustment.rate, language),
        amount=amount,
    )
