"""Any backend's Minutes: sums that add up, the last look, and nothing older than asked for."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest

from services.domain.histogram import LONGEST_BUCKET
from services.domain.measures import Count, Span, Tally
from services.domain.minute import Levels, Minute, QueueLevel
from tests.contract import racers
from tests.contract.places import Backend, Place

AT = datetime(2026, 11, 21, 9, 30, 17, tzinfo=UTC)
MINUTE = AT.replace(second=0)
LEVELS = Levels(
    at=AT,
    queues=(QueueLevel(name="orders", visible=3, in_flight=2, oldest_age_s=1.5, dead_letters=0),),
    workers_running=2,
    workers_wanted=4,
    open_failures=1,
    stuck=0,
    paused=("archived",),
)


def _accepted(at: datetime, n: int = 1) -> Tally:
    return Tally(at=at, service="order_api", counts={"accepted": n})


def test_tallies_of_all_processes_add_up_within_their_minute(backend: Backend) -> None:
    backend.minutes.add(
        Tally(
            at=AT,
            service="notifier",
            counts={"mailed": 3},
            spans={"order_to_mail_s": {40: 2, 41: 1}},
        )
    )
    backend.minutes.add(
        Tally(
            at=AT + timedelta(seconds=40),
            service="portal",
            counts={"mailed": 4, "requests": 1},
            spans={"order_to_mail_s": {41: 4}, "request_s": {0: 1}},
        )
    )
    assert backend.minutes.between(AT, AT) == [
        Minute(
            at=MINUTE,
            levels=None,
            counts={"mailed": 7, "requests": 1},
            spans={"order_to_mail_s": {40: 2, 41: 5}, "request_s": {0: 1}},
        )
    ]


def test_the_last_look_of_a_minute_stands_beside_its_sums(backend: Backend) -> None:
    backend.minutes.put(LEVELS)
    backend.minutes.add(_accepted(AT))
    last = LEVELS.model_copy(update={"at": AT + timedelta(seconds=30), "stuck": 2})
    backend.minutes.put(last)
    backend.minutes.add(_accepted(AT))
    (minute,) = backend.minutes.between(AT, AT)
    assert minute == Minute(at=MINUTE, levels=last, counts={"accepted": 2})


def test_minutes_come_in_order_from_the_first_to_the_last_asked_for(backend: Backend) -> None:
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    moments = [midnight + timedelta(minutes=n) for n in (-1500, -61, -60, -1, 0, 1, 59)]
    for moment in reversed(moments):
        backend.minutes.add(_accepted(moment + timedelta(seconds=59)))
    first, last = midnight - timedelta(seconds=3541), midnight + timedelta(seconds=119)
    found = [minute.at for minute in backend.minutes.between(first, last)]
    assert found == moments[2:6]
    everything = backend.minutes.between(moments[0], moments[-1])
    assert [minute.at for minute in everything] == moments
    assert backend.minutes.between(last, first) == []


def test_a_clock_elsewhere_counts_into_the_same_minute(backend: Backend) -> None:
    backend.minutes.add(_accepted(AT))
    backend.minutes.add(_accepted(AT.astimezone(timezone(timedelta(hours=5, minutes=30)))))
    (minute,) = backend.minutes.between(AT, AT)
    assert minute.counts == {"accepted": 2}


def test_a_tally_of_everything_there_is_to_measure_is_taken_whole(backend: Backend) -> None:
    counts = {name: n for n, name in enumerate(get_args(Count), 1)}
    buckets = {bucket: bucket + 1 for bucket in range(LONGEST_BUCKET + 1)}
    spans = dict.fromkeys(get_args(Span), buckets)
    backend.minutes.add(Tally(at=AT, service="reconciler", counts=counts, spans=spans))
    (minute,) = backend.minutes.between(AT, AT)
    assert minute == Minute(at=MINUTE, levels=None, counts=counts, spans=spans)


@pytest.mark.usefixtures("forgetting")
def test_what_is_older_is_forgotten_and_the_rest_stays(backend: Backend) -> None:
    for minutes in range(3):
        backend.minutes.add(_accepted(AT + timedelta(minutes=minutes)))
    backend.minutes.forget(AT + timedelta(minutes=1))
    found = backend.minutes.between(AT, AT + timedelta(hours=1))
    assert [minute.at for minute in found] == [MINUTE + timedelta(minutes=n) for n in (1, 2)]


def test_tallies_added_at_once_by_threads_are_all_counted(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    list(threads.map(backend.minutes.add, [_accepted(AT, n) for n in range(1, 41)]))
    (minute,) = backend.minutes.between(AT, AT)
    assert minute.counts == {"accepted": 820}


def test_tallies_added_at_once_by_processes_are_all_counted(
    place: Place, backend: Backend, processes: ProcessPoolExecutor
) -> None:
    races = [processes.submit(racers.tally_all, place, [_accepted(AT)] * 25) for _ in range(4)]
    for race in races:
        race.result()
    (minute,) = backend.minutes.between(AT, AT)
    assert minute.counts == {"accepted": 100}
