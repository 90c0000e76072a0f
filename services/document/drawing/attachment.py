"""A file within the file: what makes a document readable for programs too (ISO 19005-3, 6.8)."""

from datetime import datetime
from functools import lru_cache
from typing import Literal, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFName

from services.document.drawing.metadata import pdf_date
from services.document.drawing.objects import numbered, packed, text_string


class Attachment(NamedTuple):
    """A file that a document brings along."""

    name: str
    content: bytes
    mime: str
    relationship: Literal["Alternative", "Data", "Source"]
    """What it is to the document: `Alternative` says the same as the pages."""
    description: str
    modified_at: datetime


def add_attachment(objects: list[bytes], attachment: Attachment) -> int:
    """Add an embedded file and its specification; return the number of the latter."""
    entries = (
        f"<</Type/EmbeddedFile/Subtype/{_mime_name(attachment.mime)}"
        f"/Params<</Size {len(attachment.content)}"
        f"/ModDate{pdf_date(attachment.modified_at)}>>>>"
    )
    file = numbered(objects, packed(attachment.content, entries.encode("ascii")))
    name, description = text_string(attachment.name), text_string(attachment.description)
    specification = (
        f"<</Type/Filespec/F{name}/UF{name}/Desc{description}"
        f"/AFRelationship/{attachment.relationship}/EF<</F {file} 0 R/UF {file} 0 R>>>>"
    )
    return numbered(objects, specification.encode("ascii"))


@lru_cache(maxsize=32)
def _mime_name(mime: str) -> str:
    # reportlab takes a slash for a part of the name; it has to be escaped.
    return "#2F".join(PDFName(part).removeprefix("/") for part in mime.split("/"))


def catalog_entries(attachment: Attachment, number: int) -> str:
    """Return the entries of the catalog that lead to an attachment."""
    names = f"[{text_string(attachment.name)} {number} 0 R]"
    return f"/AF[{number} 0 R]/Names<</EmbeddedFiles<</Names{names}>>>>"
