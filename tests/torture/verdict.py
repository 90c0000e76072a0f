"""What must be true of an installation that was killed again and again, once it is quiet."""

import hashlib
import json
import subprocess
from collections import Counter
from collections.abc import Collection
from email import policy
from email.parser import BytesParser
from pathlib import Path

from services.domain.order import Order
from services.runtime.composition import OUTBOX_FOLDER, Backends
from tests.local.running import COUNTERFOIL

ONCE = ("accepted", "issued", "archived", "mail_sent")


def is_quiet(backends: Backends, ids: Collection[str]) -> bool:
    """Tell whether every order has come to rest and no queue holds a message."""
    queues = (
        backends.orders_queue,
        backends.orders_dead_letters,
        backends.archived_queue,
        backends.archived_dead_letters,
    )
    orders = backends.orders.read(list(ids))
    mailed = all(order.mailed and order.mailed.status == "sent" for order in orders)
    at_rest = mailed and all(order.due_at is None for order in orders)
    return at_rest and all(queue.figures().oldest_age_s is None for queue in queues)


def assert_nothing_was_lost_or_done_twice(
    state: Path, backends: Backends, ids: Collection[str]
) -> None:
    orders = backends.orders.read(list(ids))
    assert {order.id for order in orders} == set(ids)
    for order in orders:
        events = [event.event for event in order.history]
        assert [events.count(name) for name in ONCE] == [1] * len(ONCE), (order.id, events)
        assert order.failure is None
    _assert_numbers_are_contiguous(orders, backends)
    for order in orders:
        _assert_archived_as_receipted(order, backends)
    _assert_each_was_mailed_once(state / OUTBOX_FOLDER, orders)
    _assert_the_audit_agrees(state, len(orders))


def _assert_numbers_are_contiguous(orders: list[Order], backends: Backends) -> None:
    of_orders = Counter(order.issued.number for order in orders if order.issued)
    recorded: Counter[str] = Counter()
    for counter in backends.numbering.counters():
        records = list(backends.invoices.of_series(counter.series.key))
        assert [record.sequence for record in records] == list(range(1, counter.last + 1))
        recorded.update(record.number for record in records)
    assert recorded == of_orders
    assert set(recorded.values()) == {1}


def _assert_archived_as_receipted(order: Order, backends: Backends) -> None:
    assert order.issued is not None
    assert order.archived is not None
    record = backends.invoices.read(order.seller_id, order.issued.number)
    receipt = backends.invoices.receipt(order.seller_id, order.issued.number)
    assert record is not None
    assert receipt is not None
    stored = backends.archive.read(record.archive_key)
    assert stored is not None
    assert hashlib.sha256(stored.content).hexdigest() == receipt.sha256 == order.archived.sha256
    assert record.order_id == order.id


def _assert_each_was_mailed_once(outbox: Path, orders: list[Order]) -> None:
    subjects = [_subject(path) for path in outbox.glob("*.eml")]
    mailed = Counter(word for subject in subjects for word in subject.split())
    numbers = [order.issued.number for order in orders if order.issued]
    assert len(subjects) == len(numbers)
    assert {number: mailed[number] for number in numbers} == dict.fromkeys(numbers, 1)


def _subject(path: Path) -> str:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    return str(message["Subject"])


def _assert_the_audit_agrees(state: Path, count: int) -> None:
    audit = subprocess.run(
        [COUNTERFOIL, "audit", "--state", state, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert audit.returncode == 0, audit.stdout
    report = json.loads(audit.stdout)
    assert (report["ok"], report["invoices"], report["files"]) == (True, count, count)
