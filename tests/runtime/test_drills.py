"""Drills bend the plain press, whatever that is."""

import pytest

from services.domain.invoice import Bill, Invoice
from services.domain.order import Order
from services.domain.rejection import Rejected
from services.runtime.drills import press_for
from services.runtime.press import Press
from tests.builders import a_bill, an_invoice, an_order


class Plain:
    """A press that only notes what happens to it, as the clock does."""

    def __init__(self) -> None:
        self.happened: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.happened.append(f"slept {seconds} s")

    def press_for(self, _order: Order, _delivery: int) -> Press:
        return Press(self._check, self._render)

    def _check(self, _bill: Bill) -> None:
        self.happened.append("checked")

    def _render(self, _invoice: Invoice) -> bytes:
        self.happened.append("rendered")
        return b"%PDF-"


def press(plain: Plain, drill: str | None, delivery: int = 1) -> Press:
    return press_for(plain.sleep, plain.press_for)(an_order(drill=drill), delivery)


def test_an_order_without_a_drill_gets_the_plain_press() -> None:
    plain = Plain()
    press(plain, None).check(a_bill())
    assert press(plain, None).render(an_invoice()) == b"%PDF-"
    assert plain.happened == ["checked", "rendered"]


def test_a_slow_order_waits_before_the_press_begins_so_that_no_watchdog_ends_it() -> None:
    plain = Plain()
    press(plain, "slow_render:999.999").render(an_invoice())
    assert plain.happened == ["slept 999.999 s", "rendered"]


def test_an_order_that_is_to_fail_fails_before_it_has_a_number() -> None:
    with pytest.raises(Rejected, match="a drill"):
        press(Plain(), "fail_render").check(a_bill())


def test_a_crash_is_for_the_first_delivery_alone() -> None:
    plain = Plain()
    press(plain, "crash_worker", delivery=2).render(an_invoice())
    assert plain.happened == ["rendered"]
