"""Drills: failures a test order asks for (`metadata.simulate`), here those of the renderer.

No service knows of them. Accepting parses the request's wish once into `order.drill`; the mailer's
drill is in mailers.py, so that who mails need not load what renders.
"""

import os
import signal
from collections.abc import Callable

from services.domain.invoice import Bill, Invoice
from services.domain.order import Order
from services.domain.rejection import reject
from services.runtime.press import Press, PressFor, plain_press

Sleep = Callable[[float], None]


def press_for(sleep: Sleep, plain: PressFor = plain_press) -> PressFor:
    """Return the press of every order: the plain one, bent where an order asked for a drill."""

    def choose(order: Order, delivery: int) -> Press:
        press = plain(order, delivery)
        drill, _, seconds = (order.drill or "").partition(":")
        if drill == "fail_render":
            return press._replace(check=_refuse_to_render)
        if drill == "slow_render":
            return press._replace(render=_late(float(seconds), sleep, press))
        if drill == "crash_worker" and delivery == 1 and order.dispatches == 0:
            return press._replace(render=_crash)
        return press

    return choose


def _refuse_to_render(_bill: Bill) -> None:
    raise reject("", "simulated_render_failure", "the order asked for this failure (a drill)")


def _late(seconds: float, sleep: Sleep, press: Press) -> Callable[[Invoice], bytes]:
    """Sleep first: a slow order is no order that hangs, so what watches the press sees none."""

    def render_late(invoice: Invoice) -> bytes:
        sleep(seconds)
        return press.render(invoice)

    return render_late


def _crash(_invoice: Invoice) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit("unreachable: the process was killed")
