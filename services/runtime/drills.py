"""Drills: failures a test order asks for (`metadata.simulate`), here those of the renderer.

No service knows of them. Accepting parses the request's wish once into `order.drill`; the mailer's
drill is in mailers.py, so that who mails need not load what renders.
"""

import os
import signal
from collections.abc import Callable
from typing import NamedTuple

from services.document.coverage import check_coverage
from services.document.rendition import render
from services.domain.invoice import Bill, Invoice
from services.domain.order import Order
from services.domain.rejection import reject

Sleep = Callable[[float], None]


class Press(NamedTuple):
    """What turns one order's bill into a document.

    `check` raises Rejected for what can never be printed, before a number is given; `render`
    returns the PDF and is total for whatever passed.
    """

    check: Callable[[Bill], None]
    render: Callable[[Invoice], bytes]


PressFor = Callable[[Order, int], Press]
"""Returns the press for an order and the number of this delivery of its message."""


def _refuse_to_render(_bill: Bill) -> None:
    raise reject("", "simulated_render_failure", "the order asked for this failure (a drill)")


def _crash(_invoice: Invoice) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit("unreachable: the process was killed")


def press_for(sleep: Sleep) -> PressFor:
    """Return the press of every order, bent where an order asked for a drill."""

    def choose(order: Order, delivery: int) -> Press:
        drill, _, seconds = (order.drill or "").partition(":")
        if drill == "fail_render":
            return Press(_refuse_to_render, render)
        if drill == "slow_render":
            return Press(check_coverage, _slow(float(seconds), sleep))
        if drill == "crash_worker" and delivery == 1 and order.dispatches == 0:
            return Press(check_coverage, _crash)
        return Press(check_coverage, render)

    return choose


def _slow(seconds: float, sleep: Sleep) -> Callable[[Invoice], bytes]:
    def render_late(invoice: Invoice) -> bytes:
        sleep(seconds)
        return render(invoice)

    return render_late
