"""Marks to PDF with reportlab's canvas: no markup is parsed, nothing is fetched, no clock read."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Any, Final, NamedTuple

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from services.document.drawing.images import draw_picture
from services.document.layout.faces import FACES, font
from services.document.layout.marks import Box, Page, Picture, Text, Tick, Watermark

_PRODUCER: Final = "Counterfoil"
_TICK_STROKE = 0.16
"""Thickness of the check mark, as a share of its size."""

# A face keeps what a document uses of it until the document is done, so documents take turns.
_one_document = Lock()

# Settings can come from the environment; bytes must depend on the record alone.
rl_config.useA85 = 0
rl_config.pdfComments = 0
rl_config.pdfMultiLine = 0
rl_config.trustedHosts = []
rl_config.trustedSchemes = []


class Description(NamedTuple):
    """What a file says about itself."""

    title: str
    author: str
    subject: str
    language: str
    """BCP 47."""
    created_at: datetime
    identity: str
    """Hex digits that stand for the record; the file identifier."""


def written(pages: Sequence[Page], description: Description) -> bytes:
    """Return the PDF of some pages; equal pages and descriptions give equal bytes."""
    with _one_document:
        target = BytesIO()
        canvas = _canvas(target, description)
        for page in pages:
            canvas.setPageSize((page.width, page.height))
            _draw(page, canvas)
            canvas.showPage()
        canvas.save()
        return target.getvalue()


def _canvas(target: BytesIO, description: Description) -> Canvas:
    for face in FACES:
        font(face)
    face_at_start: Any = FACES[0]  # the stubs take this name for a number
    canvas = Canvas(
        target,
        pageCompression=1,
        invariant=1,
        pdfVersion=(1, 7),
        initialFontName=face_at_start,
        lang=description.language,
    )
    canvas.setTitle(description.title)
    canvas.setAuthor(description.author)
    canvas.setSubject(description.subject)
    canvas.setCreator(_PRODUCER)
    canvas.setProducer(_PRODUCER)
    canvas.setDateFormatter(lambda *_: f"D:{description.created_at.astimezone(UTC):%Y%m%d%H%M%S}Z")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    # reportlab's own identifier depends on SOURCE_DATE_EPOCH even when it is told to be invariant.
    identity = f"<{description.identity}>"
    canvas._doc._ID = f"[{identity}{identity}]".encode()  # type: ignore[attr-defined]  # noqa: SLF001
    return canvas


def _draw(page: Page, canvas: Canvas) -> None:
    """Draw surfaces first, then what stands on them; y is turned upside down."""
    canvas.translate(0, page.height)
    for mark in page.marks:
        if isinstance(mark, Watermark):
            _draw_watermark(mark, canvas)
    for mark in page.marks:
        if isinstance(mark, Box):
            _draw_box(mark, canvas)
        elif isinstance(mark, Tick):
            _draw_tick(mark, canvas)
        elif isinstance(mark, Picture):
            draw_picture(mark, canvas)
    _draw_texts((mark for mark in page.marks if isinstance(mark, Text)), canvas)


def _draw_texts(texts: Iterable[Text], canvas: Canvas) -> None:
    """Draw all text of a page in one text object, in reading order."""
    drawn = canvas.beginText()
    style = None
    for text in texts:
        if text.style != style:
            style = text.style
            drawn.setFont(style.face, style.size)
            drawn.setFillColorRGB(*_rgb(style.colour))
        drawn.setTextOrigin(text.x, -text.y)
        drawn.textOut(text.text)
    canvas.drawText(drawn)


def _draw_box(box: Box, canvas: Canvas) -> None:
    canvas.setFillColorRGB(*_rgb(box.colour))
    bottom = -box.y - box.height
    if box.radius:
        canvas.roundRect(box.x, bottom, box.width, box.height, box.radius, stroke=0, fill=1)
    else:
        canvas.rect(box.x, bottom, box.width, box.height, stroke=0, fill=1)


def _draw_tick(tick: Tick, canvas: Canvas) -> None:
    canvas.setStrokeColorRGB(*_rgb(tick.colour))
    canvas.setLineWidth(tick.size * _TICK_STROKE)
    path = canvas.beginPath()
    path.moveTo(tick.x, -tick.y - 0.55 * tick.size)
    path.lineTo(tick.x + 0.36 * tick.size, -tick.y - 0.88 * tick.size)
    path.lineTo(tick.x + tick.size, -tick.y - 0.14 * tick.size)
    canvas.drawPath(path)


def _draw_watermark(mark: Watermark, canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(mark.x, -mark.y)
    canvas.rotate(mark.angle)
    canvas.setFillColorRGB(*_rgb(mark.style.colour))
    canvas.setFont(mark.style.face, mark.style.size)
    canvas.drawCentredString(0, -mark.style.size / 3, mark.text)
    canvas.restoreState()


@lru_cache(maxsize=256)
def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue
