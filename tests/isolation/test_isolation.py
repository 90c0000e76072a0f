"""No seller sees a byte of another's, nor live of test, by any route."""

import json
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from services.local.front_door import front_door
from services.local.settings import LocalSettings
from tests.builders import an_order_request
from tests.isolation.realms import REALMS, Owned, Realm, World, request_with, strangers
from tests.isolation.routes import VERDICTS, Shows, routes_of, which

PAIRS = [(mine, theirs) for mine in REALMS for theirs in REALMS if mine != theirs]
UNKNOWN = {"order_id": f"ord_{'0' * 40}", "number": "XX-2026-000001"} | {
    "failure_id": f"fail_{'0' * 40}"
}


class Door:
    """The front door, with every app behind it, and whoever knocks."""

    def __init__(self, world: World) -> None:
        self.world = world
        settings = LocalSettings(state=world.pipeline.state)
        app = front_door(settings, world.pipeline.backends)
        self.client = TestClient(app, follow_redirects=False)

    def ask(
        self,
        route: str,
        key: str | None = None,
        *,
        idempotency_key: str = "asked by somebody",
        body: Any = None,  # noqa: ANN401 - JSON
        **ids: str,
    ) -> httpx2.Response:
        method, path = route.split(" ")
        headers = {"Idempotency-Key": idempotency_key, "Content-Type": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        content = json.dumps(body if body is not None else body_for(route))
        return self.client.request(
            method,
            path.format_map(ids),
            headers=headers,
            content=content if method == "POST" else None,
        )


def body_for(route: str) -> dict[str, Any]:
    if route.endswith("/credit-notes"):
        return {"reason": "Returned", "amount": "1.00"}
    if route.endswith(("/retry", "/discard")):
        return {"reason": "Mended"}
    if route.endswith("/redrive"):
        return {"reason": "Mended", "match": {}, "dry_run": True}
    return an_order_request()


def ids_of(owned: Owned, route: str = "") -> dict[str, str]:
    failure_id = owned.failed[route.endswith("/discard")]
    ids = {"order_id": owned.order.id, "number": owned.invoice.number, "token": owned.token}
    return ids | {"failure_id": failure_id}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    return Door(World(tmp_path_factory.mktemp("realms") / "state"))


def test_every_route_of_every_app_has_a_verdict(door: Door) -> None:
    assert routes_of(door.world) == set(VERDICTS)


def told(answer: httpx2.Response) -> dict[str, Any]:
    """Return a problem without what differs between any two requests."""
    document: dict[str, Any] = answer.json()
    return {name: value for name, value in document.items() if name != "request_id"}


@pytest.mark.parametrize("route", which(Shows.ONE))
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_what_belongs_to_others_is_as_unknown_as_what_does_not_exist(
    door: Door, mine: Realm, theirs: Realm, route: str
) -> None:
    key = door.world.owned[mine].key
    foreign = door.ask(route, key, **ids_of(door.world.owned[theirs]))
    unknown = door.ask(route, key, **UNKNOWN)
    assert (foreign.status_code, told(foreign)) == (404, told(unknown))
    assert unknown.status_code == 404
    assert list(strangers(foreign.content, mine)) == []
    kept = [name for name in foreign.headers if name not in {"x-request-id", "traceparent"}]
    assert [foreign.headers[n] for n in kept] == [unknown.headers[n] for n in kept]


@pytest.mark.parametrize("route", which(Shows.ONE))
@pytest.mark.parametrize("realm", REALMS)
def test_what_is_ones_own_is_shown_and_nothing_else_with_it(
    door: Door, realm: Realm, route: str
) -> None:
    owned = door.world.owned[realm]
    ids = ids_of(owned, route)
    answer = door.ask(route, owned.key, idempotency_key=f"by {realm.canary}", **ids)
    assert answer.status_code in {200, 202}, answer.text
    assert list(strangers(answer.content, realm)) == []
    if route.startswith("GET") and not route.endswith(("/pdf", "{number}")):
        assert realm.canary.encode() in answer.content, "what cannot be seen proves nothing"


@pytest.mark.parametrize("realm", REALMS)
def test_a_list_holds_ones_own_whatever_is_asked_for(door: Door, realm: Realm) -> None:
    own, key = door.world.owned[realm].order, door.world.owned[realm].key
    others = {owned.order.id for one, owned in door.world.owned.items() if one != realm}
    queries = ["", "?limit=100", "?status=sent", "?from=2026-11-21&to=2026-11-21"]
    for other in REALMS:
        queries += [f"?reference={other.canary}", f"?email={other.canary}@example.com"]
    for query in queries:
        answer = door.ask(f"GET /v1/orders{query}", key)
        foreign = "Canary" in query and realm.canary not in query
        ids = {order["id"] for order in answer.json()["data"]}
        assert (own.id in ids) is not foreign, query
        assert not ids & others
        assert list(strangers(answer.content, realm)) == []


@pytest.mark.parametrize("realm", REALMS)
def test_failures_and_actions_are_ones_own_whatever_is_asked_for(door: Door, realm: Realm) -> None:
    own, key = door.world.owned[realm], door.world.owned[realm].key
    others = [owned for one, owned in door.world.owned.items() if one != realm]
    foreign = {failure for owned in others for failure in owned.failed}
    listed = door.ask("GET /v1/failures?limit=100", key).json()["data"]
    assert {failure["id"] for failure in listed} == set(own.failed)
    groups = door.ask("GET /v1/failures/groups", key)
    assert sum(group["count"] for group in groups.json()["data"]) <= len(own.failed)
    for match in ({}, {"ids": sorted(foreign)}):
        body = {"reason": "All", "match": match, "dry_run": True}
        counted = door.ask("POST /v1/failures/redrive", key, body=body).json()
        assert counted["matched"] <= (0 if match else len(own.failed))
    of_seller = {
        failure
        for one, owned in door.world.owned.items()
        if one.seller_id == realm.seller_id
        for failure in owned.failed
    }
    actions = door.ask("GET /v1/actions?limit=100", key)
    assert {action["target"] for action in actions.json()["data"]} <= of_seller
    for answer in (groups, actions):
        assert list(strangers(answer.content, realm)) == []


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_a_redrive_of_others_failures_moves_nothing(door: Door, mine: Realm, theirs: Realm) -> None:
    orders = door.world.pipeline.backends.orders
    ids = [failure.replace("fail_", "ord_") for failure in door.world.owned[theirs].failed]
    before = orders.read(ids)
    body = {"reason": "All", "match": {"ids": list(door.world.owned[theirs].failed)}}
    key = door.world.owned[mine].key
    answer = door.ask(
        "POST /v1/failures/redrive", key, idempotency_key=f"{mine} {theirs}", body=body
    )
    assert answer.json()["matched"] == 0
    assert orders.read(ids) == before


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_a_cursor_of_others_opens_nothing(door: Door, mine: Realm, theirs: Realm) -> None:
    owner = door.world.owned[theirs]
    for n in range(2):
        door.ask("POST /v1/orders", owner.key, idempotency_key=f"more {n}")
    cursor = door.ask("GET /v1/orders?limit=1", owner.key).json()["next"]
    answer = door.ask(f"GET /v1/orders?limit=1&cursor={cursor}", door.world.owned[mine].key)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_an_idempotency_key_of_others_replays_nothing_of_theirs(
    door: Door, mine: Realm, theirs: Realm
) -> None:
    shared = f"{theirs.canary} before {mine.canary}"
    first = door.ask(
        "POST /v1/orders",
        door.world.owned[theirs].key,
        idempotency_key=shared,
        body=request_with(theirs.canary),
    )
    answer = door.ask("POST /v1/orders", door.world.owned[mine].key, idempotency_key=shared)
    assert first.json()["id"] != answer.json()["id"]
    assert answer.status_code == 202
    assert "idempotent-replayed" not in answer.headers
    assert list(strangers(answer.content, mine)) == []


@pytest.mark.parametrize("route", [*which(Shows.ONE), *which(Shows.OWN)])
@pytest.mark.parametrize("key", [None, "sk_live_" + "0" * 40, ""])
@pytest.mark.parametrize("realm", REALMS)
def test_without_a_key_that_stands_nothing_is_told(
    door: Door, realm: Realm, route: str, key: str | None
) -> None:
    answers = [door.ask(route, key, **ids) for ids in (ids_of(door.world.owned[realm]), UNKNOWN)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert told(answers[0]) == told(answers[1])
    assert list(strangers(answers[0].content, None)) == []


@pytest.mark.parametrize("route", which(Shows.LINKED))
@pytest.mark.parametrize("realm", REALMS)
def test_a_link_opens_its_own_invoice_alone_whoever_follows_it(
    door: Door, realm: Realm, route: str
) -> None:
    for other in (None, *REALMS):
        key = door.world.owned[other].key if other else None
        answer = door.ask(route, key, **ids_of(door.world.owned[realm]))
        assert answer.status_code in {200, 404}, "a seller without a logo has none to show"
        assert list(strangers(answer.content, realm)) == []
    if route in {"GET /i/{token}", "GET /i/{token}/xml"}:
        assert realm.canary.encode() in answer.content, "what cannot be seen proves nothing"


@pytest.mark.parametrize("route", [*which(Shows.NOBODY), "GET /"])
def test_what_shows_nobody_shows_nobody(door: Door, route: str) -> None:
    method, _, path = route.partition(" ")
    path = path.replace("{name:path}", "docs.css").replace("{code}", "not_found")
    path = path.replace("{rest:path}", "a/b/c") + ("/look.css" if method == "MOUNT" else "")
    for realm in (None, *REALMS):
        key = door.world.owned[realm].key if realm else None
        answer = door.ask(f"GET {path}", key)
        assert answer.status_code in {200, 404}
        assert list(strangers(answer.content, None)) == []
