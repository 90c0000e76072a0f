"""The container's health check: `python -m services.invoice_worker.health`.

The parent touches a file as long as every child shows fresh signs of life. Whether the queue can
be reached is no part of it: a container that is restarted for an outage helps nobody.
"""

import sys
import time
from pathlib import Path

from services.invoice_worker.pulse import STALE_AFTER_S
from services.invoice_worker.settings import InvoiceWorkerSettings
from services.runtime.settings import SettingsError, read_settings


def age_s(heartbeat: Path, now_s: float) -> float | None:
    """Return the seconds since the last heartbeat, None when there was none. Times are Unix."""
    return now_s - heartbeat.stat().st_mtime if heartbeat.exists() else None


def main() -> None:
    """Exit 0 when the heartbeat is fresh, else 1 with the reason on standard error."""
    try:
        settings = read_settings(InvoiceWorkerSettings)
    except SettingsError as wrong:
        sys.exit(str(wrong))
    age = age_s(settings.heartbeat_file, time.clock_gettime(time.CLOCK_REALTIME))
    if age is None or age > STALE_AFTER_S:
        seen = "never" if age is None else f"{age:.0f} s ago"
        sys.exit(f"last heartbeat: {seen} ({settings.heartbeat_file})")


if __name__ == "__main__":
    main()
