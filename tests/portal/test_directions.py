"""Pages that are read from right to left."""

import re
import unicodedata
from pathlib import Path

import pytest
from babel import Locale

from services.portal.phrases import PHRASES
from tests.portal.window import Window

STATIC = Path(__file__).parents[2] / "services" / "portal" / "static"


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


def test_only_a_page_read_from_right_to_left_has_rules_for_that(window: Window) -> None:
    sheet = "/assets/portal/right_to_left.css"
    pages = {tag: window.page(window.issue(key=tag, locale=tag)) for tag in ("ar", "he", "ja")}
    assert [tag for tag, page in pages.items() if sheet in page.html] == ["ar", "he"]
    assert window.browser.get(sheet).status_code == 200


def test_what_a_shop_wrote_keeps_its_direction_on_an_arabic_page(window: Window) -> None:
    line = {"name": "Bowl", "sku": "7-AK", "quantity": "3", "unit": "KGM", "unit_price": "12.50"}
    page = window.page(
        window.issue(locale="ar-AE", lines=[{**line, "tax": {"category": "S", "rate": "5"}}])
    )

    for text in ("Bowl", "3 kg \N{MULTIPLICATION SIGN} 12.50", "INV-2026-000001"):
        assert re.search(rf"<bdi[^>]*>{re.escape(text)}</bdi>", page.html), text


@pytest.mark.parametrize("sheet", ["look.css", "invoice.css", "tables.css", "notice.css"])
def test_the_page_can_be_read_from_either_side(sheet: str) -> None:
    rules = (STATIC / sheet).read_text(encoding="utf-8")
    assert not re.findall(r"(?:margin|padding|border)-(?:left|right)", rules)
    assert not re.findall(r"text-align: left", rules)


def test_a_sentence_read_from_right_to_left_begins_with_a_letter_of_its_own() -> None:
    for language, phrases in PHRASES.items():
        if Locale(language).text_direction == "rtl":
            for text in phrases.model_dump().values():
                assert unicodedata.bidirectional(text[0]) in {"R", "AL"}, text
