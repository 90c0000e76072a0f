"""What the one-machine edition is told."""

import os
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from services.runtime.settings import PublicUrl, RenderingSettings

PORT_FILE = "port"
"""Holds the port that the state was last served on, so that commands print links that work."""


class LocalSettings(RenderingSettings):
    """Settings of `counterfoil`; `run`, `backup` and `restore` are for one machine alone."""

    log_format: Literal["json", "console"] = "console"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    public_url: PublicUrl | None = None
    """Scheme and host of mailed links; http://127.0.0.1:PORT unless set."""
    smtp_url: SecretStr | None = None
    """Where mail goes besides the outbox: smtp://user:password@host:587?starttls=1."""
    max_workers: Annotated[int, Field(ge=1, le=64)] = max(2, os.cpu_count() or 1)
    worker_vcpus: Annotated[int, Field(ge=1)] = 1
    """Processors of a worker's task on AWS; one machine runs processes and does not ask."""

    @property
    def links_start_with(self) -> str:
        """Return the scheme and host that mailed links have."""
        return self.public_url or f"http://127.0.0.1:{self.port}"
