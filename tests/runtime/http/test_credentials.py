"""Which keys open, and how their last use is noted."""

from datetime import datetime

from structlog.testing import capture_logs

from services.backends.keys import Key
from services.backends.unavailable import Unavailable
from services.runtime.http.credentials import KeyOf, opening
from tests.clock import SettableClock
from tests.simulation.memory.ledger import MemoryKeys


class Noting(MemoryKeys):
    """Keys that remember how often a use was noted, and may be too busy to note any."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[tuple[str, datetime]] = []
        self.busy = False

    def used(self, digest: str, at: datetime) -> None:
        self.noted.append((digest, at))
        if self.busy:
            raise Unavailable("the ledger is busy")
        super().used(digest, at)


class Door:
    """The keys of an installation, and one process that opens by them."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.keys = Noting()
        self.opened = self.another_process()

    def another_process(self) -> KeyOf:
        return opening(self.keys.find, self.keys, self.clock)

    def make(self, digest: str = "d") -> Key:
        key = Key(
            digest=digest,
            prefix="sk_live_ab12",
            seller_id="aurora",
            role="admin",
            livemode=True,
            created_at=self.clock(),
        )
        self.keys.create(key)
        return key


def test_the_last_use_of_a_key_is_noted_once_a_minute_by_each_process() -> None:
    door = Door()
    door.make()
    start = door.clock()
    for _ in range(13):
        assert door.opened("d")
        door.clock.advance(5)
    assert [(at - start).total_seconds() for _, at in door.keys.noted] == [0, 60]
    door.another_process()("d")
    assert len(door.keys.noted) == 3
    found = door.keys.find("d")
    assert found is not None
    assert found.last_used_at == door.clock()


def test_a_key_opens_though_its_use_cannot_be_noted_and_is_not_tried_at_every_request() -> None:
    door = Door()
    key = door.make()
    door.keys.busy = True
    with capture_logs() as logs:
        assert door.opened("d") == key
        assert door.opened("d") == key
    assert [line["event"] for line in logs] == ["key.use_not_noted"]
    assert len(door.keys.noted) == 1


def test_what_is_turned_down_counts_as_no_use() -> None:
    door = Door()
    door.make()
    door.keys.revoke("d", door.clock())
    assert door.opened("d") is None
    assert door.opened("unknown") is None
    assert door.keys.noted == []


def test_a_clock_that_was_put_back_does_not_stop_the_noting() -> None:
    door = Door()
    door.make()
    door.opened("d")
    door.clock.advance(-3600)
    door.opened("d")
    assert len(door.keys.noted) == 2


def test_memory_is_bounded_however_many_keys_there_are() -> None:
    door = Door()
    for n in range(1001):
        door.make(f"d{n}")
        door.opened(f"d{n}")
    door.opened("d0")
    assert len(door.keys.noted) == 1002, "what was noted first has been forgotten"
