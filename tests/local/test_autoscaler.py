from datetime import UTC, datetime, timedelta

from services.backends.queue import Figures
from services.domain.scaling import RATE, SCALE_IN_AFTER_S, TRUST, Decision
from services.domain.worker import Worker
from services.local.autoscaler import ARRIVALS_OVER_S, WARM_AFTER, Autoscaler, warm_workers

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def figures(visible: int = 0, in_flight: int = 0, sent: int = 0, deleted: int = 0) -> Figures:
    return Figures(visible, in_flight, 0, None, sent, deleted)


def look(
    scaler: Autoscaler, seen: Figures, at_s: float, running: int, warm: int | None = None
) -> Decision:
    at = NOON + timedelta(seconds=at_s)
    return scaler.look(seen, at, at_s, running, running if warm is None else warm)


def test_an_empty_queue_keeps_one_worker() -> None:
    decision = look(Autoscaler(max_workers=4), figures(), 0.0, running=1)
    assert (decision.decided, decision.changes, decision.at) == (1, False, NOON)


def test_a_backlog_scales_out_at_once_but_never_above_the_limit() -> None:
    decision = look(Autoscaler(max_workers=4), figures(visible=10_000), 0.0, running=1)
    assert decision.decided == 4
    assert decision.wanted > 4
    assert decision.backlog == 10_000


def test_workers_stay_until_the_need_was_lower_for_the_whole_scale_in_time() -> None:
    scaler = Autoscaler(max_workers=4)
    look(scaler, figures(visible=10_000, sent=10_000), 0.0, running=1)
    idle = figures(sent=10_000, deleted=10_000)
    assert look(scaler, idle, SCALE_IN_AFTER_S - 1, running=4).decided == 4
    assert look(scaler, idle, SCALE_IN_AFTER_S + 1, running=4).decided == 1


def test_a_decision_tells_for_how_long_fewer_workers_would_have_done() -> None:
    scaler = Autoscaler(max_workers=8)
    look(scaler, figures(in_flight=1_000), 0.0, running=4)
    assert look(scaler, figures(), 20.0, running=4).lower_for_s == 0.0
    assert look(scaler, figures(), 60.0, running=4).lower_for_s == 40.0
    assert look(scaler, figures(in_flight=1_000), 61.0, running=4).lower_for_s == 0.0


def test_a_look_that_needs_exactly_those_that_run_is_not_lower() -> None:
    decision = look(Autoscaler(max_workers=8), figures(), 5.0, running=1)
    assert (decision.wanted, decision.lower_for_s) == (1, 0.0)
    scaler = Autoscaler(max_workers=8)
    look(scaler, figures(in_flight=400), 0.0, running=2)
    assert look(scaler, figures(in_flight=400), 30.0, running=2).lower_for_s == 0.0


def test_what_is_in_flight_counts_as_backlog() -> None:
    scaler = Autoscaler(max_workers=8)
    assert look(scaler, figures(in_flight=1_000), 0.0, running=8).wanted > 1


def test_arrivals_are_a_mean_so_that_a_handful_at_once_starts_nobody() -> None:
    scaler = Autoscaler(max_workers=8)
    look(scaler, figures(), 0.0, running=1)
    decision = look(scaler, figures(visible=40, sent=40), 0.5, running=1)
    assert (decision.arrivals, decision.decided) == (40 / ARRIVALS_OVER_S, 1)


def test_arrivals_that_never_stop_start_a_worker_before_a_backlog_shows() -> None:
    scaler = Autoscaler(max_workers=8)
    for second in range(60):
        sent = 100 * second
        decision = look(scaler, figures(sent=sent, deleted=sent), float(second), running=1)
    assert decision.arrivals == 100.0
    assert decision.decided == 5


def test_less_than_was_measured_is_counted_on() -> None:
    assert look(Autoscaler(max_workers=4), figures(), 0.0, running=1).rate == TRUST * RATE


def test_the_rate_is_learned_only_while_workers_have_enough_to_do() -> None:
    scaler = Autoscaler(max_workers=4)
    look(scaler, figures(visible=100), 0.0, running=1)
    look(scaler, figures(visible=100, sent=60, deleted=60), 1.0, running=1)
    assert scaler.rate > RATE

    learned = scaler.rate
    look(scaler, figures(visible=0, sent=61, deleted=61), 2.0, running=1)
    assert scaler.rate == learned


def test_workers_that_are_still_starting_say_nothing_of_how_fast_a_worker_is() -> None:
    scaler = Autoscaler(max_workers=4)
    for half_seconds in range(20):
        look(scaler, figures(visible=24, sent=24), half_seconds / 2, running=4, warm=0)
    assert scaler.rate == RATE


def test_what_one_worker_does_is_not_shared_out_among_those_that_are_starting() -> None:
    scaler = Autoscaler(max_workers=4)
    for second in range(30):
        done = int(RATE) * second
        look(scaler, figures(visible=100, sent=done, deleted=done), float(second), 4, warm=1)
    assert scaler.rate == RATE


def test_a_worker_that_was_asked_to_stop_and_still_beats_lowers_no_rate() -> None:
    scaler = Autoscaler(max_workers=4)
    for second in range(30):
        done = int(RATE) * second
        look(scaler, figures(visible=100, sent=done, deleted=done), float(second), 1, warm=4)
    assert scaler.rate == RATE


def test_a_worker_is_warm_some_seconds_after_it_was_first_heard_of() -> None:
    def worker(queue: str, seconds_ago: float) -> Worker:
        started_at = NOON - timedelta(seconds=seconds_ago)
        id_ = f"{queue}-{seconds_ago}"
        return Worker(id=id_, queue=queue, started_at=started_at, seen_at=NOON)

    warm_s = WARM_AFTER.total_seconds()
    heard = [worker("orders", warm_s), worker("orders", 0.5), worker("archived", 60)]
    assert warm_workers(heard, "orders", NOON) == 1
