"""How values are written in XML. All text is escaped here and nowhere else."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from services.domain.money import exponent

AmountWriter = Callable[[Decimal], str]


def escaped(text: str) -> str:
    """Return `text` as XML character data; it may stand between tags, not in an attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def element(tag: str, text: str | None) -> str:
    """Return one element that holds `text`, or nothing: empty elements are not allowed (R008)."""
    return f"<{tag}>{escaped(text)}</{tag}>" if text else ""


def group(tag: str, content: str) -> str:
    """Return an element around finished markup, or nothing around none."""
    return f"<{tag}>{content}</{tag}>" if content else ""


def plain(value: Decimal) -> str:
    """Write a quantity, price or rate with the decimals it needs: `0.5`, `19`, `12.345678`."""
    text = _in_full(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_full(value: Decimal) -> str:
    text = str(value)
    # Formatting takes several times as long, and only an exponent needs it.
    return f"{value:f}" if "E" in text else text


def amounts_in(currency: str) -> AmountWriter:
    """Return how amounts of a currency are written: at most two decimals (BR-DEC).

    The third decimal of a currency that has three is a zero wherever the standard is claimed.
    """
    return "{:.2f}".format if exponent(currency) > 2 else _in_full  # noqa: PLR2004 - BR-DEC


def compact_day(day: date) -> str:
    """Write a day in UN/EDIFACT format 102: `20261121`."""
    return f"{day.year:04}{day.month:02}{day.day:02}"
