"""What can stand on a page, and blocks of it. Lengths are points, y runs down from the top."""

from collections.abc import Iterable
from typing import NamedTuple

from services.document.logo import Logo


class Style(NamedTuple):
    """How text is set."""

    face: str
    """A name of `faces.FACES`."""
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


Mark = Text | Box | Tick | Picture | Watermark


class Block(NamedTuple):
    """Marks that stay together, measured from the block's own top left corner."""

    height: float
    marks: tuple[Mark, ...] = ()


class Page(NamedTuple):
    """One page, measured from its top left corner."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def moved(marks: Iterable[Mark], dx: float, dy: float) -> list[Mark]:
    """Return the same marks further right and down."""
    return [mark._replace(x=mark.x + dx, y=mark.y + dy) for mark in marks]


def spacer(height: float) -> Block:
    """Return empty space."""
    return Block(height)


def stacked(blocks: Iterable[Block]) -> Block:
    """Return one block with the given ones below each other."""
    y, marks = 0.0, list[Mark]()
    for block in blocks:
        marks += moved(block.marks, 0, y)
        y += block.height
    return Block(y, tuple(marks))


def overlaid(blocks: Iterable[Block]) -> Block:
    """Return one block with the given ones on the same top edge, beside each other."""
    given = list(blocks)
    marks = [mark for block in given for mark in block.marks]
    return Block(max((block.height for block in given), default=0), tuple(marks))


def shifted(block: Block, dx: float) -> Block:
    """Return the block further right."""
    return Block(block.height, tuple(moved(block.marks, dx, 0)))
