"""Minutes, workers and decisions, as the sampler, the workers and the autoscaler leave them."""

from datetime import timedelta

from services.domain.histogram import bucket
from services.domain.measures import Tally
from services.domain.minute import Levels, QueueLevel, minute_of
from services.domain.scaling import Decision
from services.domain.worker import Worker
from tests.ops_console.console import Console

HELD = "ord_" + "ab" * 20


def an_hour(console: Console, *, errors: int = 0) -> None:
    """Leave the minutes of an hour: the backlog rises from 0 to 59 while three workers run."""
    for ago in range(60, 0, -1):
        at = minute_of(console.clock()) - timedelta(minutes=ago)
        orders = QueueLevel(
            name="orders", visible=60 - ago, in_flight=5, oldest_age_s=ago, dead_letters=0
        )
        archived = QueueLevel(
            name="archived", visible=0, in_flight=0, oldest_age_s=None, dead_letters=0
        )
        levels = Levels(
            at=at,
            queues=(orders, archived),
            workers_running=3,
            workers_wanted=4,
            open_failures=1,
            stuck=0,
        )
        tally = Tally(
            at=at,
            service="invoice_worker",
            counts={"accepted": 60, "archived": 50, "mailed": 48, "errors": errors},
            spans={"order_to_mail_s": {bucket(1.5): 47, bucket(40): 1}},
        )
        console.backends.minutes.put(levels)
        console.backends.minutes.add(tally)


def a_worker(console: Console, name: str = "host-17-c0ffee") -> None:
    """Have a worker say that it is there and holds an order."""
    now = console.clock()
    console.backends.workers.beat(
        Worker(
            id=name,
            queue="orders",
            started_at=now - timedelta(minutes=5),
            seen_at=now,
            holds=(HELD,),
            done=12,
        )
    )


def decisions(console: Console, count: int) -> None:
    """Leave scaling decisions, a minute apart, each to one worker more than the one before."""
    for number in range(count):
        console.backends.decisions.append(
            Decision(
                at=console.clock() - timedelta(minutes=count - number),
                arrivals=10.0 * number,
                backlog=100 * number,
                rate=20.0,
                latency_goal_s=30.0,
                wanted=number + 1,
                running=number,
                decided=number + 1,
            )
        )
