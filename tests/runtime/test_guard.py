"""What bounds a process that renders. Its end is watched from outside: processes here are real."""

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from services.domain.invoice import Bill, Invoice
from services.domain.order import Order
from services.domain.rejection import Rejected, reject
from services.runtime.guard import watched
from services.runtime.press import Press, PressFor
from tests.builders import a_bill, an_invoice, an_order

ROOT = Path(__file__).parents[2]
LONG_S = 50.0

WAYS_TO_HANG = {
    "in a loop": "while True: pass",
    "waiting for what never comes": "threading.Event().wait()",
    "in C, where no other thread gets a turn": "ctypes.PyDLL(None).sleep(600)",
}


def run(script: str) -> subprocess.CompletedProcess[str]:
    lines = f"import ctypes, threading\n{textwrap.dedent(script)}"
    return subprocess.run(
        [sys.executable, "-c", lines],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONG_S,
    )


@pytest.mark.parametrize("step", ["check", "render"])
@pytest.mark.parametrize("hanging", WAYS_TO_HANG.values(), ids=WAYS_TO_HANG)
def test_an_order_that_hangs_ends_its_process_and_is_named(hanging: str, step: str) -> None:
    ended = run(f"""
        from services.runtime.guard import watched
        from services.runtime.press import Press
        from tests.builders import an_order

        def hang(_what):
            {hanging}

        press = watched(lambda _order, _delivery: Press(hang, hang), 0.3)(an_order(), 1)
        print("begun", flush=True)
        press.{step}(None)
        print("done")
        """)
    assert (ended.returncode, ended.stdout) == (1, "begun\n")
    assert "Timeout" in ended.stderr
    assert f" in {an_order().id}\n" in ended.stderr


def test_a_process_goes_on_after_what_was_done_in_time() -> None:
    ended = run("""
        from services.runtime.guard import watched
        from services.runtime.press import Press
        from tests.builders import an_order

        def fail(_bill):
            raise ValueError("of the order")

        press = watched(lambda _order, _delivery: Press(fail, len), 0.2)(an_order(), 1)
        print(press.render("abc"))
        try:
            press.check(None)
        except ValueError as error:
            print(error)
        threading.Event().wait(0.5)
        print("still here")
        """)
    assert (ended.returncode, ended.stdout) == (0, "3\nof the order\nstill here\n"), ended.stderr


def test_an_order_that_wants_all_memory_fails_and_the_process_goes_on() -> None:
    ended = run("""
        from services.runtime.guard import limit_memory

        limit_memory(256)
        try:
            bytearray(1 << 30)
        except MemoryError:
            print("refused")
        print(len(bytearray(1 << 20)))
        """)
    assert (ended.returncode, ended.stdout) == (0, f"refused\n{1 << 20}\n"), ended.stderr


def test_a_limit_that_stands_already_is_not_widened() -> None:
    ended = run("""
        import resource
        from services.runtime.guard import limit_memory

        resource.setrlimit(resource.RLIMIT_DATA, (300 << 20, 300 << 20))
        limit_memory(1024)
        print(resource.getrlimit(resource.RLIMIT_DATA)[0] >> 20)
        """)
    assert (ended.returncode, ended.stdout) == (0, "300\n"), ended.stderr


def plainly(check: Callable[[Bill], None], render: Callable[[Invoice], bytes]) -> PressFor:
    return lambda _order, _delivery: Press(check, render)


def test_a_watched_press_gives_and_raises_what_the_plain_one_does() -> None:
    def refuse(_bill: Bill) -> None:
        raise reject("/notes", "unprintable_character", "holds U+1F600")

    press = watched(plainly(refuse, lambda invoice: invoice.number.encode()), LONG_S)(an_order(), 1)
    assert press.render(an_invoice()) == b"INV-2026-000001"
    with pytest.raises(Rejected, match=r"/notes"):
        press.check(a_bill())


def test_the_presses_of_a_process_take_turns_so_that_nobodys_time_runs_while_they_wait() -> None:
    second_began = threading.Event()
    overlapped: list[bool] = []

    def check(_bill: Bill) -> None:
        second_began.set()

    def render(_invoice: Invoice) -> bytes:
        other.start()
        overlapped.append(second_began.wait(0.2))
        return b""

    press_for = watched(plainly(check, render), LONG_S)
    bill, first, second = a_bill(), an_order(key="first"), an_order(key="second")
    other = threading.Thread(target=_check, args=(press_for, second, bill))
    press_for(first, 1).render(an_invoice())
    other.join()
    assert overlapped == [False]
    assert second_began.is_set()


def _check(press_for: PressFor, order: Order, bill: Bill) -> None:
    press_for(order, 1).check(bill)
