"""One process of the group: the web front door, a worker, the notifier or the reconciler.

A child stops on SIGTERM or SIGINT, and when its standard input closes: that is how it learns
that its parent died, however suddenly.
"""

import argparse
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog
import uvicorn

from services.backends.embedded.outbox import OutboxMailer
from services.backends.embedded.smtp import SmtpMailer
from services.domain.mail import LEASE
from services.invoice_worker import main as invoice_worker
from services.local.front_door import front_door
from services.local.http_protocol import http_protocol
from services.local.log_pipe import outlive_the_reader
from services.local.settings import LocalSettings
from services.notifier.desk import open_desk
from services.notifier.main import notify_messages
from services.reconciler import main as reconciler
from services.reconciler.nightly import audit_daily, books
from services.runtime.clock import utc_now
from services.runtime.collecting import collect_seldom
from services.runtime.composition import ARCHIVED, OUTBOX_FOLDER, Backends, open_backends
from services.runtime.guard import limit_memory
from services.runtime.heartbeat import Heartbeat
from services.runtime.mailers import MailerFor, mailer_for
from services.runtime.pausing import PAUSED_S, pause_of
from services.runtime.randomness import random_fraction, random_id
from services.runtime.settings import read_settings
from services.runtime.stopping import stop_on_signals
from services.runtime.telemetry import start_logs

DRAIN_S = 8.0
"""How long a child may take to finish what it has in hand; the group allows ten seconds."""

ROUND_S = 15.0
"""On one machine a look at what is overdue costs one indexed read, so it comes often."""

BATCH = 1
"""A mail server takes its time, so no mail is held while another is sent."""

VISIBILITY_S = 60.0
LONG_POLL_S = 1.0

OUTBOX_LEASE = timedelta(seconds=30)
"""Short, because the outbox takes a mail once however often it is sent."""

log = structlog.get_logger()


def run_web(
    settings: LocalSettings, backends: Backends, stopping: threading.Event, listening: socket.socket
) -> None:
    """Serve every HTTP edge on the socket the parent opened."""
    app = front_door(settings, backends)
    config = uvicorn.Config(
        app,
        http=http_protocol(public_url=settings.links_start_with, new_id=random_id),
        log_config=None,
        access_log=False,  # it would write tokens; the edges log routes instead
        server_header=False,
        timeout_graceful_shutdown=int(DRAIN_S) - 3,
    )
    server = uvicorn.Server(config)

    def leave() -> None:
        stopping.wait()
        server.should_exit = True

    threading.Thread(target=leave, daemon=True).start()
    server.run(sockets=[listening])


def run_worker(
    settings: LocalSettings, backends: Backends, stopping: threading.Event, name: str
) -> None:
    """Work orders."""
    limit_memory(settings.memory_limit_mib)
    bench = invoice_worker.workbench(backends, render_limit_s=settings.render_limit_s, name=name)
    collect_seldom()
    with bench.heartbeat:
        invoice_worker.run(bench, stopping)


def run_notifier(
    settings: LocalSettings, backends: Backends, stopping: threading.Event, name: str
) -> None:
    """Mail what was archived."""
    heartbeat = Heartbeat(name, ARCHIVED, backends.workers, utc_now)
    desk = open_desk(
        backends,
        mailer_for=_mailers(settings),
        public_url=settings.links_start_with,
        clock=utc_now,
        lease=LEASE if settings.smtp_url else OUTBOX_LEASE,
        holding=heartbeat.holding,
    )
    queue, paused = backends.archived_queue, pause_of(ARCHIVED, backends.pauses, utc_now)
    with heartbeat:
        while not stopping.is_set():
            desk.meter.tell_when_due()
            if paused():
                stopping.wait(PAUSED_S)
                continue
            messages = queue.receive(BATCH, visibility_s=VISIBILITY_S, wait_s=LONG_POLL_S)
            notify_messages(
                messages, queue, desk, fraction=random_fraction, stopping=stopping.is_set
            )
    desk.meter.tell()


def _mailers(settings: LocalSettings) -> MailerFor:
    outbox = OutboxMailer(settings.state / OUTBOX_FOLDER, random_id)
    if settings.smtp_url is None:
        return mailer_for(live=outbox, test=outbox)
    return mailer_for(live=SmtpMailer(settings.smtp_url.get_secret_value(), outbox), test=outbox)


def run_reconciler(
    _settings: LocalSettings, backends: Backends, stopping: threading.Event, _name: str
) -> None:
    """Send on what got stuck."""
    # Daemonic: a long audit only reads, and must not keep the group from stopping.
    nightly = (books(backends), utc_now, stopping)
    threading.Thread(target=audit_daily, args=nightly, daemon=True).start()
    reconciler.run(reconciler.desk(backends), utc_now, stopping, ROUND_S)


ROLES: dict[str, Callable[[LocalSettings, Backends, threading.Event, str], None]] = {
    "worker": run_worker,
    "notifier": run_notifier,
    "reconciler": run_reconciler,
}


def _stop_when_orphaned(stopping: threading.Event) -> None:
    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1):
            continue
        stopping.set()
        time.sleep(DRAIN_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Run one role until stopped."""
    parser = argparse.ArgumentParser(prog="python -m services.local.child")
    parser.add_argument("role", choices=["web", *ROLES])
    parser.add_argument("--name", required=True, help="what the group calls this process")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--listen", type=int, help="the open socket, for the web role")
    parser.add_argument("--colour", action="store_true", help="the lines end on a terminal")
    given = parser.parse_args()
    settings = read_settings(LocalSettings, state=given.state, port=given.port)
    outlive_the_reader()
    start_logs(settings, given.role, colour=given.colour)
    stopping = stop_on_signals()
    _stop_when_orphaned(stopping)
    backends = open_backends(settings)
    if given.role == "web":
        run_web(settings, backends, stopping, socket.socket(fileno=given.listen))
    else:
        ROLES[given.role](settings, backends, stopping, given.name)


if __name__ == "__main__":
    main()
