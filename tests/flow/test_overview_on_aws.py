"""The console's figures on AWS: the same answer, over DynamoDB and SQS."""

from datetime import timedelta

import pytest

from services.domain.measures import Tally
from services.domain.minute import minute_of
from services.flow.overview import overview
from services.flow.series import series
from services.reconciler import main as reconciler
from services.reconciler.sampling import sample_on_aws
from tests.aws_system import System, system


def look_once(aws: System) -> None:
    sample_on_aws(reconciler.desk(aws.backends, aws.clock), aws.clock(), worker_vcpus=1)


def test_the_overview_and_the_sampler_work_over_aws() -> None:
    with system() as aws:
        now = aws.clock()
        aws.clock.advance((minute_of(now) + timedelta(minutes=1) - now).total_seconds())
        assert [aws.post(key) for key in ("one", "two")] == [202, 202]
        look_once(aws)
        aws.clock.advance(60)
        told = {"at": aws.clock(), "service": "invoice_worker", "counts": {"archived": 2}}
        aws.backends.minutes.add(Tally.model_validate(told))
        aws.work_once()
        aws.announce()
        look_once(aws)
        aws.clock.advance(15)
        seen = overview(aws.backends, aws.clock(), worker_vcpus=1)
        drawn = series(aws.backends.minutes, "1h", aws.clock())

    orders, archived = seen.queues
    assert (orders.visible, orders.oldest_age_s, orders.approximate) == (0, None, True)
    assert (archived.visible, archived.oldest_age_s) == (2, 75)
    assert seen.late_s == 75
    assert seen.sentence.startswith("1 min late: 2 invoices wait for mail")
    assert orders.throughput_per_min == pytest.approx(2 / 1.25)
    assert seen.cost is not None
    assert seen.cost.workers_usd is not None
    assert drawn.queues[0].visible[-1] == 2
    assert [made.backlog for made in seen.decisions] == [2]


def test_a_round_on_aws_keeps_its_figures_and_its_repairs() -> None:
    with system() as aws:
        desk = reconciler.desk(aws.backends, aws.clock)
        assert aws.post("one") == 202
        repairs = reconciler.go_round(
            desk, aws.clock, lambda desk, now: sample_on_aws(desk, now, worker_vcpus=1)
        )
        now = aws.clock()
        (minute,) = aws.backends.minutes.between(now, now)
    assert repairs == 0
    assert minute.levels is not None
    assert minute.levels.queues[0].visible == 1
