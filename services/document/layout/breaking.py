"""Where a line may end: between words, and between characters of scripts without spaces."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from services.document.faces import clusters

_SPACELESS: Final = re.compile(
    "[\u2e80-\u30ff\u3105-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff01-\uff9f\uffe0-\uffe6\U00020000-\U0003ffff]"
)
"""Ideographs, kana and their punctuation. Hangul has spaces between words, as Latin does."""
_NEVER_FIRST: Final = frozenset(
    "\u3000\u3001\u3002\uff0c\uff0e\uff64\uff61\u30fb\uff65\uff1a\uff1b\uff1f\uff01\u2026\u2025\u2014"
    "\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b\u301f\uff09\uff3d\uff5d\uff60\uff63\u2019\u201d"
    "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6"
    "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096"
    "\u31f0\u31f1\u31f2\u31f3\u31f4\u31f5\u31f6\u31f7\u31f8\u31f9\u31fa\u31fb\u31fc\u31fd\u31fe\u31ff"
    "\uff67\uff68\uff69\uff6a\uff6b\uff6c\uff6d\uff6e\uff6f\uff70"
    "\u3005\u303b\u309d\u309e\u30fd\u30fe\u30fc\u301c\uff5e\u30a0\uff05\uffe0"
)
"""Closing punctuation, small kana, iteration and length marks, units (JIS X 4051, kinsoku)."""
_NEVER_LAST: Final = frozenset(
    "\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\u301d\uff08\uff3b\uff5b\uff5f\uff62"
    "\u2018\u201c\uffe5\uff04\uffe1"
)
"""Opening brackets and what stands before an amount."""


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text in pieces that stay whole, each with what parts it from the one before.

    That is a space between words and nothing within a word of ideographs.
    """
    for i, word in enumerate(text.split(" ")):
        parting = " " if i else ""
        if not _SPACELESS.search(word):
            yield parting, word
            continue
        for piece in _between_ideographs(word):
            yield parting, piece
            parting = ""


def _between_ideographs(word: str) -> Iterator[str]:
    piece = ""
    characters = clusters(word)
    for character, following in pairwise([*characters, ""]):
        piece += character
        if not following or _may_part(character, following):
            yield piece
            piece = ""


def _may_part(before: str, after: str) -> bool:
    return (
        _SPACELESS.match(before) is not None
        and _SPACELESS.match(after) is not None
        and before[0] not in _NEVER_LAST
        and after[0] not in _NEVER_FIRST
    )
