"""Invoice numbers: patterns, series and the counter that hands them out without a gap."""

import re
from datetime import date, datetime
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from services.domain.frozen import Frozen, Request
from services.domain.rejection import reject

TEST_PREFIX = "TEST-"
FIRST_PREVIOUS_HASH = "0" * 64
"""What the first record of a series carries in place of its predecessor's hash."""

NUMBER_SHAPE = "[A-Za-z0-9._-]{1,64}"
"""What a number may look like, for it stands in URLs and file names: a regular expression."""

_TOKEN = re.compile(r"\{(yyyy|yy|mm|seq:[1-9])\}")
_LITERAL = re.compile(r"\A[A-Za-z0-9._-]*\Z")

DocumentType = Literal["380", "381"]
"""UNTDID 1001: commercial invoice, credit note."""

Reset = Literal["never", "yearly", "monthly"]


def _checked_pattern(pattern: str) -> str:
    tokens = _TOKEN.findall(pattern)
    literal = _TOKEN.sub("", pattern)
    if not _LITERAL.match(literal):
        raise PydanticCustomError(
            "bad_number_pattern",
            "may hold only {yyyy} {yy} {mm} {seq:N} (N from 1 to 9) and A-Z a-z 0-9 - _ .",
        )
    if sum(token.startswith("seq:") for token in tokens) != 1:
        raise PydanticCustomError("bad_number_pattern", "needs {seq:N} exactly once")
    if pattern.upper().startswith(TEST_PREFIX):
        raise PydanticCustomError(
            "bad_number_pattern", "may not start with TEST-, which marks invoices of test keys"
        )
    return pattern


NumberPattern = Annotated[str, StringConstraints(max_length=40), AfterValidator(_checked_pattern)]


def _letters(pattern: str) -> str:
    return re.sub("[0-9]", "", _TOKEN.sub("", pattern)).upper()


class NumberingRules(Request):
    """How a seller numbers: one pattern per document type, and when counting starts again."""

    pattern: NumberPattern = "INV-{yyyy}-{seq:6}"
    credit_note_pattern: NumberPattern = "CN-{yyyy}-{seq:6}"
    reset: Reset = "yearly"
    start: Annotated[int, Field(ge=1, le=999_999_999)] = 1
    """The first number of every series, so of every period when counting starts again."""

    @model_validator(mode="after")
    def _numbers_never_meet(self) -> Self:
        for pattern in (self.pattern, self.credit_note_pattern):
            year = "{yyyy}" in pattern or "{yy}" in pattern
            if self.reset != "never" and not year:
                raise PydanticCustomError(
                    "reset_without_period", "a reset needs {yyyy} or {yy} in both patterns"
                )
            if self.reset == "monthly" and "{mm}" not in pattern:
                raise PydanticCustomError(
                    "reset_without_period", "a monthly reset needs {mm} in both patterns"
                )
        # Tokens become digits, so patterns whose other characters differ can never collide; case
        # does not count, because the archive may lie on a file system that ignores it.
        if _letters(self.pattern) == _letters(self.credit_note_pattern):
            raise PydanticCustomError(
                "patterns_collide",
                "pattern and credit_note_pattern need different letters, or numbers could collide",
            )
        return self


def check_successor(before: NumberingRules, after: NumberingRules) -> None:
    """Refuse rules whose numbers could meet those that `before` has given.

    Another reset counts from the start again, so its numbers need other letters. Raises Rejected.
    """
    if after.reset == before.reset:
        return
    given = {_letters(before.pattern), _letters(before.credit_note_pattern)}
    for field in ("pattern", "credit_note_pattern"):
        if _letters(getattr(after, field)) in given:
            raise reject(
                f"/numbering/{field}",
                "numbers_would_repeat",
                "needs other letters than before, because another reset starts counting anew",
            )


def is_number(text: str) -> bool:
    """Tell whether a document could carry `text` as its number, so that looking is worth it."""
    return re.fullmatch(NUMBER_SHAPE, text) is not None


class Series(Frozen):
    """One gap-free row of numbers: a seller, live or test, a document type and a period."""

    seller_id: str
    livemode: bool
    type: DocumentType
    period: str
    """Empty for a series that never resets, else `2026` or `2026-11`."""

    @property
    def key(self) -> str:
        """Return the name the counter is stored under, and audits speak of."""
        mode = "live" if self.livemode else "test"
        return "/".join((self.seller_id, mode, self.type, self.period or "all"))

    @classmethod
    def of_key(cls, key: str) -> Self:
        """Return the series a key names."""
        seller_id, mode, type_, period = key.split("/")
        return cls.model_validate(
            {
                "seller_id": seller_id,
                "livemode": mode == "live",
                "type": type_,
                "period": "" if period == "all" else period,
            }
        )


class Counter(Frozen):
    """How far a series has come. It moves only together with the records it counts."""

    series: Series
    last: int
    """The last sequence number given; the series' start minus one before the first."""
    last_issued_on: date | None = None
    last_hash: str = FIRST_PREVIOUS_HASH
    frozen: str | None = None
    """Why no number may be given (a restore went wrong, a person is needed), else None."""


def issue_day(now: datetime, time_zone: str, counter: Counter | None = None) -> date:
    """Return the calendar day at the seller, never before the last day of the series.

    Article 226(1) of Directive 2006/112/EC dates an invoice by the seller's day, not by UTC.
    """
    today = now.astimezone(ZoneInfo(time_zone)).date()
    if counter and counter.last_issued_on:
        return max(today, counter.last_issued_on)
    return today


def _period(reset: Reset, day: date) -> str:
    return {"never": "", "yearly": f"{day:%Y}", "monthly": f"{day:%Y-%m}"}[reset]


def series_for(
    seller_id: str, rules: NumberingRules, type_: DocumentType, day: date, *, livemode: bool
) -> Series:
    """Return the series a document issued on `day` belongs to."""
    period = _period(rules.reset, day)
    return Series(seller_id=seller_id, livemode=livemode, type=type_, period=period)


def unused(series: Series, rules: NumberingRules) -> Counter:
    """Return the counter of a series that has not given a number yet."""
    return Counter(series=series, last=rules.start - 1)


def print_number(rules: NumberingRules, series: Series, sequence: int, day: date) -> str:
    """Write the number as it stands on the document and in URLs.

    Raises ValueError when `day` is not in the period of the series: its number would be one that
    the series of that day gives, too.
    """
    if series.period != _period(rules.reset, day):
        raise ValueError(f"{day} is not in the series {series.key}; take the series of that day")
    pattern = rules.pattern if series.type == "380" else rules.credit_note_pattern

    def fill(token: re.Match[str]) -> str:
        name = token.group(1)
        if name.startswith("seq:"):
            return f"{sequence:0{name[4:]}d}"
        return {"yyyy": f"{day:%Y}", "yy": f"{day:%y}", "mm": f"{day:%m}"}[name]

    return ("" if series.livemode else TEST_PREFIX) + _TOKEN.sub(fill, pattern)
