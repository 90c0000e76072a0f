"""What documents say, one table per language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.document.labels.ar import ARABIC
from services.document.labels.de import GERMAN
from services.document.labels.en import ENGLISH
from services.document.labels.es import SPANISH
from services.document.labels.fr import FRENCH
from services.document.labels.he import HEBREW
from services.document.labels.it import ITALIAN
from services.document.labels.ja import JAPANESE
from services.document.labels.ko import KOREAN
from services.document.labels.nl import DUTCH
from services.document.labels.pl import POLISH
from services.document.labels.pt import PORTUGUESE
from services.document.labels.wording import Wording
from services.document.labels.zh import CHINESE

WORDINGS: Final[Mapping[str, Wording]] = MappingProxyType(
    {
        "ar": ARABIC,
        "de": GERMAN,
        "en": ENGLISH,
        "es": SPANISH,
        "fr": FRENCH,
        "he": HEBREW,
        "it": ITALIAN,
        "ja": JAPANESE,
        "ko": KOREAN,
        "nl": DUTCH,
        "pl": POLISH,
        "pt": PORTUGUESE,
        "zh": CHINESE,
    }
)
"""Every language a document can be in, by ISO 639-1 code; Chinese is Simplified Chinese."""
