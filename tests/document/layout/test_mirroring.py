"""Pages read from right to left."""

import base64
from io import BytesIO

import pytest
from PIL import Image

from services.document.layout.marks import (
    Block,
    Box,
    Code,
    Mark,
    Page,
    Picture,
    Text,
    Tick,
    Watermark,
)
from services.document.layout.mirroring import mirrored
from services.document.layout.theme import BEHIND, BODY
from services.document.layout.typography import text_width
from services.document.logo import logo_of

WIDTH = 500.0


def a_picture(x: float) -> Picture:
    png = BytesIO()
    Image.new("RGB", (40, 20)).save(png, "PNG")
    return Picture(x, 10, 40, 20, logo_of(base64.b64encode(png.getvalue()).decode()))


def a_page(*marks: Mark) -> Page:
    return Page(WIDTH, 700, Block(700, marks))


def only(mark: Mark) -> Mark:
    (moved,) = mirrored(a_page(mark)).marks
    return moved


@pytest.mark.parametrize(
    ("mark", "x"),
    [
        (Box(20, 5, 100, 2, "#000000"), 380),
        (Tick(20, 5, 10, "#000000"), 470),
        (Code(20, 5, 80, ("10", "01")), 400),
        (a_picture(20), 440),
    ],
)
def test_a_mark_keeps_its_size_and_its_distance_from_the_edge(mark: Mark, x: float) -> None:
    assert only(mark) == mark._replace(x=x)


def test_a_text_that_began_at_the_left_edge_ends_at_the_right_one() -> None:
    moved = only(Text(20, 30, "Papierhaus", BODY))
    assert moved.x + text_width("Papierhaus", BODY) == pytest.approx(WIDTH - 20)


def test_decimal_marks_still_stand_below_each_other() -> None:
    column, mark = 450, 460
    figures = [
        Text(mark - text_width(whole, BODY), y, whole + ".50", BODY, column)
        for y, whole in enumerate(("1,234", "9", "-77"))
    ]
    moved = mirrored(a_page(*figures)).marks
    marks = [
        text.x + text_width(whole, BODY)
        for text, whole in zip(moved, ("1,234", "9", "-77"), strict=True)
    ]
    assert marks == pytest.approx([WIDTH - column + (mark - column)] * 3)


def test_the_word_across_a_test_document_stays_where_it_is() -> None:
    mark = Watermark(250, 350, "TEST", BEHIND, 52)
    assert only(mark) == mark


def test_mirroring_twice_gives_the_page_back() -> None:
    page = a_page(
        Box(20, 5, 100, 2, "#000000"),
        Text(20, 30, "Papierhaus", BODY),
        Text(430, 40, "12.50", BODY, 440),
        Tick(20, 5, 10, "#000000"),
    )
    twice = mirrored(mirrored(page))
    for mark, given in zip(twice.marks, page.marks, strict=True):
        assert mark.x == pytest.approx(given.x)
        assert mark._replace(x=given.x) == given
