"""The logo as image objects. Its pixels were packed once per process, not per document."""

from functools import lru_cache
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFName

from services.document.drawing.objects import dictionary, stream
from services.document.logo import Logo

_NAME_DIGITS = 12


def image_name(logo: Logo) -> str:
    """Return what content streams call a logo, with the slash."""
    return f"/I{logo.key[:_NAME_DIGITS]}"


def add_image(objects: list[bytes], logo: Logo) -> int:
    """Add the image of a logo, and its opacity if it has one; return the image's number."""
    objects += _image(logo, len(objects) + 1)
    return len(objects)


# Nearly all documents number the objects of a seller's logo alike.
@lru_cache(maxsize=64)
def _image(logo: Logo, first: int) -> tuple[bytes, ...]:
    """Return the opacity, if there is one, and the image; the first of them has number `first`."""
    size = (logo.width, logo.height)
    filter_ = "DCTDecode" if logo.is_jpeg else "FlateDecode"
    if logo.alpha is None:
        return (stream(_entries(size, "DeviceRGB", filter_), logo.pixels),)
    return (
        stream(_entries(size, "DeviceGray", "FlateDecode"), logo.alpha),
        stream(_entries(size, "DeviceRGB", filter_, first), logo.pixels),
    )


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
