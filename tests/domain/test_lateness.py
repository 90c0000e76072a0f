"""What somebody on call is told first."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.histogram import bucket
from services.domain.lateness import (
    drain_s,
    duration,
    late_s,
    order_to_mail,
    per_min,
    sentence,
    throughput_per_min,
)
from services.domain.minute import Minute
from tests.builders import NOW
from tests.domain.generated import modestly
from tests.minutes import a_level, a_minute, some_levels

PACE = {"orders": 380.0, "archived": 120.0}
NOBODY_PAUSED: Mapping[str, datetime] = {}


def test_an_idle_system_is_on_time() -> None:
    assert sentence(some_levels(), NOBODY_PAUSED, PACE, NOW) == "On time: no order waits."
    assert late_s(some_levels()) == 0


def test_what_waits_for_seconds_is_on_time() -> None:
    stand = some_levels(orders=a_level(visible=3, oldest_age_s=4.2))
    said = sentence(stand, NOBODY_PAUSED, PACE, NOW)
    assert said == "On time: the oldest order has waited 4 s."
    assert late_s(stand) == 4.2


def test_who_is_late_hears_by_how_much_and_for_how_long_still() -> None:
    stand = some_levels(orders=a_level(visible=3_000, in_flight=400, oldest_age_s=720), running=6)
    assert sentence(stand, NOBODY_PAUSED, PACE, NOW) == (
        "12 min late: 3,400 orders wait and 6 workers clear them in about 9 min."
    )


def test_one_late_order_and_one_worker_are_spoken_of_as_one() -> None:
    stand = some_levels(orders=a_level(visible=1, oldest_age_s=61), running=1)
    assert sentence(stand, NOBODY_PAUSED, PACE, NOW) == (
        "1 min late: 1 order waits and 1 worker clears it in about 0 s."
    )


def test_workers_that_finish_nothing_promise_nothing() -> None:
    stand = some_levels(orders=a_level(in_flight=40, oldest_age_s=300), running=2)
    said = sentence(stand, NOBODY_PAUSED, {"orders": 0.0, "archived": 0.0}, NOW)
    assert said == ("5 min late: 40 orders wait, and 2 workers finished none in the last 2 min.")


def test_mails_that_are_late_are_told_as_mails() -> None:
    stand = some_levels(archived=a_level("archived", visible=240, oldest_age_s=400))
    assert sentence(stand, NOBODY_PAUSED, PACE, NOW) == (
        "7 min late: 240 invoices wait for mail, done in about 2 min."
    )
    said = sentence(stand, NOBODY_PAUSED, {"orders": 9.0, "archived": 0.0}, NOW)
    assert said == "7 min late: 240 invoices wait for mail, and none was sent in the last 2 min."


def test_the_queue_that_waits_longest_is_the_one_that_is_told() -> None:
    stand = some_levels(
        orders=a_level(visible=5, oldest_age_s=90),
        archived=a_level("archived", visible=7, oldest_age_s=500),
    )
    assert "7 invoices wait for mail" in sentence(stand, NOBODY_PAUSED, PACE, NOW)


def test_an_order_whose_message_is_lost_is_late_although_the_queue_is_empty() -> None:
    stand = some_levels(orders=a_level(oldest_age_s=200))
    said = sentence(stand, NOBODY_PAUSED, PACE, NOW)
    assert said == (
        "3 min late: the oldest order has lost its message; the reconciler sends it on."
    )


def test_no_workers_is_said_when_orders_wait_and_nobody_works() -> None:
    stand = some_levels(orders=a_level(visible=40, oldest_age_s=360), running=0)
    said = sentence(stand, NOBODY_PAUSED, PACE, NOW)
    assert said == "No workers: 40 orders wait, the oldest for 6 min."


def test_no_workers_is_told_before_late_mail_which_mends_itself() -> None:
    stand = some_levels(
        orders=a_level(visible=1, oldest_age_s=2),
        archived=a_level("archived", visible=7, oldest_age_s=500),
        running=0,
    )
    said = sentence(stand, NOBODY_PAUSED, PACE, NOW)
    assert said == "No workers: 1 order waits, the oldest for 2 s."


def test_an_empty_queue_without_workers_is_on_time() -> None:
    said = sentence(some_levels(running=0), NOBODY_PAUSED, PACE, NOW)
    assert said == "On time: no order waits."


@pytest.mark.parametrize("running", [0, 3])
def test_a_paused_queue_is_paused_whoever_works(running: int) -> None:
    stand = some_levels(orders=a_level(visible=120, oldest_age_s=3_000), running=running)
    paused = {"orders": NOW - timedelta(hours=1)}
    said = sentence(stand, paused, PACE, NOW)
    assert said == "Orders are paused since 08:30 UTC; 120 wait."


def test_a_pause_is_told_also_while_nothing_is_late() -> None:
    paused = {"archived": NOW - timedelta(days=2)}
    said = sentence(some_levels(), paused, PACE, NOW)
    assert said == "Mails are paused since 19 Nov 09:30 UTC; none waits."


def test_late_mail_is_told_before_a_pause_of_orders_of_which_none_wait() -> None:
    stand = some_levels(archived=a_level("archived", visible=7, oldest_age_s=500))
    assert sentence(stand, {"orders": NOW}, PACE, NOW).startswith("8 min late: 7 invoices")


def test_the_pace_is_that_of_the_last_two_minutes() -> None:
    minutes = [
        a_minute(2, archived=900, mailed=5),
        a_minute(1, archived=60, mailed=40),
        a_minute(0, archived=30, mailed=20),
    ]
    now = NOW + timedelta(seconds=30)
    assert throughput_per_min(minutes, "orders", now) == 60
    assert throughput_per_min(minutes, "archived", now) == 40


def test_a_system_that_just_started_has_its_pace_at_once() -> None:
    minutes = [a_minute(0, archived=20)]
    assert throughput_per_min(minutes, "orders", NOW + timedelta(seconds=30)) == 40


def test_the_first_seconds_of_a_minute_exaggerate_nothing() -> None:
    assert throughput_per_min([a_minute(0, archived=5)], "orders", NOW) == 20


def test_a_pace_can_be_that_of_several_counts() -> None:
    minutes = [a_minute(1, accepted=6, redriven=3)]
    assert per_min(minutes, ("accepted", "redriven"), NOW) == 9


def test_nothing_measured_is_no_pace() -> None:
    assert throughput_per_min([], "orders", NOW) == 0


def test_a_queue_is_drained_at_its_pace_and_never_without_one() -> None:
    assert drain_s(a_level(visible=90, in_flight=10), 200.0) == 30
    assert drain_s(a_level(visible=1), 0.0) is None
    assert drain_s(a_level(), 0.0) == 0


@given(st.lists(st.floats(0.001, 100_000), min_size=1, max_size=200))
@modestly
def test_percentiles_are_never_too_short_and_at_most_a_fifth_too_long(seconds: list[float]) -> None:
    half = len(seconds) // 2
    minutes = [_mailed(n, part) for n, part in enumerate((seconds[:half], seconds[half:]))]
    found, ranked = order_to_mail(minutes), sorted(seconds)
    assert found.measured == len(seconds)
    for value, share in ((found.p50, 50), (found.p95, 95), (found.p99, 99)):
        true = ranked[-(-share * len(ranked) // 100) - 1]
        assert true * (1 - 1e-9) <= value <= true * 1.19


def _mailed(ago: int, seconds: list[float]) -> Minute:
    buckets: dict[int, int] = {}
    for one in seconds:
        buckets[bucket(one)] = buckets.get(bucket(one), 0) + 1
    return a_minute(ago).model_copy(update={"spans": {"order_to_mail_s": buckets}})


def test_without_mail_percentiles_say_that_they_rest_on_nothing() -> None:
    assert order_to_mail([a_minute(1)]) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (720, "12 min"),
        (3_570, "1 h"),
        (12_000, "3 h 20 min"),
        (86_400, "1 d"),
        (190_800, "2 d 5 h"),
    ],
)
def test_durations_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert duration(seconds) == said
