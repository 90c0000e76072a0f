"""`counterfoil run`: takes the state folder, fills it when empty, says where things are, starts."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track

from services.domain.order import PROGRESS_GRACE
from services.flow.dispatch import send_on
from services.local.group import Group, listen
from services.local.samples.first_run import (
    accept_samples,
    has_samples_to_come,
    put_key,
    put_sellers,
    sample_orders,
)
from services.local.settings import PORT_FILE, LocalSettings
from services.local.state_lock import state_locked
from services.runtime.clock import utc_now
from services.runtime.composition import Backends, open_backends, take_back_deliveries
from services.runtime.randomness import random_key
from services.runtime.settings import read_settings
from services.runtime.stopping import stop_on_signals
from services.runtime.telemetry import start_logs

MOST_DISPATCHED_AGAIN = 1_000
"""The rest is left to the reconciler, so that a start after a long outage is no flood."""

Announce = Callable[[LocalSettings], None]


def start(state: Path, port: int, *, samples: bool, announce: Announce) -> int:
    """Run everything until SIGINT or SIGTERM; return the exit code.

    `announce` tells where things are, before anything answers.

    Raises StateInUse, PortTaken and SettingsError before anything has been written.
    """
    settings = read_settings(LocalSettings, state=state, port=port)
    stopping = stop_on_signals()
    start_logs(settings.model_copy(update={"log_level": "warning"}), "group")
    with state_locked(settings.state), listen(settings.port) as listening:
        backends = open_backends(settings)
        take_back_deliveries(settings)
        put_sellers(backends, utc_now)
        put_key(backends, settings.state, utc_now, random_key)
        if samples and has_samples_to_come(backends):
            _accept_samples(backends)
        dispatch_again(backends, utc_now())
        (settings.state / PORT_FILE).write_text(f"{settings.port}\n")
        announce(settings)
        return Group(settings, backends, listening, stopping).run()


def dispatch_again(backends: Backends, now: datetime) -> int:
    """Send on what a killed system had accepted, but perhaps not put on a queue any more.

    Returns how many were sent. Nobody else runs, so nothing needs to wait until it is overdue. A
    queue that holds messages is left alone, or every start would double what waits there: which of
    its orders have lost theirs, the reconciler tells by their age.
    """
    queues = {"orders_queue": backends.orders_queue, "archived_queue": backends.archived_queue}
    empty = {name for name, queue in queues.items() if not queue.figures().undeleted}
    due = backends.orders.due(now + PROGRESS_GRACE, limit=MOST_DISPATCHED_AGAIN)
    lost = [o for o in due if ("archived_queue" if o.archived else "orders_queue") in empty]
    for order in lost:
        send_on(order, **queues)
    return len(lost)


def _accept_samples(backends: Backends) -> None:
    console = Console(stderr=True)
    orders = accept_samples(backends, utc_now)
    for _ in track(orders, "Sample orders", total=len(sample_orders()), console=console):
        pass
