"""What only the page says, one TOML file a language; the document's own labels say the rest."""

import tomllib
from pathlib import Path

from services.document.labels import WORDINGS
from services.domain.frozen import Frozen

FALLBACK = "en"


class Phrases(Frozen):
    """Sentences of the page. Names in braces are filled in."""

    download: str
    e_invoice: str
    details: str
    billed_to: str
    questions: str
    items: str
    more_items: str
    totals: str
    part_paid: str
    preparing_title: str
    preparing: str
    gone_title: str
    gone: str
    credit_preparing_title: str
    credit_preparing: str


def _read(language: str) -> Phrases:
    path = Path(__file__).with_name(f"{language}.toml")
    return Phrases.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


PHRASES = {language: _read(language) for language in WORDINGS}
"""By ISO 639-1 code. A file that is missing, or lacks a phrase, stops the start."""


def preferred(accept_language: str) -> str:
    """Return the first language of an Accept-Language header there are phrases in, else English.

    Browsers list by falling weight (RFC 9110, section 12.5.4), so weights are not read.
    """
    tags = (part.partition(";")[0].strip().lower() for part in accept_language.split(","))
    languages = (tag.partition("-")[0] for tag in tags)
    return next((language for language in languages if language in PHRASES), FALLBACK)
