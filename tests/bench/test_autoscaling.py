"""The autoscaling bench: the simulated world keeps its rules, and so do the policies in it."""

from statistics import mean

import pytest

from bench.autoscaling.backlog import HOLD_S, VISIBILITY_S, Backlog, Orders
from bench.autoscaling.chance import Chance
from bench.autoscaling.fleet import START_S, Fleet
from bench.autoscaling.measure import GOALS, rows
from bench.autoscaling.policies import (
    OURS,
    POLICIES,
    STEPS,
    TRACKING,
    DepthSteps,
    Look,
    Ours,
    TargetTracking,
)
from bench.autoscaling.shapes import SHAPES, Shape
from bench.autoscaling.simulation import SEEDS, Result, percentile, simulate
from bench.autoscaling.tables import results_table
from services.domain.scaling import (
    LATENCY_GOAL_S,
    MAX_WORKERS,
    METRIC_PERIOD_S,
    RATE,
    SCALE_IN_AFTER_S,
)


class Fixed:
    """Runs as many workers as it is told, whatever comes."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def decide(self, look: Look, at_s: float, desired: int) -> int:
        return self.workers


def a_look(visible: int = 0, arrivals: float = 0.0, workers: int = 1) -> Look:
    return Look(arrivals, visible, 0, workers, workers)


SHORT = Shape("short", 900, lambda at: 200.0 if 240 <= at < 420 else 10.0)


def test_a_run_with_the_same_seed_repeats_exactly_and_another_seed_does_not() -> None:
    assert simulate(SHORT, Ours(), 1) == simulate(SHORT, Ours(), 1) != simulate(SHORT, Ours(), 2)


def test_workers_that_are_enough_let_nobody_wait() -> None:
    result = simulate(Shape("calm", 600, lambda _at: 40.0), Fixed(4), 1)
    assert result.p95_s == HOLD_S


def test_half_the_workers_that_are_needed_let_the_last_order_wait_half_the_time() -> None:
    def flood(at: float) -> float:
        fitting_ten_workers = 210.0
        return fitting_ten_workers if at < 1 else 20 * RATE if at < 1800 else 0.0

    worst = [simulate(Shape("flood", 4500, flood), Fixed(10), seed).worst_s for seed in range(16)]
    assert mean(worst) == pytest.approx(1800, rel=0.2)


def test_a_short_burst_waits_less_by_our_policy_than_by_either_peer() -> None:
    waits = {name: simulate(SHORT, make(), 1).p95_s for name, make in POLICIES.items()}
    assert waits[OURS] < min(waits[STEPS], waits[TRACKING])


def test_what_a_killed_worker_had_in_hand_comes_back_and_is_done() -> None:
    backlog = Backlog(Chance(1))
    backlog.send(Orders(0, 100))
    backlog.take(0, 100.0)
    backlog.drop(1, 1.0)
    backlog.pass_to(VISIBILITY_S)
    assert (backlog.waits.total(), backlog.visible + backlog.in_flight) == (0, 100)
    assert backlog.in_flight > 90
    for now in range(VISIBILITY_S, 2000):
        backlog.pass_to(now)
        backlog.take(now, 100.0)
    assert (backlog.waits.total(), backlog.visible, backlog.in_flight) == (100, 0, 0)
    assert min(backlog.waits) > VISIBILITY_S


def test_poison_costs_five_attempts_and_is_in_flight_between_them() -> None:
    backlog, spent = Backlog(Chance(1)), 0.0
    backlog.send(Orders(0, 2, poison=True))
    for now in range(2000):
        backlog.pass_to(now)
        spent += 1000.0 - backlog.take(now, 1000.0)
        assert now > 0 or backlog.in_flight == 2
    assert spent == 2 * 5 * RATE
    assert (backlog.waits.total(), backlog.visible, backlog.in_flight) == (0, 0, 0)


def test_workers_start_late_are_paid_from_the_start_and_leave_at_once() -> None:
    fleet = Fleet(Chance(1), 1)
    fleet.wanted = 3
    fleet.pass_to(0, dead=False)
    assert (fleet.running, fleet.paid_s) == (1, 3)
    fleet.pass_to(int(START_S[0]) - 1, dead=False)
    assert fleet.running == 1
    fleet.pass_to(int(START_S[1]) + 1, dead=False)
    assert fleet.running == 3
    fleet.wanted = 1
    fleet.pass_to(int(START_S[1]) + 2, dead=False)
    assert fleet.running == 1


def test_a_dead_fleet_is_replaced_when_the_outage_is_over() -> None:
    fleet = Fleet(Chance(1), 2)
    assert fleet.pass_to(0, dead=True) == 1.0
    assert fleet.pass_to(500, dead=True) == 0.0
    assert (fleet.running, fleet.effort()) == (0, 0.0)
    fleet.pass_to(501, dead=False)
    assert fleet.running == 2


def test_our_policy_scales_out_at_the_first_look_and_in_to_the_most_of_the_last() -> None:
    policy = Ours()
    assert policy.decide(a_look(visible=5000), 0, 1) == 4
    assert policy.decide(a_look(workers=9), 60, 9) == 9
    assert policy.decide(a_look(visible=5000, workers=9), 120, 9) == 9
    assert policy.decide(a_look(workers=9), 180, 9) == 4
    assert SCALE_IN_AFTER_S == 3 * METRIC_PERIOD_S


def test_a_look_that_needs_all_workers_starts_the_wait_to_scale_in_anew() -> None:
    policy = Ours()
    for visible in (0, 0, 5000, 0, 0):
        assert policy.decide(a_look(visible=visible, workers=4), 0, 4) == 4
    assert policy.decide(a_look(workers=4), 0, 4) == 1


def test_the_tutorial_adds_one_or_two_and_rests_between() -> None:
    policy = DepthSteps()
    assert policy.decide(a_look(visible=100), 0, 1) == 2
    assert policy.decide(a_look(visible=9000), 30, 2) == 2
    assert policy.decide(a_look(visible=9000), 60, 2) == 4
    assert policy.decide(a_look(visible=0), 120, 4) == 4
    assert policy.decide(a_look(visible=0), 360, 4) == 3
    assert policy.decide(a_look(visible=50), 900, 3) == 3


def test_target_tracking_scales_out_at_the_third_look_above_in_proportion() -> None:
    policy, target = TargetTracking(), int(RATE * LATENCY_GOAL_S)
    decided = [policy.decide(a_look(visible=5 * target), 60 * n, 1) for n in range(3)]
    assert decided == [1, 1, 5]
    assert policy.decide(a_look(visible=10**9), 240, 5) == MAX_WORKERS


def test_target_tracking_does_not_ask_again_for_workers_that_are_starting() -> None:
    policy, target = TargetTracking(), int(RATE * LATENCY_GOAL_S)
    starting = Look(0.0, 5 * target, 0, desired=9, running=1)
    assert [policy.decide(starting, 60 * n, 9) for n in range(4)] == [9] * 4


def test_target_tracking_scales_in_at_the_fifteenth_look_below() -> None:
    policy = TargetTracking()
    decided = [policy.decide(a_look(workers=8), 60 * n, 8) for n in range(15)]
    assert decided == [8] * 14 + [4]


def test_a_percentile_is_the_wait_that_so_many_did_not_exceed() -> None:
    assert percentile({2: 95, 9: 5}, 0.95) == 2
    assert percentile({2: 94, 9: 6}, 0.95) == 9


def test_rows_compare_waits_with_both_peers_and_cost_with_target_tracking() -> None:
    ours, slow = Result(20.0, 60.0, 5.0, 9, 3, 0), Result(40.0, 400.0, 4.0, 9, 3, 0)
    results = {(SHORT.name, name): [slow] * len(SEEDS) for name in POLICIES}
    results[SHORT.name, OURS] = [ours] * len(SEEDS)
    found = [(row.name, row.peer, row.ratio, row.met) for row in rows([SHORT], results)]
    assert found == [
        ("p95 wait: short", STEPS, 2.0, True),
        ("p95 wait: short", TRACKING, 2.0, True),
        ("cost: short", TRACKING, 0.8, False),
        ("p95 wait: the slowest of all", "when we call it late", 15.0, True),
    ]
    assert "| short | ours | 20 s | 60 s | 5.0 | 9 | 3 |" in results_table(results)


def test_the_slowest_shape_is_what_our_own_alarm_is_held_against() -> None:
    calm, late = Result(2.0, 60.0, 5.0, 9, 3, 0), Result(400.0, 900.0, 5.0, 9, 3, 0)
    other = SHORT._replace(name="other")
    results = {(SHORT.name, name): [calm] * len(SEEDS) for name in POLICIES}
    results |= {(other.name, name): [late] * len(SEEDS) for name in POLICIES}
    slowest = rows([SHORT, other], results)[-1]
    assert (slowest.value, slowest.met) == (400.0, False)


def test_every_lowered_goal_is_for_a_shape_and_a_peer_there_is() -> None:
    for shape, peer, _measure in GOALS:
        assert shape in {each.name for each in SHAPES}
        assert peer in POLICIES
