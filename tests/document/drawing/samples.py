"""Records of many shapes, for validators: `python -m tests.document.drawing.samples FOLDER`."""

import sys
from pathlib import Path
from typing import Final

from services.document.rendition import render
from services.domain.invoice import Invoice
from tests.builders import a_seller, an_invoice
from tests.document.orders import DUE, everything_long, lines, many_tax_groups
from tests.document.pictures import a_logo

CLEAR = a_seller(logo=a_logo("PNG", "RGBA"))
OPAQUE = a_seller(logo=a_logo("JPEG", "RGB"))


def an_invoice_for(name: str) -> Invoice:
    return an_invoice(lines=[{**line, "name": name} for line in lines(2)], notes=name)


RECORDS: Final[dict[str, Invoice]] = {
    "one line": an_invoice(lines=lines(1)),
    "8 lines, due": an_invoice(lines=lines(8), payment=DUE),
    "40 lines": an_invoice(lines=lines(40), seller=CLEAR),
    "200 lines": an_invoice(lines=lines(200)),
    "clear logo": an_invoice(seller=CLEAR),
    "opaque logo": an_invoice(seller=OPAQUE),
    "test credit note": an_invoice(type_="381", livemode=False, seller=CLEAR),
    "long": an_invoice(**everything_long()),
    "tax groups": an_invoice(lines=many_tax_groups(30)),
    "no e-invoice": an_invoice(currency="KWD"),
    "Cyrillic": an_invoice_for("Чайник, 2 л"),
    "Greek": an_invoice_for("Τσαγιέρα από πηλό"),
    "Vietnamese": an_invoice_for("Ấm trà gốm"),
    "Arabic": an_invoice_for("إبريق شاي 2 لتر"),
    "Hebrew": an_invoice_for("קומקום תה 2 ליטר"),
    "Japanese": an_invoice_for("急須 常滑焼 2個"),
}


def main(folder: Path) -> None:
    """Render every record into a folder; those that are e-invoices say so in their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, invoice in RECORDS.items():
        kind = "e-invoice.pdf" if invoice.bill.e_invoice else "pdf"
        (folder / f"{name.replace(', ', '-').replace(' ', '-')}.{kind}").write_bytes(
            render(invoice)
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
