from io import BytesIO

import pytest
from pypdf import PdfWriter

from services.document.einvoice.attached import read_xml
from services.document.einvoice.cii import FILE_NAME, cii
from tests.builders import an_invoice


def a_pdf(**files: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    for name, content in files.items():
        writer.add_attachment(name, content)
    bytes_ = BytesIO()
    writer.write(bytes_)
    return bytes_.getvalue()


XML = cii(an_invoice())
HYBRID = a_pdf(**{FILE_NAME: XML, "terms.txt": b"Terms"})


def test_the_xml_comes_back_as_it_was_attached() -> None:
    assert read_xml(HYBRID) == XML


def test_a_pdf_without_an_e_invoice_has_no_xml() -> None:
    assert read_xml(a_pdf()) is None
    assert read_xml(a_pdf(**{"terms.txt": b"Terms"})) is None


@pytest.mark.parametrize("foreign", [b"", b"%PDF-1.7", b"\x00" * 400, b"<html></html>", XML])
def test_what_is_no_pdf_is_named_as_such(foreign: bytes) -> None:
    with pytest.raises(ValueError, match="is not a PDF that can be read"):
        read_xml(foreign)


@pytest.mark.filterwarnings("ignore")  # pypdf says what it repairs
def test_a_damaged_pdf_gives_the_xml_or_nothing_or_a_clear_error() -> None:
    for start in range(0, len(HYBRID), 61):
        damaged = HYBRID[:start] + b"\xff<<[(" + HYBRID[start + 7 :]
        try:
            read_xml(damaged)
        except ValueError as error:
            assert str(error) == "is not a PDF that can be read"  # noqa: PT017 - either will do
