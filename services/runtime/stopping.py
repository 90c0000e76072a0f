"""Being asked to stop: SIGTERM and SIGINT become an event that loops look at."""

import os
import signal
import threading

_ASKS = {signal.SIGINT, signal.SIGTERM}


def stop_on_signals() -> threading.Event:
    """Return an event that is set by the first SIGTERM or SIGINT; neither ends the process.

    Call it before any thread is started. A thread waits for the signals, because a handler runs
    in the middle of whatever the main thread does: one that sets an event the main thread is just
    waking from would wait for itself.
    """
    stopping = threading.Event()
    signal.pthread_sigmask(signal.SIG_BLOCK, _ASKS)

    def watch() -> None:
        while True:
            signal.sigwait(_ASKS)
            stopping.set()

    threading.Thread(target=watch, daemon=True).start()
    return stopping


def end_now() -> None:
    """End this process as a crash would: for one that hangs, and can finish nothing."""
    os._exit(1)
