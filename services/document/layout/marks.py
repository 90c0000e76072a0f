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


Cell = tuple[float, str, float | None]
"""One text of `Cells`: x, text, and pivot as a Text has it, both measured from the Cells' x."""


class Cells(NamedTuple):
    """Texts of one style on one baseline, such as a row's figures: many, so kept together."""

    x: float
    y: float
    cells: tuple[Cell, ...]
    style: Style


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


Mark = Text | Cells | Box | Tick | Picture | Watermark | Code


class Block(NamedTuple):
    """Marks that stay together, measured from the block's own top left corner.

    A block keeps the blocks it is made of where they are, so that every mark is moved only once:
    when its page is known.
    """

    height: float
    own: tuple[Mark, ...] = ()
    parts: tuple["Part", ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return all marks of the block, those of its parts included."""
        return tuple(placed(self, 0, 0))


Part = tuple[float, float, Block]
"""A block within another one: x and y of its top left corner there, and the block."""


class Page(NamedTuple):
    """One page, measured from its top left corner."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def texts_of(mark: Text | Cells) -> Iterator[Text]:
    """Yield the texts of a mark, each at its own place."""
    if isinstance(mark, Text):
        yield mark
        return
    for x, text, pivot in mark.cells:
        middle = None if pivot is None else mark.x + pivot
        yield Text(mark.x + x, mark.y, text, mark.style, middle)


def placed(block: Block, x: float, y: float) -> list[Mark]:
    """Return the marks of a block whose top left corner is at (x, y)."""
    marks: list[Mark] = []
    _place(block, x, y, marks)
    return marks


def _place(block: Block, x: float, y: float, marks: list[Mark]) -> None:
    for mark in block.own:
        if type(mark) is Text:  # most marks are, and _replace is slow
            left, top, text, style, pivot = mark
            pivot = None if pivot is None else pivot + x
            marks.append(Text(left + x, top + y, text, style, pivot))
        elif type(mark) is Cells:
            left, top, cells, style = mark
            marks.append(Cells(left + x, top + y, cells, style))
        else:
            marks.append(mark._replace(x=mark.x + x, y=mark.y + y))
    for dx, dy, part in block.parts:
        _place(part, x + dx, y + dy, marks)


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
