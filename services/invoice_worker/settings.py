"""What the worker is told."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field

from services.runtime.settings import RenderingSettings


class InvoiceWorkerSettings(RenderingSettings):
    """How wide a task works, and how it shows that it lives. It serves no URL and sends no mail."""

    processes: Annotated[int, Field(ge=1, le=64)] = os.cpu_count() or 1
    """One for each vCPU: rendering is computing, and a Python process computes on one."""
    threads: Annotated[int, Field(ge=1, le=64)] = 16
    """In each process, to wait for AWS with; one thread is enough where the state is a file."""
    long_poll_s: Annotated[float, Field(ge=0, le=20)] = 10.0
    """How long an empty queue is listened to; a stop may have to wait for it."""
    heartbeat_file: Path = Path("/tmp/counterfoil-heartbeat")  # noqa: S108 - a tmpfs of the task
    ecs_agent_uri: Annotated[str | None, Field(validation_alias="ECS_AGENT_URI")] = None
    """Set by ECS in its tasks; without it nobody is told of busy tasks."""
