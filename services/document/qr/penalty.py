"""How badly a symbol reads: the penalty of ISO/IEC 18004, section 7.8.3, by integer arithmetic."""

from functools import cache

from services.document.qr.grid import MARGIN


def penalty(symbol: int, size: int) -> int:
    """Return the penalty of a symbol laid out as `Grid` says; less is better.

    What is outside counts as light, as the quiet zone is.
    """
    stride = size + MARGIN
    across, down = _neighboured(size)
    same_across = ~(symbol ^ symbol >> 1) & across
    same_down = ~(symbol ^ symbol >> stride) & down
    squares = same_across & same_across >> stride & same_down
    modules = size * size
    return (
        _runs(same_across, 1)
        + _runs(same_down, stride)
        + 3 * squares.bit_count()
        + 40 * (_finders(symbol, 1) + _finders(symbol, stride))
        + 10 * (abs(20 * symbol.bit_count() - 10 * modules) // modules)
    )


def _runs(same: int, step: int) -> int:
    """Return 3 for each run of five modules of one colour, and 1 for each further module."""
    twos = same & same >> step
    fives = twos & twos >> 2 * step
    return fives.bit_count() + 2 * (fives & ~(fives >> step)).bit_count()


def _finders(symbol: int, step: int) -> int:
    """Count what looks like the middle line of a finder with four light modules on a side."""
    pairs = symbol << 2 * step & symbol << 4 * step
    core = symbol & pairs & symbol << 3 * step & symbol << 6 * step
    core &= ~(symbol << step | symbol << 5 * step)
    dark = symbol | symbol << step
    dark |= dark << 2 * step
    return (core & ~(dark << 7 * step)).bit_count() + (core & ~(dark >> 4 * step)).bit_count()


@cache
def _neighboured(size: int) -> tuple[int, int]:
    """Return the modules that have one to their left, and those that have one above."""
    row = (1 << size) - 1
    left = row >> 1
    stride = size + MARGIN
    return (
        sum(left << MARGIN + stride * i for i in range(size)),
        sum(row << MARGIN + stride * i for i in range(size - 1)),
    )
