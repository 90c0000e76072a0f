"""What can stand on a page, and blocks of it. Lengths are points, y runs down from the top."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from services.document.faces import Weight
from services.document.logo import Logo


class Style(NamedTuple):
    """How text is set."""

    face: Weight
    size: float
    leading: float
    colour: str
    """`#rrggbb`."""


class Text(NamedTuple):
    """One line of text; y is its baseline."""

    x: float
    y: float
    text: str
    style: Style
    pivot: float | None = None
    """The middle of the column a figure stands in: a mirrored page moves the column, not it."""


Line = tuple[float, float, str, Style, float | None]
"""What a `Text` has, in its order, as a plain tuple: a table is made of thousands."""


class Box(NamedTuple):
    """A filled rectangle; a very flat one is a rule."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: float = 0


class Tick(NamedTuple):
    """A check mark, drawn because the faces have none."""

    x: float
    y: float
    size: float
    colour: str


class Picture(NamedTuple):
    """The logo."""

    x: float
    y: float
    width: float
    height: float
    logo: Logo


class Watermark(NamedTuple):
    """A word across the page, below everything else; x and y are its middle."""

    x: float
    y: float
    text: str
    style: Style
    angle: float
    """Degrees, counter-clockwise."""


class Code(NamedTuple):
    """A QR code; who sets it keeps four modules clear around it (ISO/IEC 18004)."""

    x: float
    y: float
    size: float
    """Width and height, the quiet zone not included."""
    modules: tuple[str, ...]
    """Rows from the top; `1` is dark."""


Mark = Text | Box | Tick | Picture | Watermark | Code


class Block(NamedTuple):
    """Marks that stay together, measured from the block's own top left corner.

    A block keeps the blocks it is made of where they are, so that no mark is moved before it is
    drawn.
    """

    height: float
    own: tuple[Mark, ...] = ()
    parts: tuple["Part", ...] = ()
    lines: tuple[Line, ...] = ()
    """Text of its own, in the order it is read."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return all marks of the block, those of its parts included."""
        return tuple(
            moved(mark, x, y)
            for x, y, own, lines in marks_by_corner(self)
            for mark in (*own, *map(Text._make, lines))
        )


Part = tuple[float, float, Block]
"""A block within another one: x and y of its top left corner there, and the block."""


Corner = tuple[float, float, tuple[Mark, ...], tuple[Line, ...]]
"""A top left corner, x and y, and what hangs on it."""


class Page(NamedTuple):
    """One page, measured from its top left corner."""

    width: float
    height: float
    content: Block

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return all marks of the page, each at its own place."""
        return self.content.marks


def marks_by_corner(block: Block) -> list[Corner]:
    """Return the marks and lines of a block, then of its parts."""
    found: list[Corner] = []
    _find(block, 0.0, 0.0, found)
    return found


def _find(block: Block, x: float, y: float, found: list[Corner]) -> None:
    _, own, parts, lines = block
    if own or lines:
        found.append((x, y, own, lines))
    for dx, dy, part in parts:
        _find(part, x + dx, y + dy, found)


def moved(mark: Mark, x: float, y: float) -> Mark:
    """Return a mark further right and further down."""
    if isinstance(mark, Text) and mark.pivot is not None:
        return mark._replace(x=mark.x + x, y=mark.y + y, pivot=mark.pivot + x)
    return mark._replace(x=mark.x + x, y=mark.y + y)


def block_of(
    height: float,
    own: tuple[Mark, ...] = (),
    parts: tuple[Part, ...] = (),
    lines: tuple[Line, ...] = (),
) -> Block:
    """Return a block in half the time that `Block` itself takes: a page is made of dozens."""
    return tuple.__new__(Block, (height, own, parts, lines))


@lru_cache(maxsize=256)
def spacer(height: float) -> Block:
    """Return empty space."""
    return Block(height)


def stacked(blocks: Iterable[Block]) -> Block:
    """Return one block with the given ones below each other."""
    parts: list[Part] = []
    y = 0.0
    for block in blocks:
        height, own, within, lines = block
        if own or within or lines:
            parts.append((0, y, block))
        y += height
    return block_of(y, (), tuple(parts))


def overlaid(blocks: Iterable[Block]) -> Block:
    """Return one block with the given ones on the same top edge, beside each other."""
    parts = tuple([(0, 0, block) for block in blocks])
    return block_of(max([block.height for _, _, block in parts], default=0), (), parts)


def shifted(block: Block, dx: float) -> Block:
    """Return the block further right."""
    return block_of(block.height, (), ((dx, 0, block),))


def padded(block: Block, above: float, *marks: Mark, below: float = 0) -> Block:
    """Return the block with room above and below it, and `marks` beneath it."""
    return block_of(above + block.height + below, marks, ((0, above, block),))
