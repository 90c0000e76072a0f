"""What text becomes: glyphs of faces, in the order they stand on the line. Lengths are em."""

from typing import Literal, NamedTuple

Weight = Literal["regular", "semibold", "slip", "slip_bold"]
"""Of the document's own face, and of the one that Swiss payment slips have to be set in."""

REGULAR: Weight = "regular"
SEMIBOLD: Weight = "semibold"
SLIP: Weight = "slip"
SLIP_BOLD: Weight = "slip_bold"


class Glyph(NamedTuple):
    """One glyph of a run, at its place."""

    id: int
    """In its face; 0 is the box for the unknown."""
    text: str
    """The characters it stands for; empty where the glyph before it stands for them too."""
    advance: float
    """How far the pen moves on."""
    dx: float
    """How far right of the pen it is drawn, which moves nothing after it."""
    dy: float
    """How far above the baseline it is drawn."""


class Run(NamedTuple):
    """Neighbouring glyphs of one face, in visual order: left to right."""

    face: str
    """A name for `face`."""
    codes: str
    """Four hexadecimal digits for each glyph: a PDF string in Identity-H."""
    glyphs: tuple[Glyph, ...] | None
    """None where the face is embedded whole and every glyph takes its natural advance."""
    width: float
    embolden: bool
    """The face has no semibold: its strokes are drawn thicker instead."""


class Shaped(NamedTuple):
    """One line of text as glyphs."""

    runs: tuple[Run, ...]
    width: float
    actual: str | None
    """The text in logical order where the glyphs do not give it back (ISO 32000-1, 14.9.4)."""
