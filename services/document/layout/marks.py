"""What can stand on a page, and blocks of it. Lengths are points, y runs down from the top."""

from collections.abc import Iterable, Iterator
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


class Texts(NamedTuple):
    """Lines of text in the order they are read."""

    lines: tuple[Line, ...]


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
    own: tuple[Mark | Texts, ...] = ()
    parts: tuple["Part", ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return all marks of the block, those of its parts included."""
        return tuple(
            moved(mark, x, y)
            for x, y, held in marks_by_corner(self)
            for each in held
            for mark in (map(Text._make, each.lines) if isinstance(each, Texts) else (each,))
        )


Part = tuple[float, float, Block]
"""A block within another one: x and y of its top left corner there, and the block."""


class Page(NamedTuple):
    """One page, measured from its top left corner."""

    width: float
    height: float
    content: Block

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return all marks of the page, each at its own place."""
        return self.content.marks


def marks_by_corner(block: Block) -> Iterator[tuple[float, float, tuple[Mark | Texts, ...]]]:
    """Yield the marks of a block, then of its parts: x and y of a corner, and what hangs on it."""
    left = [(0.0, 0.0, block)]
    while left:
        x, y, (_, own, parts) = left.pop()
        if own:
            yield x, y, own
        for dx, dy, part in reversed(parts):
            left.append((x + dx, y + dy, part))


def moved(mark: Mark, x: float, y: float) -> Mark:
    """Return a mark further right and further down."""
    if isinstance(mark, Text) and mark.pivot is not None:
        return mark._replace(x=mark.x + x, y=mark.y + y, pivot=mark.pivot + x)
    return mark._replace(x=mark.x + x, y=mark.y + y)


def spacer(height: float) -> Block:
    """Return empty space."""
    return Block(height)


def stacked(blocks: Iterable[Block]) -> Block:
    """Return one block with the given ones below each other."""
    y, parts = 0.0, list[Part]()
    for block in blocks:
        height, own, within = block
        if own or within:
            parts.append((0, y, block))
        y += height
    return Block(y, (), tuple(parts))


def overlaid(blocks: Iterable[Block]) -> Block:
    """Return one block with the given ones on the same top edge, beside each other."""
    given = list(blocks)
    height = max((block.height for block in given), default=0)
    return Block(height, (), tuple((0, 0, block) for block in given))


def shifted(block: Block, dx: float) -> Block:
    """Return the block further right."""
    return Block(block.height, (), ((dx, 0, block),))


def padded(block: Block, above: float, *marks: Mark, below: float = 0) -> Block:
    """Return the block with room above and below it, and `marks` beneath it."""
    return Block(above + block.height + below, marks, ((0, above, block),))
