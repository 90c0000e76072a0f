from services.backends.queue import Figures
from services.domain.scaling import SCALE_IN_AFTER_S
from services.local.autoscaler import FIRST_RATE, Autoscaler


def figures(visible: int = 0, in_flight: int = 0, sent: int = 0, deleted: int = 0) -> Figures:
    return Figures(visible, in_flight, 0, None, sent, deleted)


def test_an_empty_queue_keeps_one_worker() -> None:
    assert Autoscaler(max_workers=4).look(figures(), 0.0, running=1) == 1


def test_a_backlog_scales_out_at_once_but_never_above_the_limit() -> None:
    scaler = Autoscaler(max_workers=4)
    assert scaler.look(figures(visible=10_000), 0.0, running=1) == 4


def test_workers_stay_until_the_need_was_lower_for_the_whole_scale_in_time() -> None:
    scaler = Autoscaler(max_workers=4)
    scaler.look(figures(visible=10_000, sent=10_000), 0.0, running=1)
    idle = figures(sent=10_000, deleted=10_000)
    assert scaler.look(idle, SCALE_IN_AFTER_S - 1, running=4) == 4
    assert scaler.look(idle, SCALE_IN_AFTER_S + 1, running=4) == 1


def test_what_is_in_flight_counts_as_backlog() -> None:
    scaler = Autoscaler(max_workers=8)
    assert scaler.look(figures(in_flight=1_000), 0.0, running=8) > 1


def test_the_rate_is_learned_only_while_workers_have_enough_to_do() -> None:
    scaler = Autoscaler(max_workers=4)
    scaler.look(figures(visible=100), 0.0, running=1)
    scaler.look(figures(visible=100, sent=50, deleted=50), 1.0, running=1)
    assert scaler.rate > FIRST_RATE

    learned = scaler.rate
    scaler.look(figures(visible=0, sent=51, deleted=51), 2.0, running=1)
    assert scaler.rate == learned
