from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from services.domain.numbering import (
    Counter,
    NumberingRules,
    Reset,
    Series,
    issue_day,
    print_number,
    series_for,
    unused,
)
from services.domain.rejection import Rejected
from services.domain.validation import validated
from tests.domain.generated import modestly

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def rules(**changes: Any) -> NumberingRules:  # noqa: ANN401 - any field, of any type
    return validated(NumberingRules, changes)


def code(**changes: object) -> str:
    with pytest.raises(Rejected) as rejected:
        validated(NumberingRules, changes)
    return rejected.value.faults[0].code


def number(
    numbering: NumberingRules,
    sequence: int,
    day: date,
    *,
    livemode: bool = True,
    credit: bool = False,
) -> str:
    series = series_for("aurora", numbering, "381" if credit else "380", day, livemode=livemode)
    return print_number(numbering, series, sequence, day)


@st.composite
def any_rules(draw: DrawFn) -> NumberingRules:
    """Return rules of every reset with their tokens in any order, between any literals."""
    reset: Reset = draw(st.sampled_from(("never", "yearly", "monthly")))
    needed = {"never": [], "yearly": ["{yyyy}"], "monthly": ["{yy}", "{mm}"]}[reset]
    tokens = draw(st.permutations([*needed, f"{{seq:{draw(st.integers(1, 9))}}}"]))
    literals = st.text("AZaz09-_.", max_size=3)
    pattern = "".join(draw(literals) + token for token in tokens) + draw(literals)
    return rules(pattern=pattern, credit_note_pattern=f"Credit{pattern}", reset=reset)


def test_numbers_look_as_the_pattern_says() -> None:
    spelt = rules(
        pattern="S{yy}{mm}.{seq:3}_x", credit_note_pattern="C-{yyyy}-{mm}-{seq:1}", reset="monthly"
    )
    assert number(spelt, 7, date(2026, 3, 1)) == "S2603.007_x"
    assert number(spelt, 7, date(2026, 3, 1), credit=True) == "C-2026-03-7"
    assert number(spelt, 7, date(2026, 3, 1), livemode=False) == "TEST-S2603.007_x"


def test_a_number_outgrows_its_width() -> None:
    assert number(rules(), 1_234_567, date(2026, 3, 1)) == "INV-2026-1234567"


@given(any_rules(), st.lists(DAYS, min_size=1, max_size=40))
@modestly
def test_numbers_are_contiguous_in_their_series_and_never_repeat(
    numbering: NumberingRules, days: list[date]
) -> None:
    counters: dict[Series, Counter] = {}
    printed = []
    for day in sorted(days):
        for livemode in (True, False):
            for credit in (True, False):
                series = series_for(
                    "aurora", numbering, "381" if credit else "380", day, livemode=livemode
                )
                counter = counters.get(series) or unused(series, numbering)
                counters[series] = counter.model_copy(update={"last": counter.last + 1})
                printed.append(print_number(numbering, series, counter.last + 1, day))
    assert len({text.upper() for text in printed}) == len(printed)
    assert sum(counter.last for counter in counters.values()) == len(printed)


@given(any_rules(), DAYS, DAYS, st.integers(1, 10**10), st.integers(1, 10**10))
@modestly
def test_two_numbers_are_alike_only_if_series_and_sequence_are(
    numbering: NumberingRules, day: date, other_day: date, sequence: int, other: int
) -> None:
    one = (series_for("aurora", numbering, "380", day, livemode=True), sequence)
    two = (series_for("aurora", numbering, "380", other_day, livemode=True), other)
    alike = print_number(numbering, *one, day) == print_number(numbering, *two, other_day)
    assert alike == (one == two)


@given(any_rules(), DAYS)
@modestly
def test_numbers_stand_in_urls_as_they_are(numbering: NumberingRules, day: date) -> None:
    text = number(numbering, 1, day)
    assert text.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert text.isascii()


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "INV",
        "{seq}",
        "{seq:0}",
        "{seq:10}",
        "{seq:5}{seq:5}",
        "INV {seq:5}",
        "INV/{seq:5}",
        "{yyy}{seq:5}",
        "{YYYY}{seq:5}",
        "É{seq:5}",
        "{seq:5}\n",
        "{seq:5}%",
        "{{seq:5}}",
        "TEST-{seq:5}",
        "test-{seq:5}",
        "{seq:5}{}",
    ],
)
def test_other_patterns_are_refused(pattern: str) -> None:
    assert code(pattern=pattern, reset="never") == "bad_number_pattern"


def test_a_pattern_has_forty_characters_at_most() -> None:
    longest = "{seq:5}" + "A" * 33
    assert rules(pattern=longest, reset="never").pattern == longest
    assert code(pattern=longest + "A", reset="never") == "too_long"


@pytest.mark.parametrize(
    ("reset", "pattern"),
    [
        ("yearly", "A{seq:5}"),
        ("yearly", "A{mm}{seq:5}"),
        ("monthly", "A{yyyy}{seq:5}"),
        ("monthly", "A{mm}{seq:5}"),
    ],
)
@pytest.mark.parametrize("field", ["pattern", "credit_note_pattern"])
def test_a_reset_needs_its_period_in_both_patterns(reset: str, pattern: str, field: str) -> None:
    both = {"pattern": "X{yyyy}{mm}{seq:5}", "credit_note_pattern": "Y{yy}{mm}{seq:5}"}
    assert rules(**both, reset=reset).reset == reset
    assert code(**both | {field: pattern}, reset=reset) == "reset_without_period"


@pytest.mark.parametrize(
    ("pattern", "credit"),
    [
        ("A{seq:5}", "A{seq:5}"),
        ("A{seq:5}", "{seq:3}A"),
        ("A{seq:5}", "A{yyyy}{seq:5}"),
        ("A{seq:5}", "a{seq:5}"),
        ("{seq:5}", "2{seq:5}"),
    ],
)
def test_patterns_that_could_meet_are_refused(pattern: str, credit: str) -> None:
    refused = code(pattern=pattern, credit_note_pattern=credit, reset="never")
    assert refused == "patterns_collide"


def test_a_hyphen_keeps_patterns_apart() -> None:
    apart = rules(pattern="A{seq:5}", credit_note_pattern="A-{seq:5}", reset="never")
    assert apart.credit_note_pattern == "A-{seq:5}"


def test_counting_starts_where_the_seller_left_off() -> None:
    numbering = rules(start=5001)
    series = series_for("aurora", numbering, "380", date(2026, 1, 1), livemode=True)
    assert unused(series, numbering).last == 5000
    assert unused(series, rules()).last == 0
    assert rules(start=999_999_999).start == 999_999_999
    assert code(start=0) == code(start=1_000_000_000) == "out_of_range"


def test_a_series_is_of_one_seller_mode_type_and_period() -> None:
    day = date(2026, 3, 9)
    keys = {
        series_for(seller, rules(), type_, day, livemode=livemode).key
        for seller in ("aurora", "boreal")
        for type_ in ("380", "381")
        for livemode in (True, False)
    }
    assert len(keys) == 8
    assert "aurora/live/380/2026" in keys


@pytest.mark.parametrize(
    ("reset", "period"), [("never", ""), ("yearly", "2026"), ("monthly", "2026-03")]
)
def test_a_key_names_its_series(reset: str, period: str) -> None:
    spelt = rules(pattern="A{yy}{mm}{seq:1}", credit_note_pattern="B{yy}{mm}{seq:1}", reset=reset)
    series = series_for("aurora", spelt, "380", date(2026, 3, 9), livemode=False)
    assert series.period == period
    assert Series.of_key(series.key) == series


@pytest.mark.parametrize("livemode", [True, False])
def test_the_key_of_a_live_series_and_of_a_test_one_are_read_apart(*, livemode: bool) -> None:
    series = series_for("aurora", rules(), "381", date(2026, 3, 9), livemode=livemode)
    assert Series.of_key(series.key).livemode is livemode


def test_a_number_is_of_the_period_it_is_issued_in() -> None:
    series = series_for("aurora", rules(), "380", date(2026, 12, 31), livemode=True)
    with pytest.raises(ValueError, match="take the series of that day"):
        print_number(rules(), series, 1, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 12, 31)),
        ("Europe/Berlin", date(2027, 1, 1)),
        ("Pacific/Kiritimati", date(2027, 1, 1)),
        ("America/New_York", date(2026, 12, 31)),
    ],
)
def test_the_year_ends_when_it_ends_at_the_seller(zone: str, day: date) -> None:
    assert issue_day(NEW_YEARS_EVE, zone) == day
    series = series_for("aurora", rules(), "380", issue_day(NEW_YEARS_EVE, zone), livemode=True)
    assert series.period == str(day.year)


def test_a_leap_day_is_a_day_of_its_month() -> None:
    day = issue_day(datetime(2028, 2, 29, 12, tzinfo=UTC), "Europe/Berlin")
    monthly = rules(
        pattern="A{yy}{mm}{seq:1}", credit_note_pattern="B{yy}{mm}{seq:1}", reset="monthly"
    )
    assert (day, number(monthly, 1, day)) == (date(2028, 2, 29), "A28021")


def test_the_day_of_a_series_never_goes_back() -> None:
    series = series_for("aurora", rules(), "380", date(2026, 5, 2), livemode=True)
    counter = Counter(series=series, last=3, last_issued_on=date(2026, 5, 2))
    a_day_slow, a_day_later = (datetime(2026, 5, d, 12, tzinfo=UTC) for d in (1, 3))
    assert issue_day(a_day_slow, "UTC", counter) == date(2026, 5, 2)
    assert issue_day(a_day_later, "UTC", counter) == date(2026, 5, 3)
    assert issue_day(a_day_slow, "UTC", unused(series, rules())) == date(2026, 5, 1)
