"""The fleet: how many workers ECS runs."""

from collections.abc import Iterator

import pytest
from mypy_boto3_ecs import ECSClient

from services.backends.aws.fleet import EcsFleet, NoSuchFleet
from services.backends.unavailable import Unavailable
from tests.aws_faults import refuse
from tests.aws_world import aws


@pytest.fixture
def ecs() -> Iterator[ECSClient]:
    with aws() as clients:
        clients.ecs.create_cluster(clusterName="counterfoil")
        yield clients.ecs


def _deploy(ecs: ECSClient, wanted: int) -> None:
    ecs.register_task_definition(
        family="worker", containerDefinitions=[{"name": "worker", "image": "worker", "memory": 512}]
    )
    ecs.create_service(
        cluster="counterfoil", serviceName="workers", taskDefinition="worker", desiredCount=wanted
    )


def test_the_fleet_tells_how_many_run_start_and_are_wanted(ecs: ECSClient) -> None:
    _deploy(ecs, 3)
    figures = EcsFleet(ecs, "counterfoil", "workers").figures()
    assert figures.wanted == 3
    assert figures.running + figures.starting <= 3


def test_a_fleet_that_is_not_deployed_is_named(ecs: ECSClient) -> None:
    with pytest.raises(NoSuchFleet, match="counterfoil has no active service workers"):
        EcsFleet(ecs, "counterfoil", "workers").figures()


def test_a_throttled_look_at_the_fleet_may_be_tried_again(ecs: ECSClient) -> None:
    refuse(ecs, "DescribeServices", "ThrottlingException")
    with pytest.raises(Unavailable):
        EcsFleet(ecs, "counterfoil", "workers").figures()
