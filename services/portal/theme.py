"""The seller's colour and logo: files of their own, as the page has no inline style or image."""

import base64
import binascii

from services.domain.colour import ink_on, plain, readable_on

LIGHT_PAPER = "#ffffff"
DARK_PAPER = "#151a22"
"""`--paper` of look.css in either scheme."""

_LOGO_TYPES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def theme(accent_colour: str) -> str:
    """Return the style sheet that puts a seller's colour into the page, readable in each scheme."""
    light, dark = plain(accent_colour), readable_on(accent_colour, DARK_PAPER)
    light_text = readable_on(accent_colour, LIGHT_PAPER)
    return (
        f":root {{ {_accents(light, light_text)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_accents(dark, dark)} }} }}\n"
    )


def _accents(ground: str, text: str) -> str:
    return f"--accent: {ground}; --accent-ink: {ink_on(ground)}; --accent-text: {text};"


def logo(encoded: str | None) -> tuple[bytes, str] | None:
    """Return a Base64 logo's bytes and media type; None for none, or for neither PNG nor JPEG."""
    try:
        content = base64.b64decode(encoded or "", validate=True)
    except binascii.Error:
        return None
    types = (type_ for magic, type_ in _LOGO_TYPES.items() if content.startswith(magic))
    type_ = next(types, None)
    return (content, type_) if type_ else None
