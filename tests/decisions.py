"""Scaling decisions for tests, made of the figures a test is about."""

from typing import Any

from services.domain.scaling import Decision
from tests.builders import NOW


def a_decision(**changes: Any) -> Decision:  # noqa: ANN401 - any field, of any type
    """Return a decision that keeps the one worker there is; `changes` replace fields."""
    quiet = Decision(
        at=NOW,
        arrivals=0.0,
        backlog=0,
        rate=20.0,
        latency_goal_s=10.0,
        wanted=1,
        running=1,
        decided=1,
    )
    return quiet.model_copy(update=changes)
