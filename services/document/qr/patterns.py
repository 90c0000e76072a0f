"""What stands fixed in a QR code: finders, alignment and timing patterns, its version."""

from collections.abc import Iterator

from services.document.qr.versions import Version

Cell = tuple[int, int]
"""Row and column, from the top left corner."""

TIMING = 6
"""The row and the column that alternate between dark and light."""

_FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
_ALIGNMENT = ("11111", "10001", "10101", "10001", "11111")
_NUMBERED_FROM = 7
"""Section 7.10: from this version on, a code says which one it is."""
_VERSION_BITS = 18
_VERSION_GENERATOR = 0x1F25
_FORMAT_GENERATOR = 0x537
_FORMAT_MASK = 0x5412


def fixed_cells(version: Version) -> dict[Cell, str]:
    """Return every module that is no data; the format information, which varies, is light."""
    size, fixed = version.size, dict[Cell, str]()
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        # A light frame, and the finder in it; the frame may begin beyond the edge.
        frame = ((top + r, left + c) for r in range(-1, 8) for c in range(-1, 8))
        fixed |= {(r, c): "0" for r, c in frame if 0 <= r < size and 0 <= c < size}
        fixed |= _drawn(_FINDER, top, left)
    for i in range(8, size - 8):
        fixed[TIMING, i] = fixed[i, TIMING] = "10"[i % 2]
    for row, column in _alignments(version.number):
        fixed |= _drawn(_ALIGNMENT, row - 2, column - 2)
    fixed |= {cell: "0" for cells in _format_places(size) for cell in cells}
    fixed[size - 8, 8] = "1"
    return fixed | dict(_version_cells(version))


def format_cells(mask: int, size: int) -> set[Cell]:
    """Return the modules that are dark to say "level M, this mask" (section 7.9, Annex C)."""
    word = mask << 10  # level M is 00
    bits = (word | _remainder(word, _FORMAT_GENERATOR)) ^ _FORMAT_MASK
    places = enumerate(_format_places(size))
    return {cell for i, cells in places if bits >> i & 1 for cell in cells}


def _drawn(pattern: tuple[str, ...], top: int, left: int) -> dict[Cell, str]:
    return {
        (top + row, left + column): mark
        for row, marks in enumerate(pattern)
        for column, mark in enumerate(marks)
    }


def _alignments(number: int) -> Iterator[Cell]:
    """Yield the middles of the alignment patterns (Annex E): none where a finder stands."""
    if number == 1:
        return
    count, last = number // 7 + 2, 4 * number + 10
    step = (8 * number + 3 * count + 5) // (4 * count - 4) * 2
    places = [TIMING, *(last - step * i for i in range(count - 1))]
    corners = {(TIMING, TIMING), (TIMING, last), (last, TIMING)}
    yield from ((r, c) for r in places for c in places if (r, c) not in corners)


def _format_places(size: int) -> Iterator[tuple[Cell, Cell]]:
    """Yield where both copies of each bit stand, the lowest bit first (Figure 25)."""
    rows = [*range(6), 7, 8, *range(size - 7, size)]
    columns = [*range(size - 1, size - 9, -1), 7, *range(5, -1, -1)]
    for row, column in zip(rows, columns, strict=True):
        yield (row, 8), (8, column)


def _version_cells(version: Version) -> Iterator[tuple[Cell, str]]:
    if version.number < _NUMBERED_FROM:
        return
    word = version.number << 12
    word |= _remainder(word, _VERSION_GENERATOR)
    for i in range(_VERSION_BITS):
        along, across = i // 3, version.size - 11 + i % 3
        yield (along, across), str(word >> i & 1)
        yield (across, along), str(word >> i & 1)


def _remainder(word: int, generator: int) -> int:
    """Return the remainder of a division of polynomials over GF(2)."""
    while (excess := word.bit_length() - generator.bit_length()) >= 0:
        word ^= generator << excess
    return word
