"""What documents say, one table per language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.document.labels.de import GERMAN
from services.document.labels.en import ENGLISH
from services.document.labels.es import SPANISH
from services.document.labels.fr import FRENCH
from services.document.labels.it import ITALIAN
from services.document.labels.nl import DUTCH
from services.document.labels.pl import POLISH
from services.document.labels.pt import PORTUGUESE
from services.document.labels.wording import Wording

WORDINGS: Final[Mapping[str, Wording]] = MappingProxyType(
    {
        "de": GERMAN,
        "en": ENGLISH,
        "es": SPANISH,
        "fr": FRENCH,
        "it": ITALIAN,
        "nl": DUTCH,
        "pl": POLISH,
        "pt": PORTUGUESE,
    }
)
"""Every language a document can be in, by ISO 639-1 code."""
