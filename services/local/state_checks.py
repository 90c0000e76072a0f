"""What the doctor looks at inside the state: files, databases, clock, queues, failures."""

import fcntl
import sqlite3
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from services.backends.embedded.database import SCHEMA_VERSION
from services.backends.orders import FailureQuery, OrderQuery
from services.backends.queue import Queue
from services.local.samples.first_run import KEY_FILE
from services.runtime.composition import LEDGER_FILE, QUEUES_FILE, Backends
from services.runtime.finding import Finding, error, ok, warning
from services.runtime.secrets import FILE_NAME as SECRETS_FILE

CLOCK_TOLERANCE = timedelta(minutes=1)
OLD_S = 300.0
"""From this age on, a message at the head of a queue is not just waiting its turn."""
COUNTED_FAILURES = 1000


def runs(state: Path) -> int | None:
    """Return the process id of the system that runs on this state (0: unknown), None if none."""
    try:
        with (state / "lock").open("r") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = file.read().strip()
                return int(holder) if holder.isdigit() else 0
    except FileNotFoundError:
        return None
    return None


def private_files(state: Path) -> Iterator[Finding]:
    """Check that nobody else on this machine reads the keys."""
    for name in (SECRETS_FILE, KEY_FILE):
        path = state / name
        if not path.exists():
            yield _missing(path)
        elif (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
            yield error(name, f"{path} is open to others (mode {mode:o})", f"chmod 600 {path}")
        else:
            yield ok(name, f"{path} is its owner's alone")


def _missing(path: Path) -> Finding:
    if path.name == SECRETS_FILE:
        fix = "restore it from a backup: without it mailed links do not open"
        return error(path.name, f"{path} is missing", fix)
    fix = "counterfoil run makes it; counterfoil keys create makes others"
    return warning(path.name, f"{path} is missing", fix)


def databases(state: Path) -> Iterator[Finding]:
    """Check both database files: readable, whole, in WAL mode, of a schema this release knows."""
    for name in (LEDGER_FILE, QUEUES_FILE):
        path = state / name
        if not path.exists():
            yield error(
                name, f"{path} is missing", "restore it: counterfoil restore FILE --replace"
            )
            continue
        try:
            yield _database(path)
        except sqlite3.DatabaseError as broken:
            fix = "stop the system, then counterfoil restore FILE --replace"
            yield error(name, f"{path} cannot be read: {broken}", fix)


def _database(path: Path) -> Finding:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        (mode,) = connection.execute("pragma journal_mode").fetchone()
        (schema,) = connection.execute("pragma user_version").fetchone()
        (state,) = connection.execute("pragma quick_check(1)").fetchone()
    if state != "ok":
        fix = "stop the system, then counterfoil restore FILE --replace"
        return error(path.name, f"{path} is damaged: {state}", fix)
    if schema > SCHEMA_VERSION:
        detail = f"{path} has schema {schema}, this release knows {SCHEMA_VERSION}"
        return error(path.name, detail, "run the newer release that wrote it")
    if mode != "wal":
        fix = "start the system once: it turns WAL mode on"
        return warning(path.name, f"{path} is in {mode} mode, not WAL", fix)
    return ok(path.name, f"{path} is whole, in WAL mode, schema {schema}")


def clock(backends: Backends, now: datetime) -> Finding:
    """Check that the clock is not behind what it wrote itself."""
    newest = max(_newest(backends), default=now)
    if newest > now + CLOCK_TOLERANCE:
        detail = (
            f"it is {now:%Y-%m-%d %H:%M:%S} UTC, but an order came at {newest:%Y-%m-%d %H:%M:%S}"
        )
        return error("clock", detail, "set the clock right: timedatectl set-ntp true")
    return ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, after the newest order")


def _newest(backends: Backends) -> Iterator[datetime]:
    for seller in backends.sellers.all():
        for livemode in (True, False):
            query = OrderQuery(seller.id, livemode=livemode, limit=1)
            yield from (order.accepted_at for order in backends.orders.find(query))


def series(backends: Backends) -> Iterator[Finding]:
    """Check that every series gives numbers."""
    counters = backends.numbering.counters()
    for counter in counters:
        if counter.frozen:
            detail = f"{counter.series.key} is frozen: {counter.frozen}"
            yield error("series", detail, "counterfoil audit --rebuild")
    if not any(counter.frozen for counter in counters):
        yield ok("series", f"{len(counters)} series give numbers")


def queues(backends: Backends, *, running: bool) -> Iterator[Finding]:
    """Check that nothing waits for long and nothing was given up."""
    yield _queue("orders", backends.orders_queue, running=running)
    yield _queue("archived", backends.archived_queue, running=running)
    dead = {
        "orders": backends.orders_dead_letters.figures(),
        "archived": backends.archived_dead_letters.figures(),
    }
    for name, figures in dead.items():
        if count := figures.undeleted:
            yield warning(
                f"{name} dead letters",
                f"{count} messages were given up",
                "the reconciler turns them into failures within a minute of running; then "
                "counterfoil failures list",
            )


def _queue(name: str, queue: Queue, *, running: bool) -> Finding:
    figures = queue.figures()
    if not figures.undeleted:
        return ok(f"{name} queue", "empty")
    # A queue that does not know its age is never called old for it.
    age_s = figures.oldest_age_s or 0.0
    detail = f"{figures.undeleted} messages"
    if figures.oldest_age_s is not None:
        detail += f", the oldest {age_s:.0f} s old"
    if not running:
        return warning(f"{name} queue", f"{detail}, and nobody works on them", "counterfoil run")
    if age_s > OLD_S:
        fix = "see the log for what fails; counterfoil failures list"
        return warning(f"{name} queue", detail, fix)
    return ok(f"{name} queue", detail)


def failures(backends: Backends) -> Finding:
    """Check what waits for a person."""
    found = backends.orders.failures(FailureQuery(COUNTED_FAILURES, state="open"))
    counts = Counter(order.failure.code for order in found if order.failure)
    if not counts:
        return ok("failures", "none open")
    listed = ", ".join(f"{code} {count}" for code, count in counts.most_common())
    more = " or more" if len(found) == COUNTED_FAILURES else ""
    detail = f"{len(found)}{more} open: {listed}"
    fix = "counterfoil failures list, then counterfoil failures redrive"
    if "stuck" in counts:
        return error("failures", f"{detail}; a stuck order has a number and no document", fix)
    return warning("failures", detail, fix)
