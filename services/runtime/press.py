"""The press: what checks a bill before there is a number, and renders the record after it."""

from collections.abc import Callable
from typing import NamedTuple

from services.document.coverage import check_coverage
from services.document.einvoice.schema import check_schema
from services.document.rendition import render
from services.domain.invoice import Bill, Invoice
from services.domain.order import Order


class Press(NamedTuple):
    """What turns one order's bill into a document.

    `check` raises Rejected for what can never be printed, before a number is given; `render`
    returns the PDF and is total for whatever passed.
    """

    check: Callable[[Bill], None]
    render: Callable[[Invoice], bytes]


PressFor = Callable[[Order, int], Press]
"""Returns the press for an order and the number of this delivery of its message."""


def check(bill: Bill) -> None:
    """Raise Rejected for a bill that cannot be rendered, or whose XML would break its schema."""
    check_coverage(bill)
    check_schema(bill)


def plain_press(_order: Order, _delivery: int) -> Press:
    """Return the press of every order that asks for nothing else."""
    return Press(check, render)
