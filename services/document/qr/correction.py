"""Reed-Solomon error correction over GF(256), modulus x^8 + x^4 + x^3 + x^2 + 1 (section 7.5)."""

from functools import cache
from itertools import zip_longest

from services.document.qr.versions import Version

_MODULUS = 0x11D
_BYTE = 0xFF


def codewords(content: bytes, version: Version) -> bytes:
    """Return the data codewords and the correction of each block, interleaved (section 7.6)."""
    blocks, start = list[bytes](), 0
    for length in version.blocks:
        blocks.append(content[start : start + length])
        start += length
    corrections = [_correction(block, version.correction) for block in blocks]
    # Every codeword is below 256, so -1 can stand for what the shorter blocks lack.
    columns = (word for column in zip_longest(*blocks, fillvalue=-1) for word in column)
    correction = (word for column in zip(*corrections, strict=True) for word in column)
    return bytes([*(word for word in columns if word >= 0), *correction])


def _correction(block: bytes, degree: int) -> bytes:
    """Return the remainder of the block times x^degree, divided by the generator polynomial."""
    multiples = _multiples(degree)
    shift = 8 * (degree - 1)
    keep = (1 << shift) - 1
    remainder = 0
    for word in block:
        factor = word ^ remainder >> shift
        remainder = (remainder & keep) << 8 ^ multiples[factor]
    return remainder.to_bytes(degree, "big")


@cache
def _multiples(degree: int) -> tuple[int, ...]:
    """Return every multiple of the generator, without its leading 1, one byte a coefficient."""
    coefficients, root = [1], 1
    for _ in range(degree):
        shifted, scaled = [*coefficients, 0], [0, *(_times(c, root) for c in coefficients)]
        coefficients = [a ^ b for a, b in zip(shifted, scaled, strict=True)]
        root = _times(root, 2)
    return tuple(
        int.from_bytes(bytes(_times(c, factor) for c in coefficients[1:]), "big")
        for factor in range(_BYTE + 1)
    )


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left > _BYTE:
            left ^= _MODULUS
        right >>= 1
    return product
