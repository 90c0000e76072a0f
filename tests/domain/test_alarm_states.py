"""Alarms rise, end, and say so when they cannot know."""

from datetime import timedelta
from typing import Any

import pytest

from services.domain.alarm_states import LOOKED_BACK, AlarmState, states
from services.domain.alarms import ALARMS
from services.domain.histogram import bucket
from services.domain.minute import Levels, Minute
from tests.builders import NOW
from tests.minutes import a_level, a_minute, some_levels

FINE = some_levels()
LATE = some_levels(orders=a_level(visible=5, oldest_age_s=301))
NOBODY = some_levels(orders=a_level(visible=5, oldest_age_s=20), running=0)


def an_hour(levels: Levels | None = FINE, **counts: int) -> list[Minute]:
    """Return the whole minutes of an hour and a half before NOW, all alike."""
    return [a_minute(ago, levels, **counts) for ago in range(90, 0, -1)]


def with_last(minutes: list[Minute], *last: Levels | None) -> list[Minute]:
    """Return the minutes with other levels in the last ones."""
    kept = minutes[: -len(last)]
    return [*kept, *(a_minute(len(last) - n, levels) for n, levels in enumerate(last))]


def state_of(name: str, minutes: list[Minute]) -> AlarmState:
    (found,) = (found for found in states(minutes, NOW) if found.alarm.name == name)
    return found


def test_a_quiet_hour_raises_nothing() -> None:
    assert {found.state for found in states(an_hour(), NOW)} == {"ok"}
    assert {found.since for found in states(an_hour(), NOW)} == {None}


def test_every_alarm_has_a_state() -> None:
    assert [found.alarm for found in states([], NOW)] == list(ALARMS)


def test_orders_that_are_late_in_three_of_five_minutes_raise_the_alarm() -> None:
    two = with_last(an_hour(), LATE, FINE, LATE)
    assert state_of("orders-late", two).state == "ok"
    three = with_last(an_hour(), LATE, LATE, FINE, LATE)
    assert state_of("orders-late", three).state == "alarm"
    assert state_of("orders-late", three).value == 301
    assert state_of("archived-late", three).state == "ok"


def test_exactly_the_threshold_is_not_beyond_it() -> None:
    edge = some_levels(orders=a_level(visible=1000, oldest_age_s=300))
    assert state_of("orders-late", an_hour(edge)).state == "ok"
    assert state_of("orders-deep", an_hour(edge)).state == "ok"
    deeper = some_levels(orders=a_level(visible=1001))
    assert state_of("orders-deep", an_hour(deeper)).state == "alarm"


def test_an_alarm_says_since_when_it_is_raised() -> None:
    found = state_of("orders-late", with_last(an_hour(), *[LATE] * 7))
    assert found.state == "alarm"
    # The third late minute ended four minutes before NOW.
    assert found.since == NOW - timedelta(minutes=4)


def test_an_alarm_that_is_older_than_the_hour_says_no_more_than_that() -> None:
    found = state_of("orders-late", an_hour(LATE))
    assert (found.state, found.since) == ("alarm", None)


def test_an_alarm_ends_when_it_is_over_and_says_since_when() -> None:
    found = state_of("orders-late", with_last(an_hour(LATE), *[FINE] * 4))
    assert (found.state, found.since) == ("ok", NOW - timedelta(minutes=1))


def test_no_workers_is_raised_while_orders_wait() -> None:
    assert state_of("no-workers", with_last(an_hour(), *[NOBODY] * 3)).state == "alarm"
    assert state_of("no-workers", with_last(an_hour(), *[NOBODY] * 2)).state == "ok"


@pytest.mark.parametrize(
    "levels",
    [
        some_levels(running=0),
        some_levels(orders=a_level(visible=9, oldest_age_s=99), running=0, paused=("orders",)),
    ],
    ids=["empty", "paused"],
)
def test_an_empty_or_paused_queue_needs_no_workers(levels: Levels) -> None:
    assert state_of("no-workers", an_hour(levels)).state == "ok"


def test_a_pause_of_mails_excuses_no_missing_worker() -> None:
    levels = NOBODY.model_copy(update={"paused": ("archived",)})
    assert state_of("no-workers", an_hour(levels)).state == "alarm"


def test_orders_that_wait_without_a_message_need_workers_too() -> None:
    levels = some_levels(orders=a_level(oldest_age_s=99), running=0)
    assert state_of("no-workers", an_hour(levels)).state == "alarm"


def test_a_paused_queue_is_late_all_the_same() -> None:
    forgotten = LATE.model_copy(update={"paused": ("orders",)})
    assert state_of("orders-late", an_hour(forgotten)).state == "alarm"


def test_a_dead_sampler_is_no_healthy_system() -> None:
    died = an_hour()[:-15]
    assert {found.state for found in states(died, NOW)} == {"no figures"}
    assert {found.value for found in states(died, NOW)} == {None}


def test_a_dead_sampler_ends_an_alarm_with_a_doubt_and_not_with_ok() -> None:
    assert state_of("orders-late", an_hour(LATE)[:-5]).state == "no figures"


def test_levels_that_nobody_looked_at_are_unknown_while_counts_are_known() -> None:
    busy = an_hour(None, errors=9)
    assert state_of("errors", busy).state == "alarm"
    assert state_of("orders-late", busy).state == "no figures"
    assert state_of("stuck-orders", busy).state == "no figures"


def test_a_missed_minute_or_two_doubts_nothing() -> None:
    patchy = an_hour()[:-2]
    assert state_of("orders-late", patchy).state == "ok"


def test_a_new_installation_has_no_figures_until_it_has() -> None:
    assert state_of("no-workers", []).state == "no figures"
    assert state_of("no-workers", [a_minute(1, FINE)]).state == "ok"
    assert state_of("repairs", [a_minute(1, FINE)]).state == "no figures"


def test_the_minute_that_is_not_over_counts_for_nothing() -> None:
    assert (
        state_of("no-workers", [*with_last(an_hour(), *[NOBODY] * 2), a_minute(0, NOBODY)])[1]
        == "ok"
    )


@pytest.mark.parametrize(
    ("name", "counts"),
    [("errors", {"errors": 6}), ("failures", {"failed": 21}), ("repairs", {"repairs": 1})],
)
def test_sums_of_a_minute_raise_their_alarms(name: str, counts: dict[str, int]) -> None:
    assert state_of(name, an_hour(FINE, **counts)).state == "alarm"
    fewer = {count: n - 1 for count, n in counts.items()}
    assert state_of(name, an_hour(FINE, **fewer)).state == "ok"


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("stuck-orders", some_levels(stuck=1)),
        ("orders-dead-letters", some_levels(orders=a_level(dead_letters=1))),
        (
            "archived-very-late",
            some_levels(archived=a_level("archived", visible=1, oldest_age_s=3601)),
        ),
        ("orders-very-deep", some_levels(orders=a_level(visible=20_001))),
    ],
)
def test_levels_raise_their_alarms(name: str, levels: Levels) -> None:
    assert state_of(name, an_hour(levels)).state == "alarm"


@pytest.mark.parametrize(("seconds", "state"), [(200.0, "ok"), (400.0, "alarm")])
def test_mail_is_slow_by_the_percentile_of_each_minute(seconds: float, state: str) -> None:
    spans: Any = {"order_to_mail_s": {bucket(1.0): 90, bucket(seconds): 10}}
    minutes = [minute.model_copy(update={"spans": spans}) for minute in an_hour()]
    assert state_of("mail-slow", minutes).state == state


def test_no_mail_is_no_slow_mail() -> None:
    assert state_of("mail-slow", an_hour()).value is None
    assert state_of("mail-slow", an_hour()).state == "ok"


def test_what_is_needed_reaches_as_far_back_as_the_longest_alarm() -> None:
    assert LOOKED_BACK + max(alarm.minutes for alarm in ALARMS) <= len(an_hour())
