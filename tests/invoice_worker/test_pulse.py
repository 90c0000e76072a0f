from services.invoice_worker.pulse import STALE_AFTER_S, Pulse, is_fresh


def test_a_thread_that_polled_lately_is_alive() -> None:
    assert is_fresh([Pulse(0, busy=False, at_s=100.0)], 100.0 + STALE_AFTER_S - 1)


def test_a_thread_that_stopped_polling_makes_its_task_unhealthy() -> None:
    pulses = [Pulse(0, busy=False, at_s=100.0), Pulse(1, busy=False, at_s=100.0 + STALE_AFTER_S)]
    assert not is_fresh(pulses, 100.0 + STALE_AFTER_S)


def test_a_slow_order_makes_nobody_unhealthy() -> None:
    assert is_fresh([Pulse(0, busy=True, at_s=100.0)], 100.0 + 10 * STALE_AFTER_S)
