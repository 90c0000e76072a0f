from datetime import timedelta

from services.runtime.remembering import REMEMBERED, remembering
from tests.clock import SettableClock


class Ledger:
    """Rows, and which of them were asked for."""

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}
        self.asked: list[str] = []

    def find(self, key: str) -> str | None:
        self.asked.append(key)
        return self.rows.get(key)


def test_what_was_found_is_asked_for_again_after_a_minute_only() -> None:
    ledger, clock = Ledger(), SettableClock()
    find = remembering(ledger.find, clock)
    ledger.rows["aurora"] = "old"
    assert find("aurora") == "old"
    ledger.rows["aurora"] = "new"
    clock.advance((REMEMBERED - timedelta(seconds=1)).total_seconds())
    assert find("aurora") == "old"
    clock.advance(1)
    assert find("aurora") == "new"
    assert ledger.asked == ["aurora"] * 2


def test_what_was_not_there_counts_as_soon_as_it_is() -> None:
    ledger = Ledger()
    find = remembering(ledger.find, SettableClock())
    assert find("aurora") is None
    ledger.rows["aurora"] = "new"
    assert find("aurora") == "new"


def test_a_clock_that_went_back_keeps_nothing_for_ever() -> None:
    ledger, clock = Ledger(), SettableClock()
    find = remembering(ledger.find, clock)
    ledger.rows["aurora"] = "old"
    assert find("aurora") == "old"
    clock.advance(-3600)
    ledger.rows["aurora"] = "new"
    assert find("aurora") == "new"
