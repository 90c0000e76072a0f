"""The logo as an image object whose pixels were packed once per process, not per document."""

from typing import Any, Final

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from services.document.layout.marks import Picture
from services.document.logo import Logo

_NAME: Final = "logo"


def draw_picture(picture: Picture, canvas: Canvas) -> None:
    """Draw the logo; the first time in a document its pixels are added."""
    if not canvas.hasForm(_NAME):
        _add(picture.logo, canvas)
    canvas.saveState()
    canvas.translate(picture.x, -picture.y - picture.height)
    canvas.scale(picture.width, picture.height)
    canvas.doForm(_NAME)
    canvas.restoreState()


def _add(logo: Logo, canvas: Canvas) -> None:
    # drawImage would unpack and pack all pixels again, for every document.
    document: Any = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001
    content = _stream(
        logo, logo.pixels, "DeviceRGB", "DCTDecode" if logo.is_jpeg else "FlateDecode"
    )
    if logo.alpha:
        opacity = _stream(logo, logo.alpha, "DeviceGray", "FlateDecode")
        content.dictionary["SMask"] = document.Reference(opacity)
    document.addForm(_NAME, content)


def _stream(logo: Logo, packed: bytes, colours: str, filter_: str) -> Any:  # noqa: ANN401
    entries = {
        "Type": pdfdoc.PDFName("XObject"),
        "Subtype": pdfdoc.PDFName("Image"),
        "Width": logo.width,
        "Height": logo.height,
        "BitsPerComponent": 8,
        "ColorSpace": pdfdoc.PDFName(colours),
        "Filter": pdfdoc.PDFName(filter_),
    }
    return pdfdoc.PDFStream(dictionary=pdfdoc.PDFDictionary(entries), content=packed)
