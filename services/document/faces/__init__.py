"""The text engine: any text to positioned glyphs, in two weights."""

from services.document.faces.direction import directed
from services.document.faces.face import Face, cut, face
from services.document.faces.family import clusters
from services.document.faces.glyphs import (
    REGULAR,
    SEMIBOLD,
    SLIP,
    SLIP_BOLD,
    Glyph,
    Run,
    Shaped,
    Weight,
)
from services.document.faces.line import shaped, width

__all__ = [
    "REGULAR",
    "SEMIBOLD",
    "SLIP",
    "SLIP_BOLD",
    "Face",
    "Glyph",
    "Run",
    "Shaped",
    "Weight",
    "clusters",
    "cut",
    "directed",
    "face",
    "shaped",
    "width",
]
