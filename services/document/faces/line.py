"""One line of text: how wide it is and which glyphs it takes."""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from math import fsum
from typing import Final

from services.document.faces.direction import (
    DIRECTING_MARKS,
    has_right_to_left,
    levels,
    reordered,
)
from services.document.faces.face import UNITS_PER_EM
from services.document.faces.family import CORE, assigned
from services.document.faces.glyphs import Shaped, Weight
from services.document.faces.shaping import (
    Piece,
    advance_of,
    plain_run,
    run_of,
    table,
    tells_its_text,
)

_UNPRINTED: Final = dict.fromkeys(map(ord, DIRECTING_MARKS))


class _Advances(dict[str, int]):
    """Advances by character; those that the core face lacks are added when first asked for.

    Raises KeyError for a character whose place or form depends on its neighbours.
    """

    def __init__(self, weight: Weight) -> None:
        super().__init__(table(CORE[weight]).advances)
        self._weight = weight

    def __missing__(self, character: str) -> int:
        advance = self[character] = advance_of(character, self._weight)
        return advance


_advances = cache(_Advances)


# Labels, units and the seller's own words come again in every document.
@lru_cache(maxsize=8192)
def width(text: str, weight: Weight) -> float:
    """Return how wide a line is, in em."""
    try:
        return sum(map(_advances(weight).__getitem__, text)) / UNITS_PER_EM
    except KeyError:
        return _shaped(text, weight).width


@lru_cache(maxsize=4096)
def shaped(text: str, weight: Weight) -> Shaped:
    """Return the glyphs of a line; a character that no face has shows as a box.

    Its direction is that of its first strong character (UAX #9, P2 and P3). LRM, RLM and ALM
    direct and are not printed.
    """
    try:
        run = plain_run(CORE[weight], text)
    except KeyError:
        return _shaped(text, weight)
    return Shaped((run,), run.width, None)


@lru_cache(maxsize=1024)
def _shaped(text: str, weight: Weight) -> Shaped:
    line = text.translate(_UNPRINTED)
    turns = has_right_to_left(text)
    pieces = _pieces(line, _printed_levels(text) if turns else [0] * len(line), weight)
    runs = tuple(
        run_of(piece, line, weight)
        for piece in reordered([(piece, piece.level) for piece in pieces])
    )
    is_plain = not turns and all(map(tells_its_text, runs))
    return Shaped(runs, fsum(run.width for run in runs), None if is_plain else line)


def _printed_levels(text: str) -> list[int]:
    given = zip(text, levels(text), strict=True)
    return [level for character, level in given if character not in DIRECTING_MARKS]


def _pieces(line: str, line_levels: list[int], weight: Weight) -> Iterator[Piece]:
    """Yield stretches of one face and one direction; marks go with their base."""
    start = 0
    places: list[tuple[int, str, int]] = []
    for cluster, name in assigned(line, weight):
        places.append((start + len(cluster), name, line_levels[start]))
        start += len(cluster)
    start = 0
    for (name, level), group in groupby(places, lambda place: place[1:]):
        *_, (end, _, _) = group
        yield Piece(start, end, name, level)
        start = end
