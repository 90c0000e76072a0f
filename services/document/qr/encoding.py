"""From text to the modules of a QR code."""

from functools import partial

from services.document.qr.correction import codewords
from services.document.qr.grid import MARGIN, Grid, grid_of
from services.document.qr.penalty import penalty
from services.document.qr.versions import Version, smallest

_BYTE_MODE = 0b0100
_PADDING = bytes((0b11101100, 0b00010001))


def modules(text: str, largest: int) -> tuple[str, ...] | None:
    """Return the rows of a code that holds `text` in UTF-8, `1` for dark; no quiet zone.

    None if that takes a version above `largest`, of which there are 25. The version is the
    smallest, error correction level M, the mask the one that reads best (section 7.8.3).
    """
    content = text.encode()
    version = smallest(len(content), largest)
    if version is None:
        return None
    grid = grid_of(version.number)
    return _rows(_symbol(codewords(_data(content, version), version), grid), grid.size)


def _data(content: bytes, version: Version) -> bytes:
    """Return mode, count and content, and padding up to what the version holds (section 7.4)."""
    header = _BYTE_MODE << version.count_bits | len(content)
    # Mode and terminator are half a byte each, so everything ends on a whole byte.
    bits = (header << 8 * len(content) | int.from_bytes(content, "big")) << 4
    data = bits.to_bytes((4 + version.count_bits) // 8 + 1 + len(content), "big")
    lacking = version.data_codewords - len(data)
    return data + (_PADDING * lacking)[:lacking]


def _symbol(words: bytes, grid: Grid) -> int:
    bits = f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}01"
    unmasked = int("".join(grid.order(bits)), 2)
    return min((unmasked ^ mask for mask in grid.masks), key=partial(penalty, size=grid.size))


def _rows(symbol: int, size: int) -> tuple[str, ...]:
    stride = size + MARGIN
    bits = f"{symbol:0{size * stride}b}"
    return tuple(bits[start : start + size] for start in range(0, size * stride, stride))
