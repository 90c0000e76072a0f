"""Every call that orders make on their state, from request to mail, and a death around each."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from services.backends.unavailable import Unavailable
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from tests.flow.crashing import CrashingPipeline, Killed

ONCE = ("accepted", "issued", "archived", "mail_sent")


def steps_of(state: Path, keys: Sequence[str]) -> list[str]:
    pipeline = CrashingPipeline(state)
    pipeline.walk(keys)
    return pipeline.life.steps


def assert_each_came_to_be_once(
    state: Path,
    keys: Sequence[str],
    ends: Sequence[int],
    end: Callable[[str], BaseException] = Killed,
) -> int:
    """End at these steps, the first on the straight way and the others in the revivals.

    Returns how many steps came after the last end.
    """
    pipeline = CrashingPipeline(state)
    pipeline.life.end_at(ends, end)
    with suppress(Killed, Unavailable, ExceptionGroup):
        pipeline.walk(keys)
    assert audit(books(pipeline.real)).ok, "a number is given and not accounted for"

    orders = pipeline.revive(keys)
    lived = len(pipeline.life.steps)
    for order in orders:
        events = [event.event for event in order.history]
        assert [events.count(name) for name in ONCE] == [1] * len(ONCE), (ends, events)
        assert (order.status, order.failure, order.due_at) == ("sent", None, None)
    numbers = {order.issued.number for order in orders if order.issued}
    assert numbers == {f"INV-2026-{n:06d}" for n in range(1, len(keys) + 1)}
    assert len(pipeline.mails()) == len(keys)
    report = audit(books(pipeline.real))
    assert report.ok, report.faults
    assert (report.invoices, report.files) == (len(keys), len(keys))
    return lived


def test_a_step_is_counted_on_either_side_of_each_effect(tmp_path: Path) -> None:
    steps = steps_of(tmp_path / "state", ["k1"])
    effects = [name.removeprefix("after ") for name in steps if name.startswith("after ")]
    assert [name.removeprefix("before ") for name in steps].count("a file") == 3
    assert {
        "orders.accept",
        "orders_queue.send",
        "numbering.commit",
        "archive.put",
        "archived_queue.send",
        "invoices.record",
        "orders_queue.delete",
        "mails.save",
        "mailer.send",
        "orders.save",
        "archived_queue.delete",
    } <= set(effects)


@pytest.mark.parametrize("keys", [["k1"], ["k1", "k2"]], ids=["alone", "in a batch"])
def test_after_a_death_at_any_step_nothing_is_lost_and_nothing_is_done_twice(
    tmp_path: Path, keys: Sequence[str]
) -> None:
    for step in range(len(steps_of(tmp_path / "straight", keys))):
        assert_each_came_to_be_once(tmp_path / str(step), keys, [step])


def test_after_a_call_that_failed_before_or_after_its_effect_nothing_is_done_twice(
    tmp_path: Path,
) -> None:
    for step in range(len(steps_of(tmp_path / "straight", ["k1"]))):
        assert_each_came_to_be_once(tmp_path / str(step), ["k1"], [step], Unavailable)


def test_once_its_message_is_out_an_order_that_met_a_death_is_finished_without_the_reconciler(
    tmp_path: Path,
) -> None:
    steps = steps_of(tmp_path / "straight", ["k1"])
    for step in range(steps.index("after orders_queue.send"), len(steps)):
        pipeline = CrashingPipeline(tmp_path / str(step))
        pipeline.life.end_at([step], Killed)
        with suppress(Killed):
            pipeline.walk(["k1"])
        (order,) = pipeline.revive(["k1"], reconciling=False)
        assert (order.status, order.dispatches) == ("sent", 0), steps[step]
