"""A scaling decision, where only its time and its outcome count."""

from datetime import datetime

from services.domain.scaling import LATENCY_GOAL_S, Decision


def a_decision(at: datetime, decided: int = 2) -> Decision:
    """Return what a look at a busy queue led to: `decided` workers."""
    return Decision(
        at=at,
        arrivals=12.5,
        backlog=90,
        rate=20.0,
        latency_goal_s=LATENCY_GOAL_S,
        wanted=50,
        running=1,
        decided=decided,
    )
