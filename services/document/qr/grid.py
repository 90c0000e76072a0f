"""Where everything in a QR code of some version goes, worked out once per process."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from services.document.qr.patterns import TIMING, Cell, fixed_cells, format_cells
from services.document.qr.versions import VERSIONS

MARGIN = 4
"""Light modules behind each row: a likeness of a finder may reach into the quiet zone."""

_MASKS = range(8)


class Grid(NamedTuple):
    """What all codes of a version share.

    A symbol is one integer: its rows one after the other, each `MARGIN` bits longer than it is
    wide, the top left module in the highest bit.
    """

    size: int
    order: Callable[[str], tuple[str, ...]]
    """Takes the bits of a symbol from those of the codewords and a last `01` for what is fixed."""
    masks: tuple[int, ...]
    """Per mask: what inverts the data and adds the format information."""


@cache
def grid_of(number: int) -> Grid:
    """Return the grid of a version."""
    version = VERSIONS[number - 1]
    size, fixed = version.size, fixed_cells(version)
    bits = 8 * (version.data_codewords + version.correction * len(version.blocks))
    path = [cell for cell in _path(size) if cell not in fixed]
    # Some versions have a few modules more than their codewords fill; these start light.
    places = {cell: min(i, bits) for i, cell in enumerate(path)}
    places |= {cell: bits + int(mark) for cell, mark in fixed.items()}
    return Grid(
        size=size,
        order=itemgetter(*(places.get(cell, bits) for cell in _cells(size))),
        masks=tuple(_mask(mask, size, fixed) for mask in _MASKS),
    )


def _cells(size: int) -> Iterator[Cell]:
    return ((row, column) for row in range(size) for column in range(size + MARGIN))


def _path(size: int) -> Iterator[Cell]:
    """Yield all cells as codewords fill them: pairs of columns, up and down (section 7.7.3)."""
    rights = [*range(size - 1, TIMING, -2), *range(TIMING - 1, 0, -2)]
    for i, right in enumerate(rights):
        rows = range(size) if i % 2 else range(size - 1, -1, -1)
        yield from ((row, column) for row in rows for column in (right, right - 1))


def _mask(mask: int, size: int, fixed: Mapping[Cell, str]) -> int:
    dark = format_cells(mask, size)
    marks = (
        cell in dark or (cell[1] < size and cell not in fixed and _inverts(mask, *cell))
        for cell in _cells(size)
    )
    return int("".join("01"[mark] for mark in marks), 2)


def _inverts(mask: int, row: int, column: int) -> bool:
    """Tell whether a mask inverts a module (Table 10)."""
    product = row * column
    remainders = (
        (row + column) % 2,
        row % 2,
        column % 3,
        (row + column) % 3,
        (row // 2 + column // 3) % 2,
        product % 2 + product % 3,
        (product % 2 + product % 3) % 2,
        ((row + column) % 2 + product % 3) % 2,
    )
    return remainders[mask] == 0
