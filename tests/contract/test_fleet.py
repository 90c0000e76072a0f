"""The fleet by what workers say of themselves, over any backend's workers and decisions."""

from datetime import timedelta

from services.backends.fleet import FleetFigures
from services.domain.worker import GONE_AFTER, Worker
from tests.contract.decisions import a_decision
from tests.contract.places import Backend


def _beat(backend: Backend, id_: str, queue: str = "orders", *, ago: timedelta) -> None:
    at = backend.clock() - ago
    backend.workers.beat(Worker(id=id_, queue=queue, started_at=at, seen_at=at))


def test_workers_of_orders_that_were_heard_of_lately_are_running(backend: Backend) -> None:
    assert backend.fleet.figures() == FleetFigures(running=0, starting=0, wanted=0)
    _beat(backend, "fresh", ago=GONE_AFTER - timedelta(seconds=1))
    _beat(backend, "gone", ago=GONE_AFTER)
    _beat(backend, "mails", "archived", ago=timedelta(0))
    assert backend.fleet.figures() == FleetFigures(running=1, starting=0, wanted=1)


def test_those_the_last_decision_asks_for_and_nobody_heard_of_are_starting(
    backend: Backend,
) -> None:
    _beat(backend, "fresh", ago=timedelta(0))
    backend.decisions.append(a_decision(backend.clock() - timedelta(minutes=1), 7))
    backend.decisions.append(a_decision(backend.clock(), 3))
    assert backend.fleet.figures() == FleetFigures(running=1, starting=2, wanted=3)


def test_fewer_wanted_than_run_means_that_none_is_starting(backend: Backend) -> None:
    for id_ in ("one", "two"):
        _beat(backend, id_, ago=timedelta(0))
    backend.decisions.append(a_decision(backend.clock(), 1))
    assert backend.fleet.figures() == FleetFigures(running=2, starting=0, wanted=1)
