"""The workers as an ECS service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.errors import reaching
from services.backends.fleet import FleetFigures

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient


class NoSuchFleet(Exception):  # noqa: N818 - what it is, in words an operator says
    """The cluster runs no service of this name: its settings or the deployment are wrong."""


class EcsFleet:
    """One service of one cluster."""

    def __init__(self, client: ECSClient, cluster: str, service: str) -> None:
        self._client = client
        self._cluster = cluster
        self._service = service

    def figures(self) -> FleetFigures:
        """See `Fleet.figures`. Raises NoSuchFleet and Unavailable."""
        with reaching("the fleet"):
            answer = self._client.describe_services(cluster=self._cluster, services=[self._service])
        for found in answer["services"]:
            if found["status"] == "ACTIVE":
                return FleetFigures(
                    running=found["runningCount"],
                    starting=found["pendingCount"],
                    wanted=found["desiredCount"],
                )
        raise NoSuchFleet(
            f"cluster {self._cluster} has no active service {self._service}; deploy the workers, "
            "or correct the names in the settings"
        )
