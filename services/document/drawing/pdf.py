"""Marks to PDF/A-3b: no markup is parsed, nothing is fetched, no clock and no setting is read."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from reportlab.pdfbase.pdfdoc import PDFName, PDFString

from services.document.drawing.attachment import Attachment, add_attachment, catalog_entries
from services.document.drawing.content import content_of
from services.document.drawing.facturx import facturx_claims
from services.document.drawing.fonts import Used, add_fonts
from services.document.drawing.images import add_image, image_name
from services.document.drawing.metadata import Description, information, metadata_stream
from services.document.drawing.objects import (
    assembled,
    dictionary,
    identity_of,
    numbered,
    packed,
    packed_once,
)
from services.document.layout.marks import Page
from services.document.logo import Logo

_PROFILE: Final = files("services.document.drawing") / "srgb.icc"
_COLOURS: Final = "sRGB IEC61966-2.1"
_BLENDED: Final = "/Group<</S/Transparency/CS/DeviceRGB>>"
"""Says in which colours a page blends what shines through (ISO 19005-3, 6.2.10)."""


def written(
    pages: Sequence[Page], description: Description, attachment: Attachment | None = None
) -> bytes:
    """Return the PDF of some pages; equal arguments give equal bytes. Safe to call in parallel.

    An attachment is a Factur-X invoice of profile EN 16931, and the file says so.
    """
    used = Used(set(), {})
    contents = [content_of(page, used) for page in pages]
    # What is the same in nearly all files comes first, so that its numbers are the same as well.
    objects = list(_output_intent())
    intent = len(objects)
    fonts = numbered(objects, add_fonts(objects, used))
    logos = [content.logos for content in contents]
    images = _add_images(objects, logos)
    shared = len(objects)
    nodes = [_page(page, fonts, shown, images) for page, shown in zip(pages, logos, strict=True)]
    tree = _add_pages(objects, nodes, [content.operators for content in contents])
    claims, entries = b"", ""
    if attachment:
        claims = facturx_claims(attachment.name)
        entries = catalog_entries(attachment, add_attachment(objects, attachment))
    metadata = numbered(objects, metadata_stream(description, claims))
    about = numbered(objects, information(description))
    catalog = (
        f"<</Type/Catalog/Pages {tree} 0 R/Metadata {metadata} 0 R/OutputIntents[{intent} 0 R]"
        f"/Lang({description.language})/ViewerPreferences<</DisplayDocTitle true>>{entries}>>"
    )
    root = numbered(objects, catalog.encode("ascii"))
    # Faces and logos are left out: pages that differ in them name others.
    return assembled(objects, root=root, about=about, identity=identity_of(objects[shared:]))


@cache
def _output_intent() -> tuple[bytes, bytes]:
    """Return what the colours mean: the profile, and the intent that refers to object 1."""
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString(_COLOURS),
        "Info": PDFString(_COLOURS),
        "DestOutputProfile": "1 0 R",
    }
    return packed_once(_PROFILE.read_bytes(), dictionary({"N": 3})), dictionary(intent)


def _add_images(objects: list[bytes], logos: Iterable[Mapping[str, Logo]]) -> dict[str, int]:
    """Add the logos of all pages; return the number of each by its key."""
    known = {key: logo for shown in logos for key, logo in shown.items()}
    return {key: add_image(objects, logo) for key, logo in known.items()}


def _page(page: Page, fonts: int, logos: Mapping[str, Logo], images: Mapping[str, int]) -> str:
    """Return the entries of a page but for what it consists of and where it belongs."""
    shown = "".join(f"{image_name(logo)} {images[key]} 0 R" for key, logo in logos.items())
    return (
        f"/Type/Page/MediaBox[0 0 {page.width:.2f} {page.height:.2f}]"
        f"/Resources<</Font {fonts} 0 R{f'/XObject<<{shown}>>' if shown else ''}>>"
        f"{_BLENDED if any(logo.alpha for logo in logos.values()) else ''}"
    )


def _add_pages(objects: list[bytes], pages: Sequence[str], contents: Iterable[bytes]) -> int:
    """Add pages, given as their entries; return the number of their tree."""
    streams = [numbered(objects, packed(content)) for content in contents]
    tree = len(objects) + len(pages) + 1
    kids = [
        numbered(objects, f"<<{entries}/Parent {tree} 0 R/Contents {content} 0 R>>".encode("ascii"))
        for entries, content in zip(pages, streams, strict=True)
    ]
    references = " ".join(f"{kid} 0 R" for kid in kids)
    node = f"<</Type/Pages/Count {len(kids)}/Kids[{references}]>>"
    return numbered(objects, node.encode("ascii"))
