"""Colours a seller chose, kept readable: contrast after WCAG 2.2, success criterion 1.4.3."""

from functools import lru_cache

READABLE = 4.5
"""The least contrast of text and its ground at level AA."""

WHITE = "#ffffff"
BLACK = "#000000"

_STEPS = 20
_KNEE = 0.04045
"""Below it the sRGB curve is a straight line (IEC 61966-2-1)."""


def plain(colour: str) -> str:
    """Return `#rrggbb` built anew from its channels, so that nothing else comes along with it."""
    return _written(*_channels(colour))


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two `#rrggbb` colours, 1 to 21, in either order."""
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: str) -> str:
    """Return white or black, whichever reads on `ground`; one of them always does."""
    return WHITE if contrast(WHITE, ground) >= READABLE else BLACK


@lru_cache(maxsize=1_000)
def readable_on(colour: str, ground: str) -> str:
    """Return `colour`, moved towards black or white just as far as reading on `ground` takes."""
    end = ink_on(ground)
    shades = (_mixed(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if contrast(shade, ground) >= READABLE)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, end: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(end), strict=True)
    return _written(*(round(a + (b - a) * share) for a, b in pairs))


def _written(*channels: int) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= _KNEE:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
