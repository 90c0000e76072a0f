"""reportlab platypus the way its user guide teaches it: a Paragraph in every cell."""

from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    Image,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from bench.rendering.content import REGULAR, SEMIBOLD, Draw, in_turn, logo_png
from bench.rendering.plain import HEADS, TAX_HEADS, Plain, PlainRow, plain_of
from services.domain.invoice import Invoice

_ACCENT = HexColor("#1f6f5c")
_GREY = HexColor("#5d6570")
_HAIRLINE = HexColor("#d5d9de")
_BODY = ParagraphStyle("body", fontName="Regular", fontSize=9, leading=12.5)
_STRONG = ParagraphStyle("strong", _BODY, fontName="SemiBold")
_FIGURE = ParagraphStyle("figure", _BODY, alignment=TA_RIGHT)
_STRONG_FIGURE = ParagraphStyle("strong figure", _STRONG, alignment=TA_RIGHT)
_SMALL = ParagraphStyle("small", _BODY, fontSize=8, leading=11, textColor=_GREY)
_SMALL_FIGURE = ParagraphStyle("small figure", _SMALL, alignment=TA_RIGHT)
_TITLE = ParagraphStyle("title", _STRONG, fontSize=22, leading=28, textColor=_ACCENT)
_WIDTH = 166 * mm
_FRAME_PADDING = 6
"""Points that reportlab adds to every margin."""
_GRID = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 1, _ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, _HAIRLINE),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ]
)
_BARE = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
)


def ready() -> Draw:
    """Register the faces, once."""
    pdfmetrics.registerFont(TTFont("Regular", str(REGULAR)))
    pdfmetrics.registerFont(TTFont("SemiBold", str(SEMIBOLD)))
    return in_turn(_draw)


def _draw(record: Invoice) -> bytes:
    plain, target = plain_of(record), BytesIO()

    def footer(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.setFont("Regular", 6.8)
        canvas.setFillColor(_GREY)
        for i, line in enumerate(plain.imprint):
            canvas.drawString(22 * mm, 24 * mm - i * 9.4, line)
        canvas.drawString(22 * mm, 10 * mm, plain.number)
        canvas.drawRightString(A4[0] - 22 * mm, 10 * mm, f"Seite {page.page}")

    template = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=22 * mm - _FRAME_PADDING,
        rightMargin=22 * mm - _FRAME_PADDING,
        topMargin=15 * mm,
        bottomMargin=28 * mm,
        title=f"Rechnung {plain.number}",
        author=plain.seller[0],
    )
    template.build(_story(plain), onFirstPage=footer, onLaterPages=footer)
    return target.getvalue()


def _story(plain: Plain) -> list[Flowable]:
    return [
        _side_by_side(Image(BytesIO(logo_png()), 46 * mm, 18 * mm), _small_lines(plain.seller)),
        Spacer(0, 14 * mm),
        _side_by_side(_address(plain), _facts(plain)),
        Spacer(0, 16 * mm),
        _text(f"Rechnung {plain.number}", _TITLE),
        Spacer(0, 5 * mm),
        _lines(plain.rows),
        Spacer(0, 5 * mm),
        _side_by_side(_taxes(plain), _sums(plain)),
        Spacer(0, 8 * mm),
        _text("Zahlung", _STRONG),
        _text("Diese Rechnung ist vollständig bezahlt. Vielen Dank.", _BODY),
        _text(plain.payment, _SMALL),
    ]


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def _small_lines(texts: Iterable[str]) -> list[Flowable]:
    return [_text(text, _SMALL) for text in texts]


def _address(plain: Plain) -> list[Flowable]:
    name, *lines = plain.buyer
    sender = _text(" · ".join(plain.seller[:3]), _SMALL)
    return [sender, _text(name, _STRONG), *(_text(line, _BODY) for line in lines)]


def _facts(plain: Plain) -> Table:
    pairs = (
        ("Rechnungsnummer", plain.number),
        ("Rechnungsdatum", plain.issued_on),
        ("Bestellung", plain.reference),
        ("Unsere USt-IdNr.", plain.vat_id),
    )
    rows = [[_text(label, _SMALL), _text(value, _BODY)] for label, value in pairs]
    return Table(rows, colWidths=[30 * mm, 50 * mm], style=_BARE)


def _side_by_side(left: object, right: object) -> Table:
    return Table([[left, right]], colWidths=[_WIDTH - 78 * mm, 78 * mm], style=_BARE)


def _lines(rows: Iterable[PlainRow]) -> Table:
    heads = [_text(head, _STRONG if i < 2 else _STRONG_FIGURE) for i, head in enumerate(HEADS)]  # noqa: PLR2004 - the first two columns hold words
    widths = [11 * mm, 74 * mm, 19 * mm, 24 * mm, 14 * mm, 24 * mm]
    return Table([heads, *map(_row, rows)], colWidths=widths, repeatRows=1, style=_GRID)


def _row(row: PlainRow) -> list[object]:
    sku = f'<font name="Regular" size="8" color="#5d6570">{escape(row.sku)}</font>'
    item = [Paragraph(f"{escape(row.name)} {sku}", _STRONG)]
    if row.description:
        item.append(_text(row.description, _SMALL))
    figures = (row.quantity, row.price, row.rate, row.amount)
    return [_text(row.position, _SMALL), item, *(_text(figure, _FIGURE) for figure in figures)]


def _taxes(plain: Plain) -> Table:
    heads = [_text(head, _SMALL_FIGURE if i else _SMALL) for i, head in enumerate(TAX_HEADS)]
    rows = [
        [_text(rate, _BODY), _text(base, _FIGURE), _text(tax, _FIGURE)]
        for rate, base, tax in plain.taxes
    ]
    return Table([heads, *rows], colWidths=[24 * mm, 38 * mm, 23 * mm], style=_GRID, hAlign="LEFT")


def _sums(plain: Plain) -> Table:
    pairs = (("Summe ohne USt.", plain.net), ("USt.", plain.tax))
    rows = [[_text(label, _BODY), _text(value, _FIGURE)] for label, value in pairs]
    rows.append([_text("Gesamtbetrag", _STRONG), _text(plain.gross, _STRONG_FIGURE)])
    return Table(rows, colWidths=[44 * mm, 34 * mm], style=_GRID)
