import threading
from collections.abc import Sequence

import pytest

from services.backends.queue import Message
from services.invoice_worker.turns import MOST_TOGETHER, Turns
from services.invoice_worker.workbench import Attempt, Billed, Numbered
from tests.builders import NOW, a_bill, a_seller, an_invoice, an_order

SELLER, BILL, INVOICE = a_seller(), a_bill(), an_invoice()


def group_of(name: str, count: int) -> list[Billed]:
    messages = [Message("", f"{name}-{n}", 1, NOW) for n in range(count)]
    return [Billed(Attempt(message, an_order()), SELLER, BILL) for message in messages]


class Ledger:
    """Numbers whatever it is given, and can be held up in the middle of it."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.begun = threading.Event()
        self.goes_on = threading.Event()

    def number_all(self, group: Sequence[Billed]) -> list[Numbered]:
        self.calls.append(len(group))
        self.begun.set()
        assert self.goes_on.wait(10)
        return [Numbered(billed.attempt, INVOICE) for billed in group]


def numbered_at_once(turns: Turns, ledger: Ledger, groups: dict[str, int]) -> dict[str, set[str]]:
    """Let the first group begin and all others wait behind it, then go on."""
    got: dict[str, set[str]] = {}

    def ask(name: str) -> None:
        found = turns.number("aurora/live", group_of(name, groups[name]), ledger.number_all)
        got[name] = {one.attempt.message.receipt for one in found}

    threads = [threading.Thread(target=ask, args=(name,)) for name in groups]
    threads[0].start()
    assert ledger.begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    while turns.waiting("aurora/live") < len(groups) - 1:
        ledger.begun.wait(0)
    ledger.goes_on.set()
    for thread in threads:
        thread.join(10)
    return got


def test_groups_that_wait_for_one_counter_are_numbered_together() -> None:
    ledger = Ledger()
    got = numbered_at_once(Turns(), ledger, {"a": 10, "b": 10, "c": 10})
    assert ledger.calls == [10, 20]
    assert {name: len(receipts) for name, receipts in got.items()} == {"a": 10, "b": 10, "c": 10}
    assert got["b"] == {f"b-{n}" for n in range(10)}


def test_no_more_go_together_than_fit_one_transaction() -> None:
    ledger = Ledger()
    numbered_at_once(Turns(), ledger, {"a": 1, "b": 10, "c": 10, "d": 10})
    assert sorted(ledger.calls) == [1, 10, 20]
    assert max(ledger.calls) <= MOST_TOGETHER


def test_what_goes_wrong_is_told_to_all_whose_orders_it_was() -> None:
    turns = Turns()

    def fail(_group: Sequence[Billed]) -> list[Numbered]:
        raise TimeoutError

    for name in ("a", "b"):
        with pytest.raises(TimeoutError):
            turns.number("aurora/live", group_of(name, 2), fail)


def test_another_counter_waits_for_nobody() -> None:
    turns, slow, quick = Turns(), Ledger(), Ledger()
    quick.goes_on.set()
    thread = threading.Thread(target=turns.number, args=("a", group_of("a", 1), slow.number_all))
    thread.start()
    assert slow.begun.wait(10)
    assert len(turns.number("b", group_of("b", 1), quick.number_all)) == 1
    slow.goes_on.set()
    thread.join(10)
