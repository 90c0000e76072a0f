"""Any backend's Decisions: the latest first."""

from datetime import timedelta

from tests.builders import NOW
from tests.contract.decisions import a_decision
from tests.contract.places import Backend


def test_the_latest_decisions_come_first_and_whole(backend: Backend) -> None:
    decisions = [a_decision(NOW + timedelta(seconds=n), n) for n in range(5)]
    for decision in (decisions[3], decisions[0], decisions[4], decisions[1], decisions[2]):
        backend.decisions.append(decision)
    assert backend.decisions.latest(3) == decisions[:1:-1]
    assert backend.decisions.latest(10) == decisions[::-1]


def test_before_the_first_decision_there_is_none(backend: Backend) -> None:
    assert backend.decisions.latest(10) == []


def test_a_decision_that_is_told_twice_is_one(backend: Backend) -> None:
    backend.decisions.append(a_decision(NOW))
    backend.decisions.append(a_decision(NOW))
    assert backend.decisions.latest(10) == [a_decision(NOW)]
