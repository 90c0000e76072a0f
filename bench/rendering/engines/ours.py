"""Counterfoil, the whole path: checks, then PDF/A-3 with XMP and the attached XML."""

from collections.abc import Callable, Sequence
from time import process_time
from typing import TypeVar

from bench.rendering.content import Draw, in_turn
from services.document.coverage import check_coverage
from services.document.einvoice.cii import cii
from services.document.einvoice.schema import check_schema
from services.document.layout.marks import Page
from services.document.layout.pages import pages_of
from services.document.layout.sheet import paper_for
from services.document.layout.theme import theme_of
from services.document.logo import logo_of
from services.document.rendition import render
from services.document.view.assembly import view_of
from services.document.view.model import View
from services.domain.invoice import Invoice
from services.domain.money import exact_arithmetic
from services.runtime.collecting import collect_seldom

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def ready() -> Draw:
    """Return what the worker does between an order's bill and its archive, set up as it is."""
    collect_seldom()
    return _draw


def _draw(records: Sequence[Invoice]) -> bytes:
    # A worker checks all orders it has received, numbers them together, then renders them.
    for record in records:
        check_coverage(record.bill)
        check_schema(record.bill)
    return in_turn(render)(records)


def stages(documents: Sequence[Invoice]) -> dict[str, float]:
    """Return the CPU seconds that every second one of some records takes in each stage.

    Drawing is what is left of `render` when the stages before it are taken off. The others are
    rendered for that, so that no stage meets a text it has seen.
    """
    records = documents[::2]
    bills = [record.bill for record in records]
    coverage, _ = _spent(check_coverage, bills)
    schema, _ = _spent(check_schema, bills)
    view, views = _spent(_view, records)
    layout, _ = _spent(_lay_out, list(zip(records, views, strict=True)))
    xml, _ = _spent(cii, records)
    rendering, _ = _spent(render, documents[1::2])
    return {
        "check coverage": coverage,
        "check schema": schema,
        "view": view,
        "layout": layout,
        "xml": xml,
        "draw": rendering - view - layout - xml,
    }


def _spent(work: Callable[[_Given], _Made], items: Sequence[_Given]) -> tuple[float, list[_Made]]:
    start = process_time()
    made = [work(item) for item in items]
    return process_time() - start, made


def _view(record: Invoice) -> View:
    with exact_arithmetic():
        return view_of(record)


def _lay_out(drawn: tuple[Invoice, View]) -> list[Page]:
    record, view = drawn
    seller = record.bill.seller
    return pages_of(
        view,
        logo=logo_of(seller.logo) if seller.logo else None,
        colours=theme_of(seller.accent_colour),
        paper=paper_for(seller.address.country),
    )
