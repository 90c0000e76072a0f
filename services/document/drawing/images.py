"""The logo as image objects. Its pixels were packed once per process, not per document."""

from functools import lru_cache
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFName

from services.document.drawing.objects import dictionary, numbered, stream
from services.document.logo import Logo

_NAME_DIGITS = 12


def image_name(logo: Logo) -> str:
    """Return what content streams call a logo, with the slash."""
    return f"/I{logo.key[:_NAME_DIGITS]}"


def add_image(objects: list[bytes], logo: Logo) -> int:
    """Add the image of a logo, and its opacity if it has one; return the image's number."""
    size = (logo.width, logo.height)
    mask = None
    if logo.alpha is not None:
        mask = numbered(objects, stream(_entries(size, "DeviceGray", "FlateDecode"), logo.alpha))
    filter_ = "DCTDecode" if logo.is_jpeg else "FlateDecode"
    return numbered(objects, stream(_entries(size, "DeviceRGB", filter_, mask), logo.pixels))


@lru_cache(maxsize=256)
def _entries(size: tuple[int, int], colours: str, filter_: str, mask: int | None = None) -> bytes:
    width, height = size
    entries: dict[str, Any] = {
        "Type": PDFName("XObject"),
        "Subtype": PDFName("Image"),
        "Width": width,
        "Height": height,
        "BitsPerComponent": 8,
        "ColorSpace": PDFName(colours),
        "Filter": PDFName(filter_),
    }
    return dictionary(entries | ({"SMask": f"{mask} 0 R"} if mask else {}))
