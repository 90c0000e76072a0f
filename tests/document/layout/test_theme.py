"""Colours stay readable whatever the seller chose."""

import pytest

from services.document.layout import theme
from services.document.layout.marks import Style
from services.domain.colour import READABLE, WHITE, contrast


@pytest.mark.parametrize("accent", ["#1f6f5c", "#FFE14D", "#ffffff", "#000000", "#7f7f7f"])
def test_text_in_and_on_the_accent_is_readable(accent: str) -> None:
    colours = theme.theme_of(accent)
    assert contrast(colours.text, WHITE) >= READABLE
    assert contrast(colours.on_fill, colours.fill) >= READABLE


def test_a_dark_accent_is_left_as_it_is() -> None:
    assert theme.theme_of("#1F6F5C").text == "#1f6f5c"


def test_every_ink_is_readable_on_paper_and_panel() -> None:
    on_colour = {"STAMP", "BEHIND"}
    styles = {n: s for n, s in vars(theme).items() if isinstance(s, Style) and n not in on_colour}
    for name, style in styles.items():
        assert contrast(style.colour, WHITE) >= READABLE, name
        assert contrast(style.colour, theme.PANEL) >= READABLE, name
