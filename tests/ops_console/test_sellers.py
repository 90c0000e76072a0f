"""Sellers: their profiles, and how far they have counted."""

from dataclasses import replace
from typing import Any, NoReturn

from services.backends.numbering import UnreadableCounters
from services.domain.numbering import Series
from tests.ops_console.console import Console
from tests.ops_console.works import Works, rows_of, see

SELLERS = "/ops/sellers"


def test_everybody_sees_their_own_seller_and_an_admin_all(console: Console) -> None:
    for role in ("viewer", "operator"):
        browser = console.browser_of(role, seller="harbor")
        assert rows_of(see(browser, SELLERS)) == [f"{SELLERS}/harbor"]
        assert browser.get(f"{SELLERS}/aurora").status_code == 404
    admin = console.browser_of("admin", seller="harbor")
    assert rows_of(see(admin, SELLERS)) == [f"{SELLERS}/aurora", f"{SELLERS}/harbor"]
    assert admin.get(f"{SELLERS}/aurora").status_code == 200
    assert admin.get(f"{SELLERS}/nobody").status_code == 404


def test_a_seller_is_shown_with_profile_and_numbers(console: Console, works: Works) -> None:
    works.sent("A-1")
    works.sent("A-2")
    works.sent("H-1", seller_id="harbor")
    page = see(console.browser_of("viewer"), f"{SELLERS}/aurora")
    for words in ("Papierhaus Lindner GmbH", "DE123456789", "Europe/Berlin", "version 1,"):
        assert words in page.words
    assert "aurora/live/380/2026 2 2026-11-21 counting" in page.words
    assert "harbor/" not in page.words


def test_a_frozen_series_says_why(console: Console, works: Works) -> None:
    works.sent("A-1")
    works.backends.numbering.freeze(Series.of_key("aurora/live/380/2026"), "restored with gaps")
    page = see(console.browser_of("viewer"), f"{SELLERS}/aurora")
    assert "frozen restored with gaps" in page.words


class Damaged:
    """Counters of which one cannot be read."""

    def counters(self) -> NoReturn:
        raise UnreadableCounters(["aurora/live/380/2026"], [])


def test_a_damaged_counter_is_named_as_such_and_the_rest_is_shown(console: Console) -> None:
    damaged: Any = Damaged()
    console = console.over(replace(console.backends, numbering=damaged))
    page = see(console.browser_of("viewer"), f"{SELLERS}/aurora")
    assert "A counter cannot be read" in page.words
    assert "Papierhaus Lindner GmbH" in page.words
