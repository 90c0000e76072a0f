"""The embedded faces and the widths of their characters."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "NotoSans-Regular"
SEMIBOLD: Final = "NotoSans-SemiBold"
FACES: Final = (REGULAR, SEMIBOLD)

_FONTS = Path(__file__).parent.parent / "fonts"


class _Widths(dict[str, float]):
    """Widths by character, in em; what the face lacks is as wide as its box for the unknown."""

    def __init__(self, known: Mapping[str, float], otherwise: float) -> None:
        super().__init__(known)
        self._otherwise = otherwise

    def __missing__(self, character: str) -> float:
        return self._otherwise


@cache
def font(face: str) -> TTFont:
    """Return a face, registered with reportlab. Read once per process."""
    # From bytes, not from a path: reportlab names objects after the file.
    loaded = TTFont(face, BytesIO((_FONTS / f"{face}.ttf").read_bytes()), asciiReadable=True)
    pdfmetrics.registerFont(loaded)
    return loaded


@cache
def widths(face: str) -> Mapping[str, float]:
    """Return the width of every character of a face, in em."""
    metrics = font(face).face
    known = {chr(code): width / 1000 for code, width in metrics.charWidths.items()}
    return _Widths(known, metrics.defaultWidth / 1000)
