"""fpdf2: cells placed one after another, its table for the lines; faces go into each document."""

from io import BytesIO
from typing import Any

from bench.rendering.content import REGULAR, SEMIBOLD, Draw, in_turn, logo_png
from bench.rendering.plain import HEADS, TAX_HEADS, Plain, PlainRow, plain_of
from services.domain.invoice import Invoice

_ACCENT = (31, 111, 92)
_GREY = (93, 101, 112)
_INK = (26, 29, 33)
_WIDTH = 166
_LEFT = 22
_RIGHT_COLUMN = 110
_LINE = 4.4


def ready() -> Draw:
    """Load the library. A face cannot be kept: fpdf2 adds it to one document at a time."""
    from fpdf import FPDF  # noqa: PLC0415 - only the worker of this engine needs it

    class Pages(FPDF):  # type: ignore[misc]
        """A document with a footer on every page."""

        plain: Plain

        def footer(self) -> None:
            self.set_font("Noto", size=6.8)
            self.set_text_color(*_GREY)
            self.set_y(-27)
            for line in self.plain.imprint:
                self.cell(0, 3.3, line, new_x="LMARGIN", new_y="NEXT")
            self.cell(_WIDTH / 2, 3.3, self.plain.number)
            self.cell(_WIDTH / 2, 3.3, f"Seite {self.page_no()} von {{nb}}", align="R")

    def draw(record: Invoice) -> bytes:
        pdf = Pages(format="A4")
        pdf.plain = plain_of(record)
        pdf.set_margins(_LEFT, 15, _LEFT)
        pdf.set_auto_page_break(auto=True, margin=30)
        pdf.add_font("Noto", fname=REGULAR)
        pdf.add_font("Noto", "B", fname=SEMIBOLD)
        pdf.set_title(f"Rechnung {pdf.plain.number}")
        pdf.add_page()
        _draw_page(pdf, pdf.plain)
        return bytes(pdf.output())

    return in_turn(draw)


def _draw_page(pdf: Any, plain: Plain) -> None:  # noqa: ANN401 - the library has no types
    pdf.image(BytesIO(logo_png()), _LEFT, 15, 46, 18)
    _column(pdf, plain.seller, (_RIGHT_COLUMN, 15), 8, _GREY)
    name, *address = plain.buyer
    _column(pdf, [" · ".join(plain.seller[:3])], (_LEFT, 46), 8, _GREY)
    pdf.set_font("Noto", "B", 10)
    pdf.set_text_color(*_INK)
    pdf.set_xy(_LEFT, 51)
    pdf.cell(0, _LINE, name)
    _column(pdf, address, (_LEFT, 56), 10, _INK)
    labels = ("Rechnungsnummer", "Rechnungsdatum", "Bestellung", "Unsere USt-IdNr.")
    values = (plain.number, plain.issued_on, plain.reference, plain.vat_id)
    _column(pdf, labels, (_RIGHT_COLUMN, 46), 8, _GREY)
    _column(pdf, values, (_RIGHT_COLUMN + 32, 46), 9, _INK)
    pdf.set_xy(_LEFT, 88)
    pdf.set_font("Noto", "B", 22)
    pdf.set_text_color(*_ACCENT)
    pdf.cell(0, 12, f"Rechnung {plain.number}", new_x="LMARGIN", new_y="NEXT")
    _draw_lines(pdf, plain)
    _draw_sums(pdf, plain)


def _column(
    pdf: Any,  # noqa: ANN401 - the library has no types
    texts: tuple[str, ...] | list[str],
    at: tuple[float, float],
    size: float,
    colour: tuple[int, int, int],
) -> None:
    x, y = at
    pdf.set_font("Noto", size=size)
    pdf.set_text_color(*colour)
    for i, text in enumerate(texts):
        pdf.set_xy(x, y + i * _LINE)
        pdf.cell(0, _LINE, text)


def _draw_lines(pdf: Any, plain: Plain) -> None:  # noqa: ANN401 - the library has no types
    pdf.set_font("Noto", size=9)
    pdf.set_text_color(*_INK)
    pdf.set_y(pdf.get_y() + 4)
    with pdf.table(
        borders_layout="HORIZONTAL_LINES",
        col_widths=(11, 72, 20, 25, 14, 24),
        text_align=("LEFT", "LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT"),
        line_height=4,
        padding=(0.6, 1),
        v_align="TOP",
    ) as table:
        table.row(HEADS)
        for row in plain.rows:
            table.row(_cells(row))


def _cells(row: PlainRow) -> tuple[str, ...]:
    item = "\n".join(filter(None, (f"{row.name}  {row.sku}", row.description)))
    return row.position, item, row.quantity, row.price, row.rate, row.amount


def _draw_sums(pdf: Any, plain: Plain) -> None:  # noqa: ANN401 - the library has no types
    pdf.ln(5)
    if pdf.will_page_break(45):
        pdf.add_page()
    top = pdf.get_y()
    for row in (TAX_HEADS, *plain.taxes):
        for text, width in zip(row, (30, 33, 22), strict=True):
            pdf.cell(width, _LINE, text, align="L" if width == 30 else "R")  # noqa: PLR2004 - the first column
        pdf.ln(_LINE + 1)
    sums = (("Summe ohne USt.", plain.net), ("USt.", plain.tax), ("Gesamtbetrag", plain.gross))
    for i, (label, value) in enumerate(sums):
        pdf.set_font("Noto", "B" if label == "Gesamtbetrag" else "", 9)
        pdf.set_xy(_RIGHT_COLUMN, top + i * (_LINE + 1))
        pdf.cell(44, _LINE, label)
        pdf.cell(34, _LINE, value, align="R")
    pdf.set_xy(_LEFT, top + 30)
    pdf.set_font("Noto", "B", 9)
    pdf.cell(0, _LINE, "Zahlung", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Noto", size=9)
    for line in ("Diese Rechnung ist vollständig bezahlt. Vielen Dank.", plain.payment):
        pdf.cell(0, _LINE, line, new_x="LMARGIN", new_y="NEXT")
