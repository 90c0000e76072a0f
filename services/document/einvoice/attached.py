"""The XML inside an archived invoice."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from services.document.einvoice.cii import FILE_NAME

_DAMAGE = (
    *(PyPdfError, ArithmeticError, AttributeError, LookupError, OSError),
    *(RecursionError, TypeError, ValueError),
)
"""What a damaged file makes of itself inside pypdf."""


def read_xml(pdf: bytes) -> bytes | None:
    """Return the e-invoice attached to a PDF, None for a PDF without one.

    Raises ValueError for bytes that are no readable PDF; the message repeats none of them.
    """
    try:
        files = PdfReader(BytesIO(pdf)).attachments.get(FILE_NAME)
        return bytes(files[0]) if files else None
    except _DAMAGE as error:
        raise ValueError("is not a PDF that can be read") from error
