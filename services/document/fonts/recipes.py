"""What each face in this folder is made of: its source, and what it keeps of it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

Ranges = tuple[tuple[int, int], ...]
"""Code points, both ends included."""


class Recipe(NamedTuple):
    """How one face is made."""

    source: str
    """A file name; `{style}` and `{npm_style}` stand for the weight as the origin writes it."""
    kept: Ranges
    """What it keeps if its source has it. Zero-width and bidirectional controls stay out."""
    features: tuple[str, ...] = ()
    """OpenType features whose tables it keeps; no kerning, so that a text is as wide as its
    characters in the faces that are embedded whole."""
    leaves: tuple[str, ...] = ()
    """Families, made before it, that set what they have: a character is as wide in every line."""


_LATIN: Final[Ranges] = (
    (0x0020, 0x007E),  # Basic Latin without its control characters
    (0x00A0, 0x00AC),  # Latin-1 without the soft hyphen
    (0x00AE, 0x017F),  # and Latin Extended-A
    (0x0192, 0x0192),  # florin
    (0x0218, 0x021B),  # Romanian
    (0x02BC, 0x02BC),  # modifier apostrophe
    (0x02C6, 0x02C7),  # spacing accents
    (0x02D8, 0x02DD),
    (0x1E9E, 0x1E9E),  # capital sharp s
    (0x2000, 0x200A),  # spaces
    (0x2010, 0x2015),  # hyphens and dashes
    (0x2018, 0x201E),  # quotation marks
    (0x2020, 0x2022),  # daggers, bullet
    (0x2026, 0x2026),  # ellipsis
    (0x202F, 0x2030),  # narrow no-break space, per mille
    (0x2032, 0x2033),  # primes
    (0x2039, 0x203A),  # single angle quotation marks
    (0x2044, 0x2044),  # fraction slash
    (0x20A1, 0x20A1),  # currencies in use
    (0x20A6, 0x20A6),
    (0x20A9, 0x20AE),
    (0x20B1, 0x20B2),
    (0x20B4, 0x20B5),
    (0x20B8, 0x20BF),
    (0x2116, 0x2117),  # numero, sound recording copyright
    (0x2122, 0x2122),  # trade mark
    (0x2126, 0x2126),  # ohm
    (0x212E, 0x212E),  # estimated sign
    (0x2212, 0x2212),  # minus
)
_PUNCTUATION: Final[Ranges] = (
    (0x0020, 0x0040),  # space, punctuation and digits
    (0x005B, 0x0060),
    (0x007B, 0x007E),
    (0x00A0, 0x00A0),
    (0x00A7, 0x00A7),
    (0x00AB, 0x00AB),
    (0x00B0, 0x00B0),
    (0x00B7, 0x00B7),
    (0x00BB, 0x00BB),
    (0x2013, 0x2014),
    (0x2018, 0x201E),
    (0x2026, 0x2026),
    (0x202F, 0x202F),
    (0x20AC, 0x20AC),
)
"""What stands between the words of a script with letters like Latin's, so that they share a run."""

_GREEK: Final[Ranges] = (*_PUNCTUATION, (0x037E, 0x037E), (0x0384, 0x03CE))
_CYRILLIC: Final[Ranges] = (
    *_PUNCTUATION,
    (0x0400, 0x045F),
    (0x0490, 0x0493),  # Ukrainian, Kazakh
    (0x0496, 0x0497),  # Tatar
    (0x049A, 0x049B),  # Kazakh
    (0x04A2, 0x04A3),
    (0x04AE, 0x04B3),  # Kazakh, Mongolian, Tajik
    (0x04B6, 0x04BB),
    (0x04D8, 0x04D9),
    (0x04E2, 0x04E3),
    (0x04E8, 0x04E9),
    (0x04EE, 0x04EF),
    (0x2116, 0x2116),
)
_ALL_OF_NOTO_SANS: Final[Ranges] = (
    (0x0020, 0x007E),
    (0x00A0, 0x00AC),
    (0x00AE, 0x034E),  # Latin-1 to combining marks
    (0x0350, 0x052F),  # Greek, Cyrillic and its supplement
    (0x1AB0, 0x1AFF),  # Combining Diacritical Marks Extended
    (0x1C80, 0x1C8F),  # Cyrillic Extended-C
    (0x1D00, 0x1DFF),  # Phonetic Extensions, more combining marks
    (0x1E00, 0x1FFF),  # Latin Extended Additional (Vietnamese), Greek Extended
    (0x2000, 0x200A),
    (0x2010, 0x2027),  # dashes, quotation marks, bullets
    (0x202F, 0x205F),  # narrow no-break space, per mille, primes and other punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20FF),  # currency symbols, combining marks for symbols
    (0x2100, 0x218F),  # letterlike symbols, number forms
    (0x2212, 0x2212),
    (0x25CC, 0x25CC),  # dotted circle
    (0x2C60, 0x2C7F),  # Latin Extended-C
    (0x2DE0, 0x2E7F),  # Cyrillic Extended-A, Supplemental Punctuation
    (0xA640, 0xA69F),  # Cyrillic Extended-B
    (0xA700, 0xA7FF),  # Modifier Tone Letters, Latin Extended-D
    (0xAB30, 0xAB6F),  # Latin Extended-E
    (0xFB00, 0xFB06),  # Latin ligatures
    (0xFE20, 0xFE2F),  # Combining Half Marks
)
_RIGHT_TO_LEFT_PUNCTUATION: Final[Ranges] = (
    (0x0020, 0x0021),
    (0x002C, 0x002F),
    (0x003A, 0x003B),
    (0x00A0, 0x00A0),
)
"""Without digits and what comes in pairs: those are Noto Sans's in every script, so that figures
look alike and a bracket like its partner."""
_HEBREW: Final[Ranges] = (*_RIGHT_TO_LEFT_PUNCTUATION, (0x0591, 0x05F4), (0xFB1D, 0xFB4F))
_ARABIC: Final[Ranges] = (
    *_RIGHT_TO_LEFT_PUNCTUATION,
    (0x0600, 0x061B),
    (0x061D, 0x06FF),
    (0x0750, 0x077F),
    (0x0870, 0x08FF),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFC),
)
_ARROWS_AND_OPERATORS: Final[Ranges] = ((0x2190, 0x22FF), (0x27E6, 0x27EF))
_DINGBATS: Final[Ranges] = ((0x25A0, 0x27BF),)
_FULL_WIDTH: Final[Ranges] = (
    (0x203B, 0x203B),  # reference mark
    (0x2160, 0x2BFF),  # Roman numerals, enclosed alphanumerics, box drawing
    (0x2E80, 0x312F),  # radicals, punctuation, kana, bopomofo
    (0x3190, 0x31FF),
    (0x3220, 0x325F),  # enclosed ideographs, without the Hangul ones
    (0x3280, 0xA4CF),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE1F),
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFF9F),
    (0xFFE0, 0xFFE6),
    (0x1F100, 0x1F2FF),
    (0x20000, 0x3FFFF),
)
_HANGUL: Final[Ranges] = (
    (0x1100, 0x11FF),
    (0x302E, 0x302F),  # tone marks
    (0x3130, 0x3FFFF),
)
_MARKS: Final = ("ccmp", "mark", "mkmk")
_JOINING: Final = ("init", "medi", "fina", "isol", "rlig", "liga", "rtlm")
_JAMO: Final = ("ljmo", "vjmo", "tjmo")

_TWO_WEIGHTS: Final[dict[str, Recipe]] = {
    "NotoSansLatin": Recipe("NotoSans_{npm_style}.ttf", _LATIN),
    "NotoSansGreek": Recipe("NotoSans_{npm_style}.ttf", _GREEK),
    "NotoSansCyrillic": Recipe("NotoSans_{npm_style}.ttf", _CYRILLIC),
    "NotoSans": Recipe("NotoSans_{npm_style}.ttf", _ALL_OF_NOTO_SANS, _MARKS),
    "NotoSansHebrew": Recipe("NotoSansHebrew_{npm_style}.ttf", _HEBREW, _MARKS),
    "NotoSansArabic": Recipe("NotoSansArabic-{style}.ttf", _ARABIC, (*_MARKS, *_JOINING)),
    "NotoSansThai": Recipe("NotoSansThai_{npm_style}.ttf", ((0x0E3F, 0x0E3F),)),  # the baht sign
}
_SIGNS: Final[dict[str, Recipe]] = {
    "NotoSansMath": Recipe("NotoSansMath_{npm_style}.ttf", _ARROWS_AND_OPERATORS),
    "NotoSansSymbols2": Recipe(
        "NotoSansSymbols2_{npm_style}.ttf", _DINGBATS, leaves=("NotoSansMath",)
    ),
}
_SLIP: Final[dict[str, Recipe]] = {
    "SlipSans": Recipe(
        "LiberationSans-{style}.ttf",
        ((0x0020, 0x007E), (0x00A0, 0x00AC), (0x00AE, 0x017F), (0x0218, 0x021B), (0x20AC, 0x20AC)),
    ),
}
"""For Swiss payment slips, whose rules name the faces that may be used."""
_NOT_EAST_ASIAN: Final = (*_TWO_WEIGHTS, *_SIGNS)
_EAST_ASIAN: Final[dict[str, Recipe]] = {
    "NotoSansJP": Recipe(
        "NotoSansJP_{npm_style}.ttf", _FULL_WIDTH, ("ccmp",), leaves=_NOT_EAST_ASIAN
    ),
    "NotoSansSC": Recipe(
        "NotoSansSC_{npm_style}.ttf", _FULL_WIDTH, ("ccmp",), leaves=_NOT_EAST_ASIAN
    ),
    "NotoSansKR": Recipe(
        "NotoSansKR_{npm_style}.ttf",
        _HANGUL,
        ("ccmp", *_JAMO),
        leaves=(*_NOT_EAST_ASIAN, "NotoSansJP", "NotoSansSC"),
    ),
}


def _styled(recipes: Mapping[str, Recipe], weight: int, style: str) -> dict[str, Recipe]:
    """Npm's files say `400Regular` where Debian's say `Regular`."""
    return {
        f"{family}-{style}.ttf": recipe._replace(
            source=recipe.source.format(npm_style=f"{weight}{style}", style=style)
        )
        for family, recipe in recipes.items()
    }


RECIPES: Final[Mapping[str, Recipe]] = {
    **_styled(_TWO_WEIGHTS | _SIGNS | _EAST_ASIAN, 400, "Regular"),
    **_styled(_TWO_WEIGHTS, 600, "SemiBold"),
    **_styled(_SLIP, 400, "Regular"),
    **_styled(_SLIP, 700, "Bold"),
}
"""By file name, in the order in which they are made."""

SOURCES: Final = {
    "LiberationSans-Bold.ttf": "ba0e0dc3f7aca5b0afbc31e800531ee43be3aa79ae35b2ef1f6470a9547765c4",
    "LiberationSans-Regular.ttf": (
        "8d91388f1d3604b3b8ae0e3ee2d140e50cd6122f9214514f4aca772540a4076d"
    ),
    "NotoSans_400Regular.ttf": "fe8c022f48d8dd29f17b744d16f9346f4357e16f7d4f7be58b000ae7c291b614",
    "NotoSans_600SemiBold.ttf": "e691fe27813ec6ed11d0a5be4c6c1f6739996ed682462eaa3244a6185217dd6c",
    "NotoSansArabic-Regular.ttf": (
        "504d7407d86875acf7d04dfaa0fd7524d0b8797723bc4aa18022f29db25b0b6e"
    ),
    "NotoSansArabic-SemiBold.ttf": (
        "e421a0ce8dcf4a4792f8c0295d76a6406f0474729579b15971bbfc518fa1735a"
    ),
    "NotoSansHebrew_400Regular.ttf": (
        "e0ee753f09733337b9236221018d4bf71fd6d06c87dd76bbc83120514bc55911"
    ),
    "NotoSansHebrew_600SemiBold.ttf": (
        "9abe8cafd04882a1733438a853b6933268f56680dc45eee1497ebb95b5f38216"
    ),
    "NotoSansJP_400Regular.ttf": "d930d5d52d15231c283089760f84584272ad5e37e14607ba0d19c798e7a9caec",
    "NotoSansKR_400Regular.ttf": "8cbc9b353bb9ce848fd69bb6a507319dfacc659cf5fd643db5d88f3c4970e1dd",
    "NotoSansMath_400Regular.ttf": (
        "b4a1dfdbfa13b4755e5eac20cb25c1d17ed5a745ceb89639595e8cf45a2b1e07"
    ),
    "NotoSansSC_400Regular.ttf": "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    "NotoSansSymbols2_400Regular.ttf": (
        "f67f40c65f929f029827ab37cfdc4897dfd9ae3c28d9e98ba46e0d52e39eb97e"
    ),
    "NotoSansThai_400Regular.ttf": (
        "9acb585d8662ca4ed1b1cf5889dfa1393f8555103b3986e1ea1e3af4faef70bd"
    ),
    "NotoSansThai_600SemiBold.ttf": (
        "2e0c06600ac07f9e22c9d360d3e3b37651af9aff9d2dd4b418ba9fd6856c51ea"
    ),
}
"""SHA-256 of each source; a new version is a decision, not an accident."""
