"""Any backend's Queue: a message stays until it is deleted; a delivery hides it for a while."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta

import pytest

from services.backends.queue import LeaseLost, Message, Queue
from tests.contract import racers
from tests.contract.places import MAX_RECEIVES, Backend, Place


def _receive(queue: Queue, limit: int = 10, *, visibility_s: float = 60) -> list[Message]:
    return queue.receive(limit, visibility_s=visibility_s, wait_s=0)


def _only(queue: Queue) -> Message:
    (message,) = _receive(queue)
    return message


def test_a_message_arrives_as_it_was_sent(backend: Backend) -> None:
    sent_at = backend.clock.now
    backend.queue.send(['{"id": "ord_1"}'])
    backend.clock.advance(5)
    message = _only(backend.queue)
    assert (message.body, message.attempts) == ('{"id": "ord_1"}', 1)
    assert message.sent_at == sent_at


def test_a_message_survives_whoever_sent_it(place: Place) -> None:
    place.open().queue.send(["ord_1"])
    assert _only(place.open().queue).body == "ord_1"


def test_the_longest_waiting_come_first_and_never_more_than_ten(backend: Backend) -> None:
    for n in range(12):
        backend.queue.send([str(n)])
        backend.clock.advance(1)
    assert [m.body for m in _receive(backend.queue, 3)] == ["0", "1", "2"]
    assert [m.body for m in _receive(backend.queue, 10)] == [str(n) for n in range(3, 12)]
    backend.queue.send([str(n) for n in range(20)])
    assert len(_receive(backend.queue, 20)) == 10


def test_a_delivery_hides_the_message_from_everybody_else(backend: Backend) -> None:
    backend.queue.send(["ord_1"])
    _only(backend.queue)
    backend.clock.advance(59)
    assert _receive(backend.queue) == []


def test_a_message_nobody_deleted_comes_again_with_another_receipt(backend: Backend) -> None:
    backend.queue.send(["ord_1"])
    first = _only(backend.queue)
    backend.clock.advance(61)
    second = _only(backend.queue)
    assert (second.body, second.attempts, second.sent_at) == ("ord_1", 2, first.sent_at)
    assert second.receipt != first.receipt


def test_a_deleted_message_never_comes_again(backend: Backend) -> None:
    backend.queue.send([f"ord_{n}" for n in range(5)])
    backend.queue.delete(_receive(backend.queue))
    backend.queue.delete([])
    backend.clock.advance(3600)
    assert _receive(backend.queue) == []
    assert backend.queue.figures().undeleted == 0


def test_deleting_after_the_lease_was_lost_leaves_the_message_to_its_new_owner(
    backend: Backend,
) -> None:
    backend.queue.send(["ord_1", "ord_2"])
    lost, kept = _receive(backend.queue)
    backend.queue.extend(kept, 300)
    backend.clock.advance(61)
    owned = _only(backend.queue)
    backend.queue.delete([lost, kept])
    backend.queue.release(owned)
    assert _only(backend.queue).body == "ord_1"


def test_extending_keeps_the_message_hidden_from_now_on(backend: Backend) -> None:
    backend.queue.send(["ord_1"])
    message = _only(backend.queue)
    backend.clock.advance(50)
    backend.queue.extend(message, 60)
    backend.clock.advance(59)
    assert _receive(backend.queue) == []
    backend.queue.extend(message, 60)
    backend.clock.advance(61)
    assert _only(backend.queue).attempts == 2


def test_a_released_message_comes_again_after_its_delay(backend: Backend) -> None:
    backend.queue.send(["ord_1"])
    backend.queue.release(_only(backend.queue), delay_s=30)
    backend.clock.advance(29)
    assert _receive(backend.queue) == []
    backend.clock.advance(2)
    assert _only(backend.queue).attempts == 2


def test_a_message_released_without_a_delay_comes_again_at_once(backend: Backend) -> None:
    backend.queue.send(["ord_1"])
    backend.queue.release(_only(backend.queue))
    assert _only(backend.queue).attempts == 2


@pytest.mark.parametrize("act", ["extend", "release"])
def test_a_lease_that_ran_out_is_lost(backend: Backend, act: str) -> None:
    backend.queue.send(["ord_1"])
    message = _only(backend.queue)
    backend.clock.advance(61)
    with pytest.raises(LeaseLost):
        getattr(backend.queue, act)(message, 5)


@pytest.mark.parametrize("act", ["extend", "release"])
def test_a_lease_that_somebody_else_took_over_is_lost(backend: Backend, act: str) -> None:
    backend.queue.send(["ord_1"])
    message = _only(backend.queue)
    backend.clock.advance(61)
    owned = _only(backend.queue)
    with pytest.raises(LeaseLost):
        getattr(backend.queue, act)(message, 5)
    backend.queue.extend(owned, 60)


@pytest.mark.parametrize("act", ["extend", "release"])
def test_a_deleted_message_is_held_by_nobody(backend: Backend, act: str) -> None:
    backend.queue.send(["ord_1"])
    message = _only(backend.queue)
    backend.queue.delete([message])
    with pytest.raises(LeaseLost):
        getattr(backend.queue, act)(message, 5)


def test_a_delayed_message_comes_when_its_time_has_come(backend: Backend) -> None:
    backend.queue.send(["later"], delay_s=30)
    backend.queue.send(["now"])
    assert [m.body for m in _receive(backend.queue)] == ["now"]
    backend.clock.advance(31)
    assert _only(backend.queue).body == "later"


@pytest.mark.usefixtures("waits")
def test_waiting_ends_with_the_first_message(backend: Backend) -> None:
    started = backend.clock.now
    backend.queue.send(["ord_1"], delay_s=3)
    (message,) = backend.queue.receive(10, visibility_s=60, wait_s=20)
    assert message.body == "ord_1"
    assert 3 <= (backend.clock.now - started).total_seconds() < 4


@pytest.mark.usefixtures("waits")
def test_waiting_for_nothing_ends_in_time_with_nothing(backend: Backend) -> None:
    started = backend.clock.now
    assert backend.queue.receive(10, visibility_s=60, wait_s=2) == []
    assert timedelta(seconds=2) <= backend.clock.now - started < timedelta(seconds=3)


def _use_up(backend: Backend) -> None:
    for attempt in range(1, MAX_RECEIVES + 1):
        assert {m.attempts for m in _receive(backend.queue)} == {attempt}
        backend.clock.advance(61)


def test_after_its_last_delivery_a_message_moves_to_the_dead_letters(backend: Backend) -> None:
    sent_at = backend.clock.now
    backend.queue.send(["ord_1"])
    _use_up(backend)
    assert _receive(backend.queue) == []
    dead = _only(backend.dead_letters)
    assert (dead.body, dead.sent_at) == ("ord_1", sent_at)
    assert backend.queue.figures().undeleted == 0


def test_a_message_deleted_on_its_last_delivery_is_no_dead_letter(backend: Backend) -> None:
    backend.queue.send(["ord_1"])
    for _ in range(MAX_RECEIVES - 1):
        backend.queue.release(_only(backend.queue))
    backend.queue.delete([_only(backend.queue)])
    backend.clock.advance(61)
    assert _receive(backend.queue) == []
    assert _receive(backend.dead_letters) == []


def test_spent_messages_do_not_stand_in_the_way_of_others(backend: Backend) -> None:
    backend.queue.send([f"spent-{n}" for n in range(10)])
    _use_up(backend)
    backend.queue.send(["fresh"])
    backend.clock.advance(1)
    assert _only(backend.queue).body == "fresh"
    assert len(_receive(backend.dead_letters)) == 10


def test_dead_letters_stay_until_somebody_deletes_them(backend: Backend) -> None:
    backend.dead_letters.send(["ord_1"])
    for attempt in range(1, 3 * MAX_RECEIVES):
        assert _only(backend.dead_letters).attempts == attempt
        backend.clock.advance(61)


def test_figures_of_an_empty_queue(backend: Backend) -> None:
    figures = backend.queue.figures()
    assert figures == (0, 0, 0, None, 0, 0)


def test_figures_tell_where_every_message_is(backend: Backend) -> None:
    backend.queue.send([f"ord_{n}" for n in range(6)])
    backend.clock.advance(10)
    backend.queue.send(["later"], delay_s=30)
    held = _receive(backend.queue, 3)
    backend.queue.delete(held[:1])
    figures = backend.queue.figures()
    assert (figures.visible, figures.in_flight, figures.delayed) == (3, 2, 1)
    assert figures.undeleted == 6


@pytest.mark.usefixtures("totals")
def test_what_went_through_a_queue_is_counted(backend: Backend) -> None:
    backend.queue.send([f"ord_{n}" for n in range(6)])
    backend.queue.send(["later"], delay_s=30)
    backend.queue.delete(_receive(backend.queue, 3)[:1])
    figures = backend.queue.figures()
    assert (figures.sent, figures.deleted) == (7, 1)


@pytest.mark.usefixtures("totals")
def test_the_age_of_a_message_counts_from_when_it_was_first_sent(backend: Backend) -> None:
    backend.queue.send(["ord_1"])
    backend.clock.advance(20)
    backend.queue.release(_only(backend.queue), delay_s=60)
    backend.clock.advance(20)
    assert backend.queue.figures().oldest_age_s == 40


def test_queues_do_not_mix(backend: Backend) -> None:
    backend.queue.send(["ord_1"])
    assert _receive(backend.announcements) == []
    assert backend.announcements.figures().visible == 0
    message = _only(backend.queue)
    backend.announcements.delete([message])
    with pytest.raises(LeaseLost):
        backend.announcements.extend(message, 60)
    assert backend.queue.figures().in_flight == 1


def test_of_eight_threads_each_message_goes_to_one(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    bodies = [f"ord_{n}" for n in range(60)]
    backend.queue.send(bodies)

    def drain(_: int) -> list[str]:
        received = []
        while messages := _receive(backend.queue, 3):
            received += [message.body for message in messages]
        return received

    assert sorted(body for part in threads.map(drain, range(8)) for body in part) == sorted(bodies)


def test_of_several_processes_each_message_goes_to_one(
    place: Place, backend: Backend, processes: ProcessPoolExecutor
) -> None:
    bodies = [f"ord_{n}" for n in range(120)]
    backend.queue.send(bodies)
    races = [processes.submit(racers.receive_all, place) for _ in range(4)]
    received = [body for race in races for body in race.result()]
    assert sorted(received) == sorted(bodies)
    figures = backend.queue.figures()
    assert (figures.visible, figures.in_flight, figures.deleted) == (0, 0, 120)
