from pathlib import Path

from services.backends.embedded.database import Database
from services.backends.embedded.pauses import SqlitePauses
from services.backends.pauses import Pause
from services.backends.unavailable import Unavailable
from services.runtime.pausing import ASKED_EVERY, pause_of
from tests.clock import START, SettableClock

PAUSE = Pause(queue="orders", at=START, who="sk_live_abcd", reason="the printer is on fire")


class Locked(SqlitePauses):
    locked = False

    def all(self) -> list[Pause]:
        if self.locked:
            raise Unavailable("the ledger is locked")
        return super().all()


def test_a_pause_and_its_end_count_within_seconds(tmp_path: Path) -> None:
    clock = SettableClock()
    pauses = SqlitePauses(Database(tmp_path / "ledger.db", clock))
    orders, archived = pause_of("orders", pauses, clock), pause_of("archived", pauses, clock)
    assert not orders()
    pauses.pause(PAUSE)
    assert not orders(), "the ledger is not asked with every look at the queue"
    clock.advance(ASKED_EVERY.total_seconds())
    assert orders()
    assert not archived()
    pauses.resume("orders")
    clock.advance(ASKED_EVERY.total_seconds())
    assert not orders()


def test_a_ledger_that_does_not_answer_changes_nothing(tmp_path: Path) -> None:
    clock = SettableClock()
    pauses = Locked(Database(tmp_path / "ledger.db", clock))
    pauses.pause(PAUSE)
    orders = pause_of("orders", pauses, clock)
    assert orders()
    pauses.locked = True
    clock.advance(ASKED_EVERY.total_seconds())
    assert orders()
