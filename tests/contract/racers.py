"""What other processes do in the suites' races. Each opens the place anew, as a process must."""

from collections.abc import Sequence
from multiprocessing.synchronize import Barrier

from services.backends.conflict import Conflict
from services.domain.measures import Tally
from tests.builders import an_order
from tests.contract.issuances import SERIES, issuance
from tests.contract.places import Backend, Place

_together: list[Barrier] = []


def line_up(barrier: Barrier) -> None:
    """Remember what the racers of one race wait for."""
    _together.append(barrier)


def _start(place: Place) -> Backend:
    backend = place.open()
    _together[0].wait(timeout=60)
    return backend


def accept_all(place: Place, keys: Sequence[str], racer: str) -> list[str]:
    """Accept an order under each key; return the keys that nobody else had accepted."""
    backend = _start(place)
    orders = {key: an_order(key=key, fingerprint=racer) for key in keys}
    return [key for key, order in orders.items() if backend.orders.accept(order) is None]


def number_all(place: Place, ids: Sequence[str]) -> int:
    """Number the orders two by two; return how often somebody else was faster."""
    backend = _start(place)
    conflicts = 0
    waiting = list(ids)
    while waiting:
        orders = backend.orders.read(waiting[:2])
        try:
            backend.numbering.commit(issuance(backend.numbering.read(SERIES), orders))
        except Conflict:
            conflicts += 1
        else:
            waiting = waiting[2:]
    return conflicts


def receive_all(place: Place) -> list[str]:
    """Receive and delete until nothing comes any more; return the bodies in turn."""
    backend = _start(place)
    bodies = []
    while messages := backend.queue.receive(3, visibility_s=60, wait_s=0):
        bodies += [message.body for message in messages]
        backend.queue.delete(messages)
    return bodies


def archive(place: Place, key: str, content: bytes) -> bytes:
    """Archive a rendition; return the bytes that the archive says are the truth."""
    return _start(place).archive.put(key, content, {"order-id": "ord_1"}).content


def number_once(place: Place, order_id: str) -> bool:
    """Try to number an order as it was accepted; tell whether nobody else was faster."""
    backend = _start(place)
    (order,) = backend.orders.read([order_id])
    accepted = order.model_copy(update={"version": 0})
    try:
        backend.numbering.commit(issuance(backend.numbering.read(SERIES), [accepted]))
    except Conflict:
        return False
    return True


def tally_all(place: Place, tallies: Sequence[Tally]) -> None:
    """Add the tallies one by one."""
    backend = _start(place)
    for tally in tallies:
        backend.minutes.add(tally)
