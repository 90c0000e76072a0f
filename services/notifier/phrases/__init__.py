"""What only the mail says, one TOML file a language; the document's own labels say the rest."""

import tomllib
from pathlib import Path

from services.document.labels import WORDINGS
from services.domain.frozen import Frozen


class Phrases(Frozen):
    """Sentences of the mail. Names in braces are filled in."""

    subject: str
    intro: str
    view: str
    items: str
    more: str
    until: str
    attached: str
    reply: str
    credit_intro: str
    credit_view: str
    credit_items: str


def _read(language: str) -> Phrases:
    path = Path(__file__).with_name(f"{language}.toml")
    return Phrases.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


PHRASES = {language: _read(language) for language in WORDINGS}
"""By ISO 639-1 code. A file that is missing, or lacks a phrase, stops the start."""
