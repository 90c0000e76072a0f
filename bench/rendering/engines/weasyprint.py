"""WeasyPrint: an HTML page and a style sheet, which is read once."""

import logging
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.rendering.content import REGULAR, SEMIBOLD, Draw, in_turn, logo_png
from bench.rendering.plain import HEADS, TAX_HEADS, Plain, PlainRow, plain_of
from services.domain.invoice import Invoice

_STYLE: Final = f"""
@font-face {{ font-family: "Noto"; src: url("{REGULAR.as_uri()}"); font-weight: 400 }}
@font-face {{ font-family: "Noto"; src: url("{SEMIBOLD.as_uri()}"); font-weight: 600 }}
@page {{ size: A4; margin: 15mm 22mm 28mm;
  @bottom-left {{ content: string(imprint); font: 400 6.8pt Noto; color: #5d6570;
    white-space: pre-line; width: 140mm }}
  @bottom-right {{ content: "Seite " counter(page) " von " counter(pages);
    font: 400 6.8pt Noto; color: #5d6570; white-space: nowrap }} }}
body {{ font: 400 9pt/12.5pt Noto; color: #1a1d21; margin: 0 }}
header, section {{ display: flex; justify-content: space-between; margin-bottom: 14mm }}
header img {{ width: 46mm; height: 18mm }}
header div, section > :last-child {{ width: 78mm }}
p {{ margin: 0 }}
.small, small {{ font-size: 8pt; line-height: 11pt; color: #5d6570 }}
b, th {{ font-weight: 600 }}
h1 {{ font: 600 22pt/28pt Noto; color: #1f6f5c; margin: 0 0 5mm }}
table {{ border-collapse: collapse; width: 100% }}
.lines {{ margin-bottom: 5mm }}
.lines td:nth-child(n+3) {{ white-space: nowrap }}
thead th {{ border-bottom: 1pt solid #1f6f5c; text-align: right }}
th, td {{ padding: 3pt 6pt; vertical-align: top; text-align: right;
  border-bottom: 0.5pt solid #d5d9de }}
.lines :is(th, td):nth-child(-n+2), .facts td, table :is(th, td):first-child {{ text-align: left }}
.facts td {{ border: 0; padding: 0 }}
/* Read for the footer, and hardly seen where it stands. */
.imprint {{ string-set: imprint content(); white-space: pre;
  position: absolute; color: white; font-size: 0.1pt }}
tr {{ break-inside: avoid }}
.taxes {{ width: 84mm; white-space: nowrap }}
"""


_LOGO: Final = "logo.png"


@cache
def _folder() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    (Path(folder.name) / _LOGO).write_bytes(logo_png())
    return folder


def ready() -> Draw:
    """Read the style sheet and the faces, once. Raises OSError where Pango is missing."""
    import weasyprint  # noqa: PLC0415 - it looks for Pango when it is imported
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - the same

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    faces = FontConfiguration()
    style = weasyprint.CSS(string=_STYLE, font_config=faces)
    logo = (Path(_folder().name) / _LOGO).as_uri()

    def draw(record: Invoice) -> bytes:
        page = weasyprint.HTML(string=_page(plain_of(record), logo))
        return bytes(page.write_pdf(stylesheets=[style], font_config=faces))

    return in_turn(draw)


def _page(plain: Plain, logo: str) -> str:
    name, *address = plain.buyer
    return f"""<!doctype html><html lang="de"><title>Rechnung {escape(plain.number)}</title>
<p class="imprint">{escape(chr(10).join((*plain.imprint, plain.number)))}</p>
<header><img src="{logo}" alt=""><div class="small">{_paragraphs(plain.seller)}</div></header>
<section><div><p class="small">{escape(" · ".join(plain.seller[:3]))}</p>
<p><b>{escape(name)}</b></p>{_paragraphs(address)}</div>
<table class="facts">{_facts(plain)}</table></section>
<h1>Rechnung {escape(plain.number)}</h1>
<table class="lines"><thead>{_cells(HEADS, "th")}</thead>{"".join(map(_row, plain.rows))}</table>
<section><table class="taxes"><thead>{_cells(TAX_HEADS, "th")}</thead>
{"".join(_cells(group) for group in plain.taxes)}</table>
<table>{_cells(("Summe ohne USt.", plain.net))}{_cells(("USt.", plain.tax))}
{_cells(("Gesamtbetrag", plain.gross), "th")}</table></section>
<p><b>Zahlung</b></p><p>Diese Rechnung ist vollständig bezahlt. Vielen Dank.</p>
<p class="small">{escape(plain.payment)}</p></html>"""


def _paragraphs(texts: tuple[str, ...] | list[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _facts(plain: Plain) -> str:
    pairs = (
        ("Rechnungsnummer", plain.number),
        ("Rechnungsdatum", plain.issued_on),
        ("Bestellung", plain.reference),
        ("Unsere USt-IdNr.", plain.vat_id),
    )
    return "".join(_cells(pair) for pair in pairs)


def _cells(texts: tuple[str, ...], element: str = "td") -> str:
    return "<tr>" + "".join(f"<{element}>{escape(t)}</{element}>" for t in texts) + "</tr>"


def _row(row: PlainRow) -> str:
    item = f"<b>{escape(row.name)}</b> <small>{escape(row.sku)}</small>"
    if row.description:
        item += f'<p class="small">{escape(row.description)}</p>'
    figures = (row.quantity, row.price, row.rate, row.amount)
    return (
        f"<tr><td><small>{row.position}</small></td><td>{item}</td>"
        + "".join(f"<td>{escape(figure)}</td>" for figure in figures)
        + "</tr>"
    )
