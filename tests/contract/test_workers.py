"""Any backend's Workers: the last beat of each, and nobody who left."""

from datetime import timedelta

from services.domain.worker import Worker
from tests.builders import NOW
from tests.contract.places import Backend

FIRST = Worker(id="host/17/a", queue="orders", started_at=NOW, seen_at=NOW)


def test_the_last_beat_of_a_worker_is_what_is_known_of_it(backend: Backend) -> None:
    backend.workers.beat(FIRST)
    later = NOW + timedelta(seconds=10)
    beaten = FIRST.model_copy(update={"seen_at": later, "holds": ("ord_1", "ord_2"), "done": 7})
    backend.workers.beat(beaten)
    assert backend.workers.seen_since(NOW) == [beaten]


def test_workers_are_listed_by_id_and_only_those_heard_of_since(backend: Backend) -> None:
    for n, id_ in enumerate(("c", "a", "b")):
        seen_at = NOW + timedelta(seconds=n)
        backend.workers.beat(FIRST.model_copy(update={"id": id_, "seen_at": seen_at}))
    assert [worker.id for worker in backend.workers.seen_since(NOW)] == ["a", "b", "c"]
    since = NOW + timedelta(seconds=1)
    assert [worker.id for worker in backend.workers.seen_since(since)] == ["a", "b"]


def test_a_worker_that_left_is_no_longer_there(backend: Backend) -> None:
    backend.workers.beat(FIRST)
    backend.workers.leave("nobody")
    assert backend.workers.seen_since(NOW) == [FIRST]
    backend.workers.leave(FIRST.id)
    backend.workers.leave(FIRST.id)
    assert backend.workers.seen_since(NOW) == []
