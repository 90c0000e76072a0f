"""The portal's three pages: the invoice, the wait for it, and the link that opens nothing."""

from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from services.document.formatting import joined, money
from services.document.language import language_for, language_of
from services.document.view.assembly import view_of
from services.document.view.model import Row, Table
from services.document.view.payment import state_of
from services.domain.invoice import Invoice
from services.portal.opening import Opened
from services.portal.phrases import PHRASES
from services.portal.theme import logo

REFRESH_S = 3
SHOWN_ROWS = 12
_COMMAS = " ,\N{ARABIC COMMA}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}"

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {"content-security-policy": _POLICY, "x-robots-tag": "noindex, nofollow"}
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


class _Row(NamedTuple):
    name: str
    details: tuple[str, ...]
    terms: tuple[str, ...]
    """Quantity and price, discount, tax."""
    amount: str


def invoice_page(opened: Opened) -> HTMLResponse:
    """Return the page of an archived invoice."""
    invoice, view = opened.invoice, view_of(opened.invoice)
    shown = [_row(row, view.table) for row in view.table.rows]
    amount = _amount(invoice)
    return _page(
        "invoice.html.jinja",
        invoice,
        title=f"{view.title} {view.number} · {view.parties.shown_name}",
        path=opened.path,
        view=view,
        phrases=PHRASES[_language(invoice)],
        amount=amount,
        # What is left of "48.00 EUR due by 5 December" stands beside the amount, not after it.
        state=_capital(view.headline.replace(amount, "").strip(_COMMAS)),
        open_=state_of(invoice) == "due",
        part_paid=_part_paid(invoice),
        rows=shown[:SHOWN_ROWS],
        more_rows=shown[SHOWN_ROWS:],
        has_xml=invoice.bill.e_invoice is not None,
        has_logo=logo(invoice.bill.seller.logo) is not None,
        contact=opened.contact,
        mailto=f"mailto:{quote(opened.contact, safe='@')}",
    )


def preparing_page(opened: Opened) -> HTMLResponse:
    """Return the page of a numbered invoice whose PDF is not archived yet; it refreshes itself."""
    phrases, credit = PHRASES[_language(opened.invoice)], opened.invoice.type == "381"
    text = phrases.credit_preparing if credit else phrases.preparing
    response = _page(
        "notice.html.jinja",
        opened.invoice,
        title=phrases.credit_preparing_title if credit else phrases.preparing_title,
        path=opened.path,
        text=text.format(number=opened.invoice.number),
        waiting=True,
    )
    response.headers["refresh"] = str(REFRESH_S)
    return response


def gone_page(language: str) -> HTMLResponse:
    """Return the page of every link that opens nothing: the same bytes, whatever the reason."""
    phrases = PHRASES[language]
    html = _TEMPLATES.get_template("notice.html.jinja").render(
        lang=language,
        dir=language_for(language).direction,
        title=phrases.gone_title,
        path=None,
        text=phrases.gone,
        waiting=False,
    )
    return HTMLResponse(html, 404, headers={**_HEADERS, "vary": "accept-language"})


def _row(row: Row, table: Table) -> _Row:
    off, unit_price = joined(row.discount), joined(row.price)
    discount = f"{table.columns.discount} {off}" if off else ""
    rate = f"({row.discount_rate})" if row.discount_rate else ""
    price = f"{joined(row.quantity)} {row.unit} \N{MULTIPLICATION SIGN} {unit_price}"
    # Outside the scope of the tax there is no rate, only a dash for a column.
    tax = f"{table.columns.tax} {row.tax}" if row.tax[:1].isdigit() else ""
    terms = (price if unit_price else "", f"{discount} {rate}".strip(), tax)
    return _Row(
        name=row.name,
        details=tuple(detail for detail in (row.sku, *row.details) if detail),
        terms=tuple(part for part in terms if part),
        amount=joined(row.amount),
    )


def _page(template: str, invoice: Invoice, **values: Any) -> HTMLResponse:  # noqa: ANN401
    language = language_of(invoice.bill)
    html = _TEMPLATES.get_template(template).render(
        lang=language.tag, dir=language.direction, **values
    )
    return HTMLResponse(html, headers=_HEADERS)


def _language(invoice: Invoice) -> str:
    return language_of(invoice.bill).locale.language


def _amount(invoice: Invoice) -> str:
    totals = invoice.bill.totals
    value = {"due": totals.due, "paid": totals.paid}.get(state_of(invoice), totals.gross)
    return money(value, invoice.bill.currency, language_of(invoice.bill).locale)


def _part_paid(invoice: Invoice) -> str | None:
    totals, currency = invoice.bill.totals, invoice.bill.currency
    if not (totals.paid and totals.due):
        return None
    locale = language_of(invoice.bill).locale
    return PHRASES[_language(invoice)].part_paid.format(
        paid=money(totals.paid, currency, locale), total=money(totals.gross, currency, locale)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
