"""What a token's claims open, and everything that opens nothing."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from services.backends.keys import Key, Role, cognito_digest
from services.domain.ids import sha256_hex
from services.domain.scopes import ORDERS_READ, ORDERS_WRITE
from services.order_api.desk import MAY_READ
from services.runtime.http.cognito import cognito_tokens
from services.runtime.http.credentials import Caller
from services.runtime.http.problems import Problem
from services.runtime.http.threads import inline
from tests.clock import SettableClock
from tests.order_api.function import Answer, Function, order_text
from tests.order_api.shop import Shop
from tests.recorded import CLIENT, Event, http_event, rest_event

PERSON = "1c5e0a92-7a51-4a57-8b8e-5f6d7a8b9c0d"
Claims = dict[str, Any]


def rest(claims: object, *, method: str = "POST", **given: Any) -> Event:  # noqa: ANN401
    event = rest_event(method, "/v1/orders", body=order_text(), **given)
    event["requestContext"]["authorizer"] = {"claims": claims}
    return event


def http(claims: object, *, method: str = "POST", **given: Any) -> Event:  # noqa: ANN401
    event = http_event(method, "/v1/orders", body=order_text(), **given)
    event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return event


EventWith = Callable[..., Event]


@pytest.fixture(params=[rest, http])
def event_with(request: pytest.FixtureRequest) -> EventWith:
    made: EventWith = request.param
    return made


@pytest.fixture
def function(tmp_path: Path) -> Function:
    function = Function(Shop(tmp_path / "state"))
    function.register()
    return function


def good(**changes: object) -> Claims:
    """Return claims that open everything, changed; a claim that becomes None is not there."""
    claims = {
        "sub": CLIENT,
        "client_id": CLIENT,
        "token_use": "access",
        "scope": f"{ORDERS_READ} {ORDERS_WRITE}",
        "version": "2",
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def assert_turned_down(function: Function, answer: Answer, status: int, code: str) -> None:
    assert (answer.status, answer.json()["code"]) == (status, code)
    assert answer.headers["www-authenticate"].startswith('Bearer realm="counterfoil"')
    assert function.shop.backends.orders_queue.figures().sent == 0


def test_good_claims_open_the_api(function: Function, event_with: EventWith) -> None:
    assert function.answer(event_with(good())).status == 202


NO_CREDENTIAL: dict[str, Claims] = {
    "an id token": good(token_use="id"),
    "an id token as it really looks": {
        "sub": PERSON,
        "aud": CLIENT,
        "token_use": "id",
        "email": "buyer@example.com",
        "cognito:username": PERSON,
    },
    "no use": good(token_use=None),
    "another spelling of the use": good(token_use="Access"),
    "two uses": good(token_use=["access"]),
    "no subject": good(sub=None),
    "an empty subject": good(sub=""),
    "a number for a subject": good(sub=7),
    "subjects": good(sub=[CLIENT]),
    "no client": good(client_id=None),
    "an empty client": good(client_id=""),
    "an unknown client": good(sub="unknown", client_id="unknown"),
    "a person the ledger does not know, through a client it knows": good(sub=PERSON),
    "the digest of a client": good(sub=cognito_digest(CLIENT)),
    "a client in other letters": good(sub=CLIENT.upper(), client_id=CLIENT.upper()),
    "a client and a blank": good(sub=f"{CLIENT} "),
    "no claims at all": {},
}


@pytest.mark.parametrize("claims", NO_CREDENTIAL.values(), ids=NO_CREDENTIAL)
def test_claims_that_name_nobody_are_turned_down(
    function: Function, event_with: EventWith, claims: Claims
) -> None:
    answer = function.answer(event_with(claims))
    assert_turned_down(function, answer, 401, "unauthenticated")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


TOO_NARROW: dict[str, Claims] = {
    "no scope": good(scope=None),
    "an empty scope": good(scope=""),
    "a scope that only reads": good(scope=ORDERS_READ),
    "a longer scope": good(scope=f"{ORDERS_WRITE}r"),
    "a shorter scope": good(scope="orders.write"),
    "another server's scope": good(scope="shop/orders.write"),
    "another spelling": good(scope=ORDERS_WRITE.upper()),
    "scopes between commas": good(scope=f"{ORDERS_READ},{ORDERS_WRITE}"),
    "scopes in brackets": good(scope=f"[{ORDERS_READ} {ORDERS_WRITE}]"),
    "a list of scopes": good(scope=[ORDERS_WRITE]),
    "a star": good(scope="counterfoil/*"),
    "a user's own scope": good(scope="aws.cognito.signin.user.admin"),
}


@pytest.mark.parametrize("claims", TOO_NARROW.values(), ids=TOO_NARROW)
def test_a_scope_that_does_not_reach_is_turned_down(
    function: Function, event_with: EventWith, claims: Claims
) -> None:
    answer = function.answer(event_with(claims))
    assert_turned_down(function, answer, 403, "forbidden")
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]


def test_each_scope_opens_its_own_calls(function: Function, event_with: EventWith) -> None:
    reads, writes = good(scope=ORDERS_READ), good(scope=ORDERS_WRITE)
    assert function.answer(event_with(reads, method="GET")).status == 200
    assert function.answer(event_with(writes, method="GET")).status == 403
    assert function.answer(event_with(writes)).status == 202


def authorizer(event: Event, value: object) -> Event:
    event["requestContext"]["authorizer"] = value
    return event


def without_authorizer(event: Event) -> Event:
    del event["requestContext"]["authorizer"]
    return event


ELSEWHERE: dict[str, Event] = {
    "no authorizer, REST": without_authorizer(rest(good())),
    "no authorizer, HTTP": without_authorizer(http(good())),
    "an authorizer that is null": authorizer(rest(good()), None),
    "an authorizer that is a list": authorizer(rest(good()), [{"claims": good()}]),
    "claims that are null": rest(None),
    "claims that are text": rest(str(good())),
    "claims that are a list": http([good()]),
    "a Lambda authorizer, REST": authorizer(rest(None), {"principalId": CLIENT, **good()}),
    "a Lambda authorizer, HTTP": authorizer(http(None), {"lambda": {"claims": good()}}),
    "an IAM authorizer": authorizer(http(None), {"iam": {"userId": CLIENT, "claims": good()}}),
    "payload 1.0's place in 2.0": authorizer(http(None), {"claims": good()}),
    "payload 2.0's place in 1.0": authorizer(rest(None), {"jwt": {"claims": good()}}),
    "claims beside the context": without_authorizer(rest(good())) | {"claims": good()},
    "the authorizer beside the context": without_authorizer(http(good()))
    | {"authorizer": {"jwt": {"claims": good()}}},
}


@pytest.mark.parametrize("event", ELSEWHERE.values(), ids=ELSEWHERE)
def test_claims_count_only_where_the_user_pool_s_authorizer_puts_them(
    function: Function, event: Event
) -> None:
    answer = function.answer(event)
    assert_turned_down(function, answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"] == 'Bearer realm="counterfoil"'


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", f"Bearer {CLIENT}"),
        ("Authorization", "Bearer {secret}"),
        ("X-Amzn-Oidc-Identity", CLIENT),
        ("X-Client-Id", CLIENT),
        ("Cookie", f"sub={CLIENT}"),
    ],
)
def test_no_header_stands_in_for_the_authorizer(
    function: Function, event_with: EventWith, name: str, value: str
) -> None:
    # Not even an API key that is good on one machine: on AWS tokens are the only credential.
    header = {name: value.format(secret=function.shop.secret())}
    event = without_authorizer(event_with(good(), headers=header))
    assert_turned_down(function, function.answer(event), 401, "unauthenticated")


def test_an_api_key_s_row_is_no_client_s(function: Function, event_with: EventWith) -> None:
    secret = function.shop.secret()
    assert cognito_digest(secret) != sha256_hex(secret.encode())
    claims = good(sub=secret, client_id=secret)
    assert_turned_down(function, function.answer(event_with(claims)), 401, "unauthenticated")


@pytest.mark.parametrize("role", ["viewer", "finance", "operator"])
def test_the_role_is_the_ledger_s_whatever_the_token_says(
    tmp_path: Path, event_with: EventWith, role: Role
) -> None:
    function = Function(Shop(tmp_path / "state"))
    function.register(role=role)
    claims = good(role="admin", **{"cognito:groups": "[admin]", "custom:role": "admin"})
    assert_turned_down(function, function.answer(event_with(claims)), 403, "forbidden")


def test_seller_and_mode_are_the_ledger_s(function: Function, event_with: EventWith) -> None:
    function.register("harbor-client", seller_id="harbor", livemode=False)
    claims = good(
        sub="harbor-client", client_id="harbor-client", seller_id="aurora", livemode="true"
    )
    order_id = function.answer(event_with(claims)).json()["id"]
    (order,) = function.shop.backends.orders.read([order_id])
    assert (order.seller_id, order.livemode) == ("harbor", False)


def test_a_person_has_rights_of_their_own(function: Function, event_with: EventWith) -> None:
    function.register(PERSON, seller_id="harbor", role="finance")
    person = good(sub=PERSON, username=PERSON)
    assert function.answer(event_with(person, method="GET")).status == 200
    assert_turned_down(function, function.answer(event_with(person)), 403, "forbidden")


class Register:
    """Keys that tests take away again, and how often they were looked for."""

    def __init__(self) -> None:
        self.rows: dict[str, Key] = {}
        self.looks = 0

    def create(self, key: Key) -> None:
        self.rows[key.digest] = key

    def find(self, digest: str) -> Key | None:
        self.looks += 1
        return self.rows.get(digest)

    def all(self, seller_id: str | None) -> list[Key]:
        return [key for key in self.rows.values() if seller_id in (None, key.seller_id)]

    def revoke(self, digest: str, at: datetime) -> None:
        self.rows[digest] = self.rows[digest].model_copy(update={"revoked_at": at})

    def used(self, digest: str, at: datetime) -> None:
        self.rows[digest] = self.rows[digest].model_copy(update={"last_used_at": at})


class Desk:
    """Who calls, asked again and again while time moves on."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.register = Register()
        self._caller_of = cognito_tokens(self.register, inline, self.clock)

    def put(self, role: Role, subject: str = CLIENT) -> None:
        digest = cognito_digest(subject)
        self.register.create(
            Key(
                digest=digest,
                prefix=subject[:12],
                seller_id="aurora",
                role=role,
                livemode=True,
                created_at=self.clock(),
            )
        )

    def ask(self, subject: str = CLIENT) -> Caller:
        scope = {"type": "http", "aws.event": rest(good(sub=subject))}
        return asyncio.run(self._ask(Request(scope)))

    async def _ask(self, request: Request) -> Caller:
        return await self._caller_of(request, MAY_READ)


def test_a_client_is_looked_up_once_a_minute() -> None:
    desk = Desk()
    desk.put("checkout")
    for _ in range(6):
        desk.ask()
        desk.clock.advance(9.9)
    assert desk.register.looks == 1
    desk.clock.advance(1)
    desk.ask()
    assert desk.register.looks == 2


def test_what_changed_of_a_client_counts_within_a_minute() -> None:
    desk = Desk()
    desk.put("checkout")
    desk.ask()
    desk.put("finance")
    assert desk.ask().role == "checkout"
    desk.clock.advance(60)
    assert desk.ask().role == "finance"
    desk.register.rows.clear()
    desk.clock.advance(60)
    with pytest.raises(Problem, match="unauthenticated"):
        desk.ask()


def test_a_new_client_counts_at_once_though_it_was_asked_for_before() -> None:
    desk = Desk()
    with pytest.raises(Problem, match="unauthenticated"):
        desk.ask()
    desk.put("checkout")
    assert desk.ask().seller_id == "aurora"


def test_a_clock_that_goes_back_lengthens_nobody_s_memory() -> None:
    desk = Desk()
    desk.put("checkout")
    desk.ask()
    desk.clock.advance(-3600)
    desk.ask()
    assert desk.register.looks == 2


def test_memory_is_bounded_however_many_clients_there_are() -> None:
    desk = Desk()
    for number in range(1001):
        desk.put("checkout", f"client-{number}")
        desk.ask(f"client-{number}")
    desk.ask("client-0")
    assert desk.register.looks == 1002, "what was looked up first has been forgotten"


def test_a_revoked_client_is_turned_down_within_a_minute() -> None:
    desk = Desk()
    desk.put("checkout")
    desk.ask()
    desk.register.revoke(cognito_digest(CLIENT), desk.clock())
    desk.clock.advance(60)
    with pytest.raises(Problem, match="unauthenticated"):
        desk.ask()


def test_a_client_is_turned_down_the_moment_it_expires() -> None:
    desk = Desk()
    desk.put("checkout")
    key = desk.register.rows[cognito_digest(CLIENT)]
    expires_at = desk.clock() + timedelta(seconds=30)
    desk.register.create(key.model_copy(update={"expires_at": expires_at}))
    desk.clock.advance(29.9)
    desk.ask()
    desk.clock.advance(0.1)
    with pytest.raises(Problem, match="unauthenticated"):
        desk.ask()


def test_the_last_use_of_a_client_is_noted() -> None:
    desk = Desk()
    desk.put("checkout")
    desk.ask()
    assert desk.register.rows[cognito_digest(CLIENT)].last_used_at == desk.clock()
