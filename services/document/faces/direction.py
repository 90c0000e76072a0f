"""Which way text runs: UAX #9 without explicit embeddings, which no text here can hold.

Marks that only direct (LRM, RLM, ALM) take part as the strong characters they are.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, TypeVar
from unicodedata import bidirectional

DIRECTING_MARKS: Final = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}"
_DIRECTING: Final = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_STRONG: Final = frozenset({"L", "R", "AL"})
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON", "BN"})
_SEPARATORS: Final = frozenset({"ES", "ET", "CS"})
_SPACES: Final = frozenset({"S", "WS", "BN"})
_AS_RIGHT: Final = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
"""What a character counts as beside a neutral one (N0, N1)."""
_PAIRS: Final = (
    "()[]{}\u2045\u2046\u207d\u207e\u208d\u208e\u2308\u2309\u230a\u230b\u2329\u232a"
    "\u2768\u2769\u276a\u276b\u276c\u276d\u276e\u276f\u2770\u2771\u2772\u2773\u2774\u2775"
    "\u27e6\u27e7\u27e8\u27e9\u27ea\u27eb\u27ec\u27ed\u27ee\u27ef\u2e22\u2e23\u2e24\u2e25"
    "\u2e26\u2e27\u2e28\u2e29\u2e55\u2e56\u2e57\u2e58\u2e59\u2e5a\u2e5b\u2e5c\u3008\u3009"
    "\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u3014\u3015\u3016\u3017\u3018\u3019"
    "\u301a\u301b\ufe59\ufe5a\ufe5b\ufe5c\ufe5d\ufe5e\uff08\uff09\uff3b\uff3d\uff5b\uff5d"
    "\uff5f\uff60\uff62\uff63"
)
_CLOSING: Final = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_CLOSES: Final = frozenset(_CLOSING.values())
_DEEPEST_PAIRS: Final = 63

_Item = TypeVar("_Item")


def has_right_to_left(text: str) -> bool:
    """Tell whether any character of a text runs from right to left."""
    return not _RIGHT_TO_LEFT.isdisjoint(map(bidirectional, text))


def base_level(text: str) -> int:
    """Return 1 where the first strong character runs from right to left, else 0 (P2, P3)."""
    strong = next((kind for kind in map(bidirectional, text) if kind in _STRONG), "L")
    return 0 if strong == "L" else 1


def directed(lines: Sequence[str], text: str) -> list[str]:
    """Return lines of a text so that each has the text's direction, by a mark where it needs one.

    A line whose own first strong character runs the other way begins with an LRM or RLM.
    """
    if text.isascii() or not has_right_to_left(text):
        return list(lines)
    base = base_level(text)
    return [line if base_level(line) == base else _DIRECTING[base] + line for line in lines]


def levels(text: str) -> list[int]:
    """Return the embedding level of every character; odd ones run from right to left."""
    base = base_level(text)
    outside = "LR"[base]
    given = [bidirectional(character) or "L" for character in text]
    kinds = list(given)
    _resolve_weak(kinds, outside)
    _resolve_brackets(text, given, kinds, outside)
    _resolve_neutral(kinds, outside)
    found = [_implicit(kind, base) for kind in kinds]
    for i in reversed(range(len(found))):  # spaces at the end of the line (L1)
        if given[i] not in _SPACES:
            break
        found[i] = base
    return found


def reordered(items: Sequence[tuple[_Item, int]]) -> list[_Item]:
    """Return items, each with its level, from left to right (L2)."""
    order = list(items)
    highest = max((level for _, level in order), default=0)
    for lowest in range(highest, 0, -1):
        turned: list[tuple[_Item, int]] = []
        for is_turned, group in groupby(order, lambda item: item[1] >= lowest):  # noqa: B023 - used at once
            turned += list(group)[:: -1 if is_turned else 1]
        order = turned
    return [item for item, _ in order]


def _resolve_weak(kinds: list[str], outside: str) -> None:
    """Apply W1 to W7."""
    _resolve_marks_and_digits(kinds, outside)
    _join_separators(kinds)
    _join_terminators(kinds)
    strong = outside
    for i, kind in enumerate(kinds):
        if kind in {"L", "R"}:
            strong = kind
        elif kind in _SEPARATORS:
            kinds[i] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _resolve_marks_and_digits(kinds: list[str], outside: str) -> None:
    """Apply W1 to W3: marks are like their base, digits after an Arabic letter are Arabic."""
    before, strong = outside, outside
    for i, kind in enumerate(kinds):
        now = before if kind == "NSM" else kind
        if now in _STRONG:
            strong = now
        before = "AN" if now == "EN" and strong == "AL" else now
        kinds[i] = before
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]


def _join_separators(kinds: list[str]) -> None:
    """Apply W4: one separator between two digits of a kind belongs to the number."""
    for i in range(1, len(kinds) - 1):
        before, kind, after = kinds[i - 1 : i + 2]
        if before == after and (
            (kind == "CS" and before in {"EN", "AN"}) or (kind == "ES" and before == "EN")
        ):
            kinds[i] = before


def _join_terminators(kinds: list[str]) -> None:
    """Apply W5: signs such as % beside a number belong to it."""
    for start, end in _stretches(kinds, frozenset({"ET"})):
        beside = {kinds[start - 1] if start else "", kinds[end] if end < len(kinds) else ""}
        if "EN" in beside:
            kinds[start:end] = ["EN"] * (end - start)


def _resolve_brackets(text: str, given: list[str], kinds: list[str], outside: str) -> None:
    """Apply N0: both brackets of a pair run the same way."""
    for opening, closing in sorted(_bracket_pairs(text, kinds)):
        inside = {_AS_RIGHT.get(kind) for kind in kinds[opening + 1 : closing]} - {None}
        if not inside:
            continue
        way = outside if outside in inside else _strong_before(kinds, opening, outside)
        for place in (opening, closing):
            kinds[place] = way
            for i in range(place + 1, len(kinds)):  # marks on a bracket
                if given[i] != "NSM":
                    break
                kinds[i] = way


def _bracket_pairs(text: str, kinds: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of matching brackets (BD16)."""
    expected: list[tuple[str, int]] = []
    for i, character in enumerate(text):
        if kinds[i] != "ON":
            continue
        if character in _CLOSING:
            if len(expected) == _DEEPEST_PAIRS:
                return
            expected.append((_CLOSING[character], i))
        elif character in _CLOSES:
            depth = next((d for d, e in reversed([*enumerate(expected)]) if e[0] == character), -1)
            if depth >= 0:
                yield expected[depth][1], i
                del expected[depth:]


def _strong_before(kinds: list[str], place: int, outside: str) -> str:
    return next((_AS_RIGHT[k] for k in reversed(kinds[:place]) if k in _AS_RIGHT), outside)


def _resolve_neutral(kinds: list[str], outside: str) -> None:
    """Apply N1 and N2: what stands between two of a way goes that way, else with the text."""
    for start, end in _stretches(kinds, _NEUTRAL):
        before = _AS_RIGHT[kinds[start - 1]] if start else outside
        after = _AS_RIGHT[kinds[end]] if end < len(kinds) else outside
        way = before if before == after else outside
        kinds[start:end] = [way] * (end - start)


def _stretches(kinds: list[str], of: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of every stretch of some kinds; they may be replaced meanwhile."""
    start = 0
    for inside, group in groupby(list(kinds), of.__contains__):
        end = start + len(list(group))
        if inside:
            yield start, end
        start = end


def _implicit(kind: str, base: int) -> int:
    """Apply I1 and I2."""
    if base % 2:
        return base + (kind != "R")
    return base + {"L": 0, "R": 1, "AN": 2, "EN": 2}[kind]
