"""A glance tells whether somebody has to act."""

from collections.abc import Mapping

import pytest

from services.backends.pauses import Pause
from services.domain.alarms import ALARMS, Alarm
from services.flow.overview import overview
from services.flow.overview_answer import Overview
from services.ops_console.mood import mood
from tests.clock import START
from tests.ops_console.console import Console


def seen(
    console: Console, *raised: str, paused: str = "", ages_s: Mapping[str, float] | None = None
) -> Overview:
    """Return an overview in which these alarms are on and orders have waited for so long."""
    if paused:
        console.backends.pauses.pause(Pause(queue=paused, at=START, who="sk_live_x", reason="tax"))
    now = overview(console.backends, console.clock())
    alarms = [
        alarm.model_copy(update={"state": "alarm" if alarm.name in raised else "ok"})
        for alarm in now.alarms
    ]
    queues = [
        queue.model_copy(update={"oldest_age_s": (ages_s or {}).get(queue.name)})
        for queue in now.queues
    ]
    return now.model_copy(update={"alarms": tuple(alarms), "queues": tuple(queues)})


def test_nothing_to_do_looks_good(console: Console) -> None:
    assert mood(seen(console, ages_s={"orders": 60.0, "archived": 59.0})) == "good"


@pytest.mark.parametrize("alarm", ALARMS, ids=lambda alarm: alarm.name)
def test_an_alarm_shows_as_what_it_is(console: Console, alarm: Alarm) -> None:
    assert mood(seen(console, alarm.name)) == ("wait" if alarm.severity == "warning" else "bad")


def test_a_pause_is_a_wish_as_is_what_waits_for_its_end(console: Console) -> None:
    assert mood(seen(console, paused="orders")) == "wait"
    late = {"orders": 4000.0}
    raised = ("orders-late", "orders-deep", "orders-very-deep")
    assert mood(seen(console, *raised, paused="orders", ages_s=late)) == "wait"


def test_a_pause_that_was_forgotten_is_an_emergency(console: Console) -> None:
    assert mood(seen(console, "orders-very-late", paused="orders")) == "bad"


@pytest.mark.parametrize(
    "raised", ["errors", "stuck-orders", "orders-late", "orders-very-deep", "archived-dead-letters"]
)
def test_a_pause_excuses_nothing_but_the_waiting_of_its_own_queue(
    console: Console, raised: str
) -> None:
    assert mood(seen(console, raised, paused="archived")) == "bad"


def test_orders_that_are_late_are_no_better_for_a_pause_of_the_mail(console: Console) -> None:
    assert mood(seen(console, paused="archived", ages_s={"orders": 61.0})) == "bad"
    assert mood(seen(console, paused="archived", ages_s={"archived": 61.0})) == "wait"
