"""How figures and times are written on the console's pages."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, Literal

from services.domain.money import amount_text
from services.domain.order import Order
from services.domain.trace import trace_id

DASH = "\N{EN DASH}"
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400
_TWO = 2
"""A unit is used from two of it on: 90 s is clearer than 2 min."""


def moment(at: datetime) -> str:
    """Return a time for people: `2026-11-21 09:30:00`, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def machine(at: datetime) -> str:
    """Return a time as the attribute of a `time` element."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def short(at: datetime) -> str:
    """Return a time to the minute, without the year."""
    return at.astimezone(UTC).strftime("%m-%d %H:%M")


def plain(number: float | None) -> str:
    """Return a number as scripts read it; empty where there is none."""
    return "" if number is None else f"{number:.6g}"


def count(number: float) -> str:
    """Return a whole number with its thousands apart."""
    return f"{number:,.0f}"


def rate(number: float | None) -> str:
    """Return a rate: a decimal while it is small, none when it is large."""
    if number is None:
        return DASH
    return f"{number:,.1f}" if number < 10 and number % 1 else f"{number:,.0f}"  # noqa: PLR2004


def duration(seconds: float | None) -> str:
    """Return a length of time in its best unit; a dash when there is none."""
    if seconds is None:
        return DASH
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 10:  # noqa: PLR2004 - from here on a decimal says nothing
        return f"{seconds:.1f} s"
    for unit_s, unit in ((_DAY_S, "d"), (_HOUR_S, "h"), (_MINUTE_S, "min")):
        if seconds >= _TWO * unit_s:
            return f"{seconds / unit_s:.0f} {unit}"
    return f"{seconds:.0f} s"


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago a time was."""
    seconds = (now - at).total_seconds()
    return f"{duration(seconds)} ago" if seconds >= 1 else "just now"


def amount(order: Order, which: Literal["net", "tax", "gross", "due"]) -> str:
    """Return one of an order's totals with exactly its currency's decimals."""
    return amount_text(getattr(order.totals, which), order.currency)


def in_words(code: str) -> str:
    """Return a code as a sentence begins: `mail_refused` as Mail refused."""
    return code.replace("_", " ").capitalize()


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "ago": ago,
    "amount": amount,
    "count": count,
    "duration": duration,
    "in_words": in_words,
    "machine": machine,
    "moment": moment,
    "plain": plain,
    "rate": rate,
    "short": short,
    "trace_id": trace_id,
}
"""Every filter, by the name templates use."""
