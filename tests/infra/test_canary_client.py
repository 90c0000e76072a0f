"""The canary's client is made once, and its secret is seen by nobody."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.canary_client import client_id
from services.domain.scopes import ORDERS_READ, ORDERS_WRITE
from tests.infra.secret_store import Store


class Pools:
    """Cognito, which counts the clients it makes."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def create_user_pool_client(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - AWS's
        self.asked.append(asked)
        return {"UserPoolClient": {"ClientId": "c1", "ClientSecret": "s1"}}


def test_a_new_canary_gets_a_client_for_orders_alone() -> None:
    pools, store = Pools(), Store(None)
    assert client_id(pools, store, "pool", "canary") == "c1"
    assert json.loads(store.value or "") == {"client_id": "c1", "client_secret": "s1"}
    (asked,) = pools.asked
    assert asked["AllowedOAuthScopes"] == [ORDERS_READ, ORDERS_WRITE]
    assert asked["AllowedOAuthFlows"] == ["client_credentials"]
    assert asked["GenerateSecret"] is True


def test_asked_again_it_names_the_client_that_is_there() -> None:
    pools, store = Pools(), Store(json.dumps({"client_id": "c0", "client_secret": "s0"}))
    assert client_id(pools, store, "pool", "canary") == "c0"
    assert pools.asked == []


def test_a_secret_that_may_not_be_read_gets_no_second_client() -> None:
    pools, store = Pools(), Store(None, refusal="AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        client_id(pools, store, "pool", "canary")
    assert pools.asked == []
