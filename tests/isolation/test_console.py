"""In the console, too, nobody but an admin sees a byte of another seller, nor live of test."""

from collections.abc import Iterator

import pytest
from starlette.routing import Route

from services.backends.keys import Role
from services.domain.failure_groups import group_key
from services.flow.failures import failure_of
from tests.isolation.realms import PATTERNS, REALMS, Owned, Realm, World, strangers
from tests.isolation.routes import CONSOLE, Sees
from tests.ops_console.console import Browser, Console
from tests.portal.window import Page

BOUND: tuple[Role, ...] = ("viewer", "operator")
"""Roles that see the records of their key's seller alone."""

PAIRS = [(mine, theirs) for mine in REALMS for theirs in REALMS if mine != theirs]
UNKNOWN = "0" * 40


class Desk:
    """A console over all realms, and whoever is logged in."""

    def __init__(self, world: World, console: Console) -> None:
        self.world = world
        self.console = console
        self._browsers: dict[tuple[Role, Realm], Browser] = {}

    def browser(self, role: Role, realm: Realm) -> Browser:
        if (role, realm) not in self._browsers:
            self._browsers[role, realm] = self.console.browser_of(
                role, seller=realm.seller_id, livemode=realm.livemode
            )
        return self._browsers[role, realm]

    def group(self, realm: Realm) -> str:
        order_id = self.world.owned[realm].failed[0].replace("fail_", "ord_")
        return group_key(failure_of(self.world.pipeline.order(order_id)))

    def foreign(self, content: bytes, realm: Realm) -> list[str]:
        """Return what an answer holds of other realms: their texts, and other sellers' names."""
        return [*strangers(content, realm), *self._of_other_sellers(content.decode(), realm)]

    def _of_other_sellers(self, text: str, realm: Realm) -> Iterator[str]:
        for one, owned in self.world.owned.items():
            if one.seller_id != realm.seller_id:
                names = (f"{one.seller_id} Ltd", PATTERNS[one.seller_id], owned.invoice.number)
                yield from (
                    name for name in (*names, owned.order.id, *owned.failed) if name in text
                )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    state = tmp_path_factory.mktemp("console")
    world = World(state / "state")
    console = Console(state / "unused")
    console.clock = world.pipeline.clock
    return Desk(world, console.over(world.pipeline.backends))


def which(sees: Sees, method: str) -> list[str]:
    return [
        path
        for (found, path) in (route.split(" ") for route, one in CONSOLE.items() if one is sees)
        if found == method
    ]


def path_to(route: str, owned: Owned | None, realm: Realm) -> str:
    """Return the address of something that a realm has; None has nothing."""
    if route.startswith("/ops/sellers"):
        return route.replace("{id}", realm.seller_id if owned else "nobody")
    if route.startswith("/ops/orders"):
        return route.replace("{id}", owned.order.id if owned else f"ord_{UNKNOWN}")
    return route.replace("{id}", owned.failed[0] if owned else f"fail_{UNKNOWN}")


def test_every_page_of_the_console_has_a_verdict(desk: Desk) -> None:
    routes = {
        f"{method} {route.path}"
        for route in desk.console.app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert routes == set(CONSOLE)


def queries(desk: Desk, realm: Realm) -> Iterator[str]:
    yield from ("", "?what=redrive", "?what=discard&state=any", "?state=any", "?mode=live")
    yield from ("?mode=test", "?status=sent", "?status=failed", "?status=credited")
    for theirs in REALMS:
        mode = "live" if theirs.livemode else "test"
        picked = "&pick=".join(desk.world.owned[theirs].failed)
        if theirs != realm:
            yield f"?seller={theirs.seller_id}&mode={mode}"
            yield f"?what=redrive&seller={theirs.seller_id}&group={desk.group(theirs)}"
            yield f"?what=redrive&scope=picked&pick={picked}"


@pytest.mark.parametrize("path", [*which(Sees.ALL, "GET"), *which(Sees.OWN, "GET")])
@pytest.mark.parametrize("role", BOUND)
@pytest.mark.parametrize("realm", REALMS)
def test_no_page_shows_another_sellers_records_whatever_is_asked_for(
    desk: Desk, realm: Realm, role: Role, path: str
) -> None:
    browser = desk.browser(role, realm)
    for query in queries(desk, realm):
        answer = browser.get(f"{path}{query}")
        assert answer.status_code in {200, 303, 400, 403}, query
        assert desk.foreign(answer.content, realm) == [], query


@pytest.mark.parametrize("path", ["/ops/orders", "/ops/failures", "/ops/mail", "/ops/sellers"])
@pytest.mark.parametrize("role", BOUND)
@pytest.mark.parametrize("realm", REALMS)
def test_lists_show_ones_own(desk: Desk, realm: Realm, role: Role, path: str) -> None:
    owned, text = desk.world.owned[realm], desk.browser(role, realm).get(path).text
    own = {
        "/ops/orders": owned.order.id,
        "/ops/failures": owned.failed[0],
        "/ops/mail": owned.order.id,
        "/ops/sellers": PATTERNS[realm.seller_id],
    }
    assert own[path] in text, "what cannot be seen proves nothing"


@pytest.mark.parametrize("route", which(Sees.ONE, "GET"))
@pytest.mark.parametrize("role", BOUND)
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_what_belongs_to_others_looks_like_what_does_not_exist(
    desk: Desk, mine: Realm, theirs: Realm, role: Role, route: str
) -> None:
    browser, owned = desk.browser(role, mine), desk.world.owned
    own = browser.get(path_to(route, owned[mine], mine))
    assert own.status_code == 200
    assert desk.foreign(own.content, mine) == []
    if route.startswith("/ops/sellers") and mine.seller_id == theirs.seller_id:
        return
    foreign = browser.get(path_to(route, owned[theirs], theirs))
    unknown = browser.get(path_to(route, None, theirs))
    assert (foreign.status_code, foreign.text) == (404, unknown.text)


@pytest.mark.parametrize("route", which(Sees.ONE, "POST"))
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_what_is_sent_about_others_failures_changes_nothing(
    desk: Desk, mine: Realm, theirs: Realm, route: str
) -> None:
    path = path_to(route, desk.world.owned[theirs], theirs)
    before = desk.world.pipeline.backends.orders.read([path.split("/")[3].replace("fail", "ord")])
    fields = {"reason": "mended", "action": "f" * 32, "order": before[0].request}
    answer = desk.browser("operator", mine).send(path, fields)
    assert answer.status_code == 404
    assert desk.foreign(answer.content, mine) == []
    assert desk.world.pipeline.backends.orders.read([before[0].id]) == before


@pytest.mark.parametrize("what", ["redrive", "discard"])
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_a_decision_about_others_failures_moves_nothing(
    desk: Desk, mine: Realm, theirs: Realm, what: str
) -> None:
    ids = desk.world.owned[theirs].failed
    orders = [id_.replace("fail_", "ord_") for id_ in ids]
    before = desk.world.pipeline.backends.orders.read(orders)
    fields = {"what": what, "ids": " ".join(ids), "reason": "mended", "action": "e" * 32}
    fields |= {"seller": theirs.seller_id, "state": "any"}
    answer = desk.browser("operator", mine).send("/ops/failures/decide", fields)
    assert desk.foreign(answer.content, mine) == []
    assert desk.world.pipeline.backends.orders.read(orders) == before


@pytest.mark.parametrize("role", BOUND)
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_a_search_finds_nothing_of_others(
    desk: Desk, mine: Realm, theirs: Realm, role: Role
) -> None:
    browser = desk.browser(role, mine)
    for word in words_of(desk.world.owned[theirs], theirs):
        answer = browser.send("/ops/search", {"words": word})
        assert answer.status_code == 200, word
        found = Page(answer.text).attributes("data-row")
        assert (found, list(strangers(answer.content, mine))) == ([], []), word


def words_of(owned: Owned, realm: Realm) -> list[str]:
    ids = [owned.order.id, owned.invoice.number, *owned.failed]
    return [*ids, realm.canary, f"{realm.canary}@example.com"]


@pytest.mark.parametrize("realm", REALMS)
def test_an_admin_sees_every_seller_live_and_test(desk: Desk, realm: Realm) -> None:
    owned, mode = desk.world.owned[realm], "live" if realm.livemode else "test"
    asked = f"seller={realm.seller_id}&mode={mode}"
    for of in REALMS:
        browser = desk.browser("admin", of)
        for route in which(Sees.ONE, "GET"):
            assert browser.get(path_to(route, owned, realm)).status_code == 200
        for path in ("/ops/orders", "/ops/mail"):
            assert owned.order.id in browser.get(f"{path}?{asked}").text
        for page in ("/ops/failures", f"/ops/failures?{asked}"):
            assert owned.failed[0] in browser.get(page).text
        for word in words_of(owned, realm)[:2]:
            found = browser.send("/ops/search", {"words": word})
            assert found.headers["location"] == f"/ops/orders/{owned.order.id}"


@pytest.mark.parametrize("role", BOUND)
@pytest.mark.parametrize("route", [route for route, sees in CONSOLE.items() if sees is Sees.ADMINS])
def test_keys_are_shown_and_changed_by_admins_alone(desk: Desk, role: Role, route: str) -> None:
    method, path = route.split(" ")
    browser = desk.browser(role, REALMS[0])
    answer = browser.get(path) if method == "GET" else browser.send(path, {})
    assert answer.status_code == 403
