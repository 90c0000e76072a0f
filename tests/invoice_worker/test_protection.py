import json

import httpx2
import pytest

from services.invoice_worker.protection import EXPIRES_MIN, EcsProtection


class Agent:
    """The ECS agent of a task, and what it was told."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.told: list[tuple[str, str, dict[str, object]]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.told.append((request.method, request.url.path, json.loads(request.content)))
        return httpx2.Response(self.status)


def test_a_busy_task_is_protected_for_a_few_minutes_and_an_idle_one_is_not() -> None:
    agent = Agent()
    protection = EcsProtection("http://agent/api/1", httpx2.MockTransport(agent))
    protection.set(busy=True)
    protection.set(busy=False)
    path = "/api/1/task-protection/v1/state"
    assert agent.told == [
        ("PUT", path, {"ProtectionEnabled": True, "ExpiresInMinutes": EXPIRES_MIN}),
        ("PUT", path, {"ProtectionEnabled": False}),
    ]


@pytest.mark.parametrize("status", [400, 500])
def test_an_agent_that_refuses_stops_no_work(status: int) -> None:
    agent = Agent(status)
    EcsProtection("http://agent", httpx2.MockTransport(agent)).set(busy=True)
    assert len(agent.told) == 1


def test_an_agent_that_does_not_answer_stops_no_work() -> None:
    def silent(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectTimeout("no answer")

    EcsProtection("http://agent", httpx2.MockTransport(silent)).set(busy=True)
