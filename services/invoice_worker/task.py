"""A task of the worker, `python -m services.invoice_worker`: parent, children, threads in each."""

import multiprocessing
import socket
import sys
import threading
import time
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection

from services.invoice_worker.main import run, workbench
from services.invoice_worker.parent import Child, Parent
from services.invoice_worker.protection import EcsProtection, NoProtection, Protection
from services.invoice_worker.pulse import Pulse
from services.invoice_worker.settings import InvoiceWorkerSettings
from services.runtime.collecting import collect_seldom
from services.runtime.composition import open_backends
from services.runtime.guard import limit_memory
from services.runtime.settings import SettingsError, read_settings
from services.runtime.stopping import stop_on_signals
from services.runtime.telemetry import start_logs

_SPAWN = multiprocessing.get_context("spawn")


def main() -> None:
    """Run the task until SIGTERM or SIGINT; exit 0 when everything in hand was settled."""
    try:
        settings = read_settings(InvoiceWorkerSettings)
    except SettingsError as wrong:
        sys.exit(str(wrong))
    start_logs(settings, "invoice_worker")
    # Python starts it with the first child otherwise, and then lets both signals through again,
    # which would end the parent on the spot.
    resource_tracker.ensure_running()
    stopping = stop_on_signals()
    parent = Parent(
        start_child=lambda: _start_child(settings),
        count=settings.processes,
        stopping=stopping,
        protection=_protection(settings),
        heartbeat_file=settings.heartbeat_file,
    )
    sys.exit(parent.run())


def _protection(settings: InvoiceWorkerSettings) -> Protection:
    return EcsProtection(settings.ecs_agent_uri) if settings.ecs_agent_uri else NoProtection()


def _start_child(settings: InvoiceWorkerSettings) -> Child:
    ours, theirs = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(target=run_child, args=(settings, theirs))
    process.start()
    theirs.close()  # or the end of the child would never be heard
    return Child(process, ours)


def run_child(settings: InvoiceWorkerSettings, pulses: Connection) -> None:
    """Work with several threads on one set of clients until asked to stop, or until orphaned."""
    start_logs(settings, "invoice_worker")
    stopping = stop_on_signals()
    limit_memory(settings.memory_limit_mib)
    bench = workbench(
        open_backends(settings), render_limit_s=settings.render_limit_s, name=socket.gethostname()
    )
    collect_seldom()
    speaking = threading.Lock()

    def work_as(thread: int) -> None:
        def pulse(busy: bool) -> None:  # noqa: FBT001 - the one thing it is told
            try:
                with speaking:
                    pulses.send(Pulse(thread, busy, time.monotonic()))
            except OSError:
                stopping.set()  # the parent is gone, and with it everybody who oversees this

        run(bench, stopping, long_poll_s=settings.long_poll_s, pulse=pulse)

    threads = [
        threading.Thread(target=work_as, args=(number,)) for number in range(settings.threads)
    ]
    with bench.heartbeat:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
