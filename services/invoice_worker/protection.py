"""Scale-in protection: ECS ends no task that says it is busy.

ECS task scale-in protection endpoint: PUT $ECS_AGENT_URI/task-protection/v1/state.
"""

from typing import Protocol

import httpx2
import structlog

EXPIRES_MIN = 5
"""A task that dies protected is protected no longer than this."""

REST_AFTER_S = 240.0
"""A protected task gets no SIGTERM: protection is dropped now and then, or deploys would hang."""

TIMEOUT_S = 5.0

log = structlog.get_logger()


class Protection(Protocol):
    """Tells whoever scales in whether this task is busy."""

    def set(self, *, busy: bool) -> None:
        """Say it. A failure is logged and costs nothing: a killed task's orders come again."""
        ...


class NoProtection:
    """For where nobody scales in tasks."""

    def set(self, *, busy: bool) -> None:
        """Do nothing."""


class EcsProtection:
    """Protects this ECS task through its agent."""

    def __init__(self, agent_uri: str, transport: httpx2.BaseTransport | None = None) -> None:
        self._client = httpx2.Client(
            base_url=agent_uri, timeout=TIMEOUT_S, transport=transport, trust_env=False
        )

    def set(self, *, busy: bool) -> None:
        """See `Protection.set`."""
        state: dict[str, object] = {"ProtectionEnabled": busy}
        if busy:
            state["ExpiresInMinutes"] = EXPIRES_MIN
        try:
            answer = self._client.put("/task-protection/v1/state", json=state)
            answer.raise_for_status()
        except httpx2.HTTPError as error:
            log.warning("protection.not_set", busy=busy, reason=type(error).__name__)
