"""Limits of a process that renders, so that no order stalls it or takes the machine's memory."""

import faulthandler
import resource
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from services.domain.order import Order
from services.runtime.press import Press, PressFor

_MIB = 1 << 20

T = TypeVar("T")
R = TypeVar("R")


def limit_memory(mebibytes: int) -> None:
    """Make allocations beyond this raise MemoryError from now on, in the whole process.

    What is limited is memory that can be written to: threads reserve address space by the
    gigabyte and use little of it. Only Linux keeps to such a limit; elsewhere there is none.
    """
    if sys.platform != "linux":
        return
    _, highest = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = mebibytes * _MIB
    allowed = wanted if highest == resource.RLIM_INFINITY else min(wanted, highest)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, highest))


def watched(press_for: PressFor, limit_s: float) -> PressFor:
    """Return the same presses, whose work ends this process when it takes longer than `limit_s`.

    The orders in hand come again elsewhere, as after any crash. The end is that of Python's own
    watchdog: it needs no turn of the interpreter, which a call in C may never give back, and it
    first writes to standard error where every thread was. A process has one such watchdog, so its
    presses take turns; they compute, and more than one at a time would be no faster.
    """
    turn = threading.Lock()

    def in_time(order: Order, work: Callable[[T], R]) -> Callable[[T], R]:
        named = _named(order.id, work)

        def ended_when_late(what: T) -> R:
            with turn:
                faulthandler.dump_traceback_later(limit_s, exit=True)
                try:
                    return named(what)
                finally:
                    faulthandler.cancel_dump_traceback_later()

        return ended_when_late

    def choose(order: Order, delivery: int) -> Press:
        press = press_for(order, delivery)
        return Press(in_time(order, press.check), in_time(order, press.render))

    return choose


def _named(order_id: str, work: Callable[[T], R]) -> Callable[[T], R]:
    """Return `work`, called from a function named after the order.

    The watchdog can write nothing but names of functions, so this is how it says which order.
    """

    def call(what: T) -> R:
        return work(what)

    call.__code__ = call.__code__.replace(co_name=order_id)
    return call
