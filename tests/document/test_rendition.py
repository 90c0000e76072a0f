"""What a finished PDF says and is made of."""

import hashlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from services.document.coverage import check_coverage, printable_characters
from services.document.faces.direction import has_right_to_left
from services.document.labels import WORDINGS
from services.document.rendition import RENDERER, render
from services.domain.invoice import Invoice
from services.domain.text import printable
from tests.builders import a_seller, an_invoice
from tests.document.orders import DUE, US_ADDRESS, everything_long, lines, many_tax_groups
from tests.document.pictures import a_logo
from tests.document.reading import (
    fonts_of,
    images_of,
    opened,
    page_texts,
    shown_characters,
    text_of,
    without_spaces,
)

ROOT = Path(__file__).parents[2]
A4 = (595, 842)
LETTER = (612, 792)


def test_number_names_and_totals_can_be_read_back() -> None:
    text = text_of(render(an_invoice()))
    for words in ("Rechnung", "INV-2026-000001", "Zoë Łukasiewicz", "104,35 €", "Bezahlt"):
        assert words in text


def test_pdftotext_reads_the_same_words(program: Callable[[str], str], tmp_path: Path) -> None:
    file = tmp_path / "invoice.pdf"
    file.write_bytes(render(an_invoice()))
    command = [program("pdftotext"), "-layout", str(file), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    for words in ("INV-2026-000001", "Zoë Łukasiewicz", "104,35 €"):
        assert words in text


def test_a_record_has_the_same_bytes_every_time() -> None:
    assert render(an_invoice()) == render(an_invoice())


@pytest.mark.parametrize("epoch", ["", "0", "1700000000"])
def test_bytes_depend_on_neither_process_nor_surroundings(epoch: str) -> None:
    program = (
        "import hashlib; from services.document.rendition import render;"
        "from tests.builders import an_invoice;"
        "print(hashlib.sha256(render(an_invoice())).hexdigest())"
    )
    surroundings = {"SOURCE_DATE_EPOCH": epoch, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == hashlib.sha256(render(an_invoice())).hexdigest()


def test_another_record_has_another_identifier() -> None:
    first, second = (opened(render(an_invoice(sequence=i))).trailer["/ID"] for i in (1, 2))
    assert first != second


def test_threads_render_at_the_same_time_without_mixing_documents() -> None:
    invoices = [an_invoice(sequence=i, lines=lines(5)) for i in range(1, 7)]
    expected = [render(invoice) for invoice in invoices]
    rendered: dict[int, bytes] = {}

    def work(index: int, invoice: Invoice) -> None:
        rendered[index] = render(invoice)

    threads = [Thread(target=work, args=pair) for pair in enumerate(invoices)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [rendered[i] for i in range(len(invoices))] == expected


def test_every_font_is_embedded() -> None:
    fonts = list(fonts_of(render(an_invoice(lines=lines(40), notes="Łódź"))))
    assert {font["/Subtype"] for font in fonts} == {"/TrueType", "/Type0"}
    for font in fonts:
        (described,) = font.get("/DescendantFonts", [font])
        assert "/FontFile2" in described.get_object()["/FontDescriptor"]
        assert re.fullmatch(r"/[A-Z]{6}\+NotoSans\w*-(Regular|SemiBold)", font["/BaseFont"])


def test_the_file_says_what_it_is() -> None:
    reader = opened(render(an_invoice(locale="de-AT")))
    assert str(reader.root_object["/Lang"]) == "de-AT"
    about = reader.metadata
    assert about is not None
    assert about.title == "Rechnung INV-2026-000001"
    assert about.author == "Papierhaus Lindner GmbH"
    assert about.subject == "€\u00a0104,35 bezahlt"


def test_the_file_is_dated_by_the_record() -> None:
    issued_at = datetime(2024, 2, 29, 23, 59, 58, tzinfo=UTC)
    about = opened(render(an_invoice(issued_at=issued_at))).metadata
    assert about is not None
    assert about.creation_date == issued_at
    assert about.modification_date == issued_at


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (8, 2), (40, 3), (500, 31)])
def test_long_orders_run_over_numbered_pages(count: int, pages: int) -> None:
    texts = page_texts(render(an_invoice(lines=lines(count), locale="en-GB")))
    assert len(texts) == pages
    for i, text in enumerate(texts):
        assert f"Page {i + 1} of {pages}" in text


def test_eight_short_lines_fit_one_page() -> None:
    short = [{k: v for k, v in line.items() if k != "description"} for line in lines(8)]
    assert len(page_texts(render(an_invoice(lines=short, payment=DUE)))) == 1


def test_subtotals_are_carried_from_page_to_page() -> None:
    texts = page_texts(render(an_invoice(lines=lines(40), locale="en-GB")))
    carried = [text.split("Carried forward ")[1].split()[0] for text in texts[:-1]]
    brought = [text.split("Brought forward ")[1].split()[0] for text in texts[1:]]
    assert carried == brought
    assert "Carried forward" not in texts[-1]


@pytest.mark.parametrize(
    "hostile",
    [
        "A&B<1>",
        "<b>bold</b>",
        "</para>",
        "<img src='file:///etc/passwd'/>",
        "&amp; &#65;",
        "\\ ( ) (( )) \\) \\n",
        "\"quoted\" 'twice'",
        "{amount} %s %(x)s ${y}",
        "] TJ ET (x) Tj",
    ],
)
def test_text_is_never_taken_for_markup(hostile: str) -> None:
    invoice = an_invoice(
        reference=hostile,
        purchase_order=hostile,
        notes=hostile,
        lines=[{**lines(1)[0], "name": hostile, "sku": hostile, "description": hostile}],
        charges=[{"reason": hostile, "amount": "1", "tax": {"category": "S", "rate": "19"}}],
    )
    text = without_spaces(text_of(render(invoice)))
    assert text.count(without_spaces(hostile)) >= 7


def accepted(character: str) -> bool:
    try:
        return bool(printable(character).strip())
    except PydanticCustomError:
        return False


_ACCEPTED = sorted(filter(accepted, printable_characters()))


@settings(max_examples=25, deadline=None)
@given(st.text(st.sampled_from(_ACCEPTED), min_size=1, max_size=30))
def test_any_text_that_passed_the_check_survives(name: str) -> None:
    text = printable(name)
    invoice = an_invoice(lines=[{**lines(1)[0], "name": text}])
    check_coverage(invoice.bill)
    shown = without_spaces(shown_characters(render(invoice)))
    if has_right_to_left(text):  # drawn in another order than it is read
        assert Counter(without_spaces(text)) <= Counter(shown)
    else:
        assert without_spaces(text) in shown


@pytest.mark.parametrize(
    ("currency", "price", "shown"),
    [
        ("JPY", "1200", "¥1,200"),
        ("EUR", "1200", "€1,200.00"),
        ("KWD", "1200", "KWD 1,200.000"),
        ("ISK", "1200", "ISK 1,200"),
        ("UGX", "1200", "UGX 1,200"),
        ("IQD", "1200", "IQD 1,200.000"),
        ("HUF", "1200", "HUF 1,200.00"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, price: str, shown: str) -> None:
    tax = {"category": "Z", "rate": "0"}
    line = {**lines(1)[0], "quantity": "1", "unit_price": price, "tax": tax}
    text = text_of(render(an_invoice(currency=currency, locale="en-US", lines=[line])))
    assert f"{shown} paid" in text


def test_net_prices_lead_from_net_to_gross() -> None:
    text = text_of(render(an_invoice(price_mode="net", locale="en-GB")))
    assert "Prices in EUR, excluding VAT" in text
    net, tax, total = (text.index(words) for words in ("€89.95", "€14.40", "€104.35 Paid"))
    assert net < tax < total


def test_gross_prices_show_the_tax_that_is_in_them() -> None:
    text = text_of(render(an_invoice(price_mode="gross", locale="en-GB")))
    assert "Prices in EUR, including VAT" in text
    assert "Total including VAT €89.95" in text
    assert "VAT included €12.25" in text
    assert "Net amount €77.70" in text


def test_a_due_invoice_says_how_much_by_when_and_where_to() -> None:
    text = text_of(render(an_invoice(payment=DUE, locale="en-GB")))
    assert "€104.35 due by 5 December 2026" in text
    assert "DE89 3704 0044 0532 0130 00" in text
    assert "COBADEFFXXX" in text
    assert "Payment reference INV-2026-000001" in text


def test_a_part_payment_is_taken_off() -> None:
    text = text_of(render(an_invoice(payment={**DUE, "paid_amount": "50"}, locale="en-GB")))
    assert "Already paid -€50.00" in text
    assert "Amount due €54.35" in text


def test_a_direct_debit_asks_for_nothing() -> None:
    payment = {"status": "due", "method": "direct_debit"}
    text = text_of(render(an_invoice(payment=payment, locale="en-GB")))
    assert "We will collect €104.35 by direct debit" in text
    assert "Please pay" not in text


def test_a_free_order_is_settled() -> None:
    free = [{**lines(1)[0], "unit_price": "0"}]
    text = text_of(render(an_invoice(lines=free, locale="en-GB")))
    assert "There is nothing left to pay." in text


def test_a_test_document_is_marked_on_every_page() -> None:
    marked = page_texts(render(an_invoice(livemode=False, lines=lines(40), locale="en-GB")))
    assert all(text.startswith("TEST ") for text in marked)
    assert "not an invoice" in marked[0]
    assert "TEST" not in text_of(render(an_invoice(lines=lines(40), locale="en-GB")))


def test_a_credit_note_is_called_one_and_asks_for_no_money() -> None:
    text = text_of(render(an_invoice(type_="381", payment=DUE, locale="en-GB")))
    assert "Credit note" in text
    assert "CN-2026-000001" in text
    assert "We are crediting €104.35 to you." in text
    assert "due" not in text.lower()
    assert "Please pay" not in text


def test_reverse_charge_says_so_and_names_both_tax_numbers() -> None:
    address = {"line1": "14 rue X", "postal_code": "69002", "city": "Lyon", "country": "FR"}
    invoice = an_invoice(
        locale="fr-FR",
        buyer={
            "name": "Lefèvre",
            "email": "a@example.com",
            "vat_id": "FR83404833048",
            "address": address,
        },
        lines=lines(1, tax={"category": "AE", "rate": "0"}),
    )
    text = text_of(render(invoice))
    for words in ("Autoliquidation", "FR83404833048", "DE123456789", "France", "Allemagne"):
        assert words in text


def test_tax_is_repeated_in_the_sellers_currency() -> None:
    line = {**lines(1)[0], "quantity": "1", "unit_price": "100"}
    invoice = an_invoice(currency="USD", exchange_rate="0.9321", lines=[line], locale="en-GB")
    text = text_of(render(invoice))
    assert "VAT in EUR (1 USD = 0.9321 EUR) €17.71" in text


@pytest.mark.parametrize(
    ("changes", "size"), [({}, A4), ({"address": US_ADDRESS}, LETTER)], ids=["A4", "Letter"]
)
def test_paper_is_what_the_sellers_country_prints_on(
    changes: dict[str, Any], size: tuple[int, int]
) -> None:
    box = opened(render(an_invoice(seller=a_seller(**changes)))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


@pytest.mark.parametrize(
    ("kind", "mode", "filter_", "clear"),
    [
        ("PNG", "RGBA", "/FlateDecode", True),
        ("PNG", "RGB", "/FlateDecode", False),
        ("PNG", "P", "/FlateDecode", False),
        ("JPEG", "RGB", "/DCTDecode", False),
        ("JPEG", "CMYK", "/DCTDecode", False),
    ],
)
def test_the_logo_is_on_the_first_page(kind: str, mode: str, filter_: str, *, clear: bool) -> None:
    seller = a_seller(logo=a_logo(kind, mode))
    pdf = render(an_invoice(seller=seller, lines=lines(40)))
    (image,) = images_of(pdf)
    assert image["/Filter"] == filter_
    assert ("/SMask" in image) == clear
    assert (image["/Width"], image["/Height"]) == (300, 90)
    shown = opened(pdf).pages[0].images[0].image
    assert shown is not None
    assert shown.convert("RGB").getpixel((150, 45)) == pytest.approx((0x33, 0x66, 0x66), abs=3)


def test_the_seller_is_named_when_there_is_no_logo() -> None:
    assert page_texts(render(an_invoice()))[0].startswith("Papierhaus Papierhaus Lindner GmbH")


@pytest.mark.parametrize("locale", sorted(WORDINGS))
@pytest.mark.parametrize("mode", ["net", "gross"])
def test_everything_that_is_accepted_can_be_rendered(locale: str, mode: str) -> None:
    changes = everything_long() | {"locale": locale, "price_mode": mode}
    assert render(an_invoice(**changes)).startswith(b"%PDF-1.7")


def test_hundreds_of_tax_rates_run_over_pages() -> None:
    texts = page_texts(render(an_invoice(lines=many_tax_groups(99), locale="en-GB")))
    assert len(texts) > 5
    assert "98%" in texts[-1]
    assert "Exempt for a reason." in texts[-1]


def test_a_leap_day_is_written_in_words() -> None:
    invoice = an_invoice(issued_on=date(2028, 2, 29), locale="en-GB")
    assert "29 February 2028" in text_of(render(invoice))


def test_the_renderer_names_itself_and_its_version() -> None:
    name, version = RENDERER.split(" ")[0].split("/")
    assert name == "counterfoil-pdf"
    assert version.isdigit()
