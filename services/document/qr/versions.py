"""The sizes of QR codes at error correction level M, and what each holds."""

from typing import Final, NamedTuple

# Table 9: correction codewords per block, then (blocks, data codewords in each).
_TABLE: Final[tuple[tuple[int, tuple[tuple[int, int], ...]], ...]] = (
    (10, ((1, 16),)),
    (16, ((1, 28),)),
    (26, ((1, 44),)),
    (18, ((2, 32),)),
    (24, ((2, 43),)),
    (16, ((4, 27),)),
    (18, ((4, 31),)),
    (22, ((2, 38), (2, 39))),
    (22, ((3, 36), (2, 37))),
    (26, ((4, 43), (1, 44))),
    (30, ((1, 50), (4, 51))),
    (22, ((6, 36), (2, 37))),
    (22, ((8, 37), (1, 38))),
    (24, ((4, 40), (5, 41))),
    (24, ((5, 41), (5, 42))),
    (28, ((7, 45), (3, 46))),
    (28, ((10, 46), (1, 47))),
    (26, ((9, 43), (4, 44))),
    (26, ((3, 44), (11, 45))),
    (26, ((3, 41), (13, 42))),
    (26, ((17, 42),)),
    (28, ((17, 46),)),
    (28, ((4, 47), (14, 48))),
    (28, ((6, 45), (14, 46))),
    (28, ((8, 47), (13, 48))),
)
_LONG_COUNT_FROM = 10
"""Table 3: from version 10 on, the count of bytes has 16 bits and not 8."""


class Version(NamedTuple):
    """A size of code: version 1 has 21 x 21 modules, each further one four more a side."""

    number: int
    correction: int
    """Correction codewords per block."""
    blocks: tuple[int, ...]
    """Data codewords of each block."""

    @property
    def size(self) -> int:
        """Return modules per side."""
        return 17 + 4 * self.number

    @property
    def data_codewords(self) -> int:
        """Return the codewords that are not correction."""
        return sum(self.blocks)

    @property
    def count_bits(self) -> int:
        """Return how wide the count of bytes is."""
        return 16 if self.number >= _LONG_COUNT_FROM else 8

    @property
    def capacity(self) -> int:
        """Return how many bytes of text it holds: four bits of mode and the count go before."""
        return self.data_codewords - (4 + self.count_bits + 7) // 8


VERSIONS = tuple(
    Version(i + 1, correction, tuple(length for count, length in groups for _ in range(count)))
    for i, (correction, groups) in enumerate(_TABLE)
)


def smallest(length: int, most: int) -> Version | None:
    """Return the smallest version up to `most` that holds `length` bytes, None if none does."""
    return next((v for v in VERSIONS[:most] if v.capacity >= length), None)
