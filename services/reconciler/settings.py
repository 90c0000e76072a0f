"""What the reconciler is told."""

from typing import Annotated

from pydantic import Field

from services.runtime.settings import DeployableSettings


class ReconcilerSettings(DeployableSettings):
    """The reconciler needs its state, and on AWS what its figures of scaling rest on."""

    worker_vcpus: Annotated[int, Field(ge=1)] = 1
    """Processors of a worker's task; one machine runs processes and does not ask."""
