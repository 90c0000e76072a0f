"""Which face has a character: the order in which they are asked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Final
from unicodedata import category

from services.document.faces.face import hb_font
from services.document.faces.glyphs import Weight

CORE: Final[Mapping[Weight, str]] = {
    "regular": "NotoSansLatin-Regular",
    "semibold": "NotoSansLatin-SemiBold",
    "slip": "SlipSans-Regular",
    "slip_bold": "SlipSans-Bold",
}
_LETTERS: Final = ("Latin", "Greek", "Cyrillic", "", "Hebrew", "Arabic", "Thai")
_IN_EVERY_WEIGHT: Final = ("Math", "Symbols2")
_JAPANESE: Final = "NotoSansJP-Regular"
_CHINESE: Final = "NotoSansSC-Regular"
_KOREAN: Final = "NotoSansKR-Regular"
_STYLES: Final[Mapping[Weight, str]] = {
    "regular": "Regular",
    "semibold": "SemiBold",
    "slip": "Regular",
    "slip_bold": "SemiBold",
}
_FIRST_EAST_ASIAN: Final = "\u2e80"
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_COMBINING: Final = frozenset({"Mn", "Mc", "Me"})


def clusters(text: str) -> list[str]:
    """Return text in pieces of one character and the marks that combine with it."""
    found: list[str] = []
    for character in text:
        if found and combines(character):
            found[-1] += character
        else:
            found.append(character)
    return found


def combines(character: str) -> bool:
    """Tell whether a character is a mark on the one before it."""
    return category(character) in _COMBINING


def face_of(character: str, weight: Weight) -> str | None:
    """Return the name of the face that sets a character, None where no face has it."""
    return next((name for name in _order(character, weight) if _has(name, character)), None)


def assigned(text: str, weight: Weight) -> list[tuple[str, str]]:
    """Return the clusters of a text, each with the name of its face.

    A character that no face has goes to the core face, whose box for the unknown shows it.
    Ideographs are Japanese where the Japanese face has all of the text's; else Chinese.
    """
    order = _order(text, weight)
    found: list[tuple[str, str]] = []
    undecided: list[str] = []
    for cluster in clusters(text):
        before = found[-1][1] if found and not undecided else None
        if _is_neutral(cluster):
            if before and _keeps_neutrals(before) and _has(before, cluster):
                found.append((cluster, before))
            else:
                undecided.append(cluster)
            continue
        for piece, name in _faces_of(cluster, order):
            found += _leading(undecided, name, order)
            undecided.clear()
            found.append((piece, name))
    found += _leading(undecided, order[0], order)
    return found


def _leading(
    neutral: Iterable[str], name: str, order: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Give neutral characters to the face of what follows them, where it has them."""
    for cluster in neutral:
        if _keeps_neutrals(name) and _has(name, cluster):
            yield cluster, name
        else:
            yield from _faces_of(cluster, order)


def _faces_of(cluster: str, order: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield a cluster with the first face that has it whole, or in pieces where none has."""
    name = next((name for name in order if _has(name, cluster)), None)
    if name or len(cluster) == 1:
        yield cluster, name or order[0]
        return
    for character in cluster:
        yield from _faces_of(character, order)


@cache
def _order_of(weight: Weight) -> tuple[str, ...]:
    names = (
        CORE[weight],
        *(f"NotoSans{letters}-{_STYLES[weight]}" for letters in _LETTERS),
        *(f"NotoSans{signs}-Regular" for signs in _IN_EVERY_WEIGHT),
    )
    return tuple(dict.fromkeys(names))


def _order(text: str, weight: Weight) -> tuple[str, ...]:
    """Return the faces to ask. Those of East Asia, which are big, come last."""
    east = (_CHINESE, _JAPANESE) if _is_chinese(text) else (_JAPANESE, _CHINESE)
    return (*_order_of(weight), *east, _KOREAN)


def _is_chinese(text: str) -> bool:
    """Tell whether a text without kana has an ideograph that Japanese does not write."""
    if _KANA.search(text):
        return False
    foreign = (c for c in text if c >= _FIRST_EAST_ASIAN and not _has(_JAPANESE, c))
    return any(_has(_CHINESE, character) for character in foreign)


@lru_cache(maxsize=16384)
def _has(name: str, cluster: str) -> bool:
    font = hb_font(name)
    return all(font.get_nominal_glyph(ord(character)) for character in cluster)


def _is_neutral(cluster: str) -> bool:
    return category(cluster[0])[0] in "NPSZ"


@cache
def _keeps_neutrals(name: str) -> bool:
    """Tell whether a face keeps the spaces and signs among its letters: a run stays one run."""
    return not name.startswith(("NotoSans-", "NotoSansMath-", "NotoSansSymbols2-", "NotoSansThai-"))
