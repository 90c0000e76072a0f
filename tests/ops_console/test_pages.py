"""What holds for every page: closed, strict, made of our own files, and readable when it fails."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from starlette.routing import Route

from services.backends.keys import Role
from services.backends.unavailable import Unavailable
from services.ops_console.areas import AREAS
from tests.builders import a_seller, an_order
from tests.ops_console.console import Browser, Console
from tests.ops_console.history import a_worker, an_hour, decisions
from tests.portal.window import Page

ROOT = Path(__file__).parents[2]
VENDORED = ("services/ops_console/static/vendor", "tests/browser/vendor")
OUTSIDE = {"/ops/login", "/ops"}


def pages_of(console: Console) -> list[str]:
    """Return the path of every page without a parameter in its path."""
    return [
        route.path
        for route in console.app.routes
        if isinstance(route, Route)
        and "GET" in (route.methods or ())
        and "{" not in route.path
        and not route.path.startswith("/ops/api/")
    ]


def test_every_page_is_behind_the_login(console: Console) -> None:
    inside = set(pages_of(console)) - OUTSIDE
    assert len(inside) > 3
    for path in inside:
        answer = console.browser().get(path)
        assert (answer.status_code, answer.text) == (303, ""), path
        assert answer.headers["location"].startswith("/ops/login"), path


def assert_strict(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy, path
    assert "form-action 'self'" in policy, path
    for loophole in ("unsafe", "data:", "*", "http"):
        assert loophole not in policy, path
    assert answer.headers["x-content-type-options"] == "nosniff", path
    assert answer.headers["cache-control"] == "no-store", path
    page = Page(answer.text)
    for tag, attributes in page.tags:
        assert "style" not in attributes, (path, tag)
        assert tag != "style", path
        source = attributes.get("src") or ""
        assert tag != "script" or source.startswith("/assets/ops/"), path
        assert not [name for name in attributes if name.startswith("on")], (path, tag)
        assert not [name for name in attributes if name.startswith("hx-on")], (path, tag)
    for link in [*page.attributes("href"), *page.attributes("src"), *page.attributes("action")]:
        assert link.startswith(("/", "#")), (path, link)
        assert not link.startswith("//"), (path, link)


def test_every_page_runs_our_own_scripts_and_nothing_else(console: Console) -> None:
    an_hour(console, errors=9)
    a_worker(console)
    decisions(console, 3)
    console.backends.orders_dead_letters.send(["{}"])
    browser = console.browser_of("admin")
    for path in {*pages_of(console), "/ops/nothing"} - OUTSIDE:
        assert_strict(browser, path)
    assert_strict(console.browser(), "/ops/login")
    assert_strict(console.browser_of("viewer"), "/ops/keys")


def test_every_file_a_page_names_is_there(console: Console) -> None:
    browser = console.browser_of("admin")
    page = Page(browser.get("/ops/").text)
    named = [link for link in [*page.attributes("src"), *page.attributes("href")] if "." in link]
    assert len(named) > 5
    for path in named:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        known = {"if-none-match": answer.headers["etag"]}
        assert browser.get(path, **known).status_code == 304, path


@pytest.mark.parametrize("folder", VENDORED)
def test_vendored_files_are_those_that_were_fetched_and_carry_their_licences(folder: str) -> None:
    lines = (ROOT / folder / "SHA256SUMS").read_text().splitlines()
    sums = {name: sum_ for sum_, name in (line.split("  ", 1) for line in lines)}
    there = {path for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert {str(path.relative_to(ROOT / folder)) for path in there} == {*sums, "SHA256SUMS"}
    for name, sum_ in sums.items():
        assert hashlib.sha256((ROOT / folder / name).read_bytes()).hexdigest() == sum_, name
    for library in {name.partition("/")[0] for name in sums}:
        assert f"{library}/LICENSE" in sums


def test_our_own_style_and_scripts_stay_small() -> None:
    static = ROOT / "services" / "ops_console" / "static"
    assert sum(path.stat().st_size for path in static.glob("*.css")) < 20_000
    assert sum(path.stat().st_size for path in static.glob("*.js")) < 10_000


@pytest.mark.parametrize(("role", "hidden"), [("viewer", {"/ops/keys"}), ("admin", set())])
def test_the_navigation_leads_to_the_areas_of_the_role(
    console: Console, role: Role, hidden: set[str]
) -> None:
    links = Page(console.browser_of(role).get("/ops/").text).attributes("href")
    assert {area.path for area in AREAS} - set(links) == hidden


def test_no_two_areas_share_a_key() -> None:
    assert len({area.go for area in AREAS}) == len(AREAS)


def test_an_address_without_a_page_says_so(console: Console) -> None:
    answer = console.browser_of("viewer").get("/ops/nothing")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    api = console.browser().get("/ops/api/nothing", **console.bearer("viewer"))
    assert (api.status_code, api.json()["code"]) == (404, "not_found")


def test_a_viewer_reads_nothing_of_who_a_buyer_is(console: Console) -> None:
    order = an_order(seller=a_seller(seller_id="aurora"))
    console.backends.orders.accept(order)
    a_worker(console)
    browser = console.browser_of("viewer")
    for path in {*pages_of(console), "/ops/api/overview"} - OUTSIDE:
        text = browser.get(path).text
        for word in ("Łukasiewicz", "zoe@example.com", "Müllerstraße"):
            assert word not in text, path


class Silent:
    """A backend that does not answer."""

    def __getattr__(self, name: str) -> NoReturn:
        raise Unavailable("it does not answer")


def test_while_a_backend_is_silent_a_page_says_so_and_comes_again(console: Console) -> None:
    console = console.over(replace(console.backends, orders_queue=Silent()))
    browser = console.browser_of("viewer")
    answer = browser.get("/ops/")
    assert (answer.status_code, answer.headers["refresh"]) == (503, "5")
    assert "does not answer" in answer.text
    assert_strict(browser, "/ops/")
    for path in ("/ops/api/overview", "/ops/now"):
        part = browser.get(path, **{"hx-request": "true"})
        assert (part.status_code, part.json()["code"]) == (503, "unavailable")
