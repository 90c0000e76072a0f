import threading
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from services.domain.seal import seal_key
from services.reconciler.nightly import LOOK_EVERY_S, audit_daily, audit_the_day, books
from tests.pipeline import Pipeline


class Nights(threading.Event):
    """Each wait is a night, until there were so many."""

    def __init__(self, pipeline: Pipeline, nights: int) -> None:
        super().__init__()
        self._pipeline = pipeline
        self._left = nights

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout == LOOK_EVERY_S
        self._pipeline.clock.advance(timedelta(days=1).total_seconds())
        self._left -= 1
        if self._left == 0:
            self.set()
        return self.is_set()


@pytest.fixture
def shop(pipeline: Pipeline) -> Pipeline:
    for n in range(3):
        pipeline.place(f"k{n}")
    pipeline.settle()
    return pipeline


def test_a_day_in_order_is_sealed_and_told_in_one_line(shop: Pipeline) -> None:
    day = shop.clock().date()
    with capture_logs() as logs:
        assert audit_the_day(books(shop.backends), day).ok
    assert shop.backends.archive.read(seal_key(day)) is not None
    assert [(line["event"], line["invoices"]) for line in logs] == [("audit.passed", 3)]
    assert shop.backends.archived_queue.figures().undeleted == 0, "nobody mails a seal"


def test_a_fault_is_a_critical_line_with_its_number_and_nothing_is_sealed(shop: Pipeline) -> None:
    (file,) = (shop.state / "archive").rglob("INV-2026-000002.pdf")
    file.chmod(0o600)
    file.write_bytes(b"%PDF-1.7 another")
    day = shop.clock().date()
    with capture_logs() as logs:
        assert not audit_the_day(books(shop.backends), day).ok
    assert shop.backends.archive.read(seal_key(day)) is None
    assert ("audit.fault", "INV-2026-000002") in [(one["event"], one.get("number")) for one in logs]
    assert (logs[-1]["event"], logs[-1]["log_level"]) == ("audit.failed", "critical")


def test_every_day_is_audited_once_and_sealed_when_something_was_issued(shop: Pipeline) -> None:
    first = shop.clock().date()
    with capture_logs() as logs:
        audit_daily(books(shop.backends), shop.clock, Nights(shop, nights=3))
    assert [line["event"] for line in logs].count("audit.passed") == 3
    assert shop.backends.archive.read(seal_key(first)) is not None
    assert shop.backends.archive.read(seal_key(first + timedelta(days=1))) is None


def test_a_day_that_was_sealed_before_a_restart_is_not_audited_again(shop: Pipeline) -> None:
    audit_the_day(books(shop.backends), shop.clock().date())
    with capture_logs() as logs:
        audit_daily(books(shop.backends), shop.clock, Nights(shop, nights=1))
    assert logs == []
