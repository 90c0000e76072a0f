"""What marks become in a content stream."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest

from services.document.drawing.content import content_of
from services.document.drawing.fonts import Used
from services.document.drawing.programs import natural_widths
from services.document.drawing.text import placed, spans_of
from services.document.faces import Glyph, shaped
from services.document.layout.marks import (
    Block,
    Box,
    Code,
    Line,
    Mark,
    Page,
    Picture,
    Style,
    Text,
    Tick,
    Watermark,
)
from services.document.logo import logo_of
from tests.document.pictures import a_logo

BODY = Style("regular", 9, 12, "#000000")
STRONG = Style("semibold", 9, 12, "#000000")
FACE = shaped("A", "regular").runs[0].face
A, B = (int(shaped(letter, "regular").runs[0].codes, 16) for letter in "AB")


def drawn(*marks: Mark, lines: tuple[Line, ...] = ()) -> list[str]:
    """Return the lines of a content stream without the one that sets the scale."""
    scale, *operators = (
        content_of(Page(100, 200, Block(200, marks, (), lines)), Used(set(), {}))
        .operators.decode("latin-1")
        .split("\n")
    )
    assert scale == "0.01 0 0 0.01 0 0 cm"
    return operators


def letters(face: str, *glyphs: tuple[int, float, float, float]) -> str:
    """Show glyphs, given as id, what they take beyond their natural width, dx and dy."""
    natural = natural_widths(face)
    return placed(
        face,
        [Glyph(id_, "x", natural[id_] / 1000 + more, dx, dy) for id_, more, dx, dy in glyphs],
        10,
        {},
    )


def test_y_runs_up_from_the_foot_of_the_page() -> None:
    assert drawn(Box(10, 20, 30, 0.5, "#000000"))[:2] == ["0 0 0 rg", "1000 17950 3000 50 re f"]


def test_boxes_beside_each_other_share_an_edge() -> None:
    marks = [Box(i / 3, 0, 1 / 3, 1, "#000000") for i in range(30)]
    edges = [tuple(map(int, line.split()[:3:2])) for line in drawn(*marks) if line.endswith("f")]
    assert all(left + width == right for (left, width), (right, _) in pairwise(edges))


def test_a_round_box_is_a_closed_path_within_its_corners() -> None:
    path = drawn(Box(10, 10, 40, 20, "#ff0000", radius=10))[1]
    assert path.count(" c") == 4
    assert path.endswith(" h f")
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    assert (min(numbers[::2]), max(numbers[::2])) == (1000, 5000)
    assert (min(numbers[1::2]), max(numbers[1::2])) == (17000, 19000)


def test_a_tick_is_a_line_of_three_points() -> None:
    ink, path = drawn(Tick(0, 0, 10, "#ffffff"))[:2]
    assert ink == "1 1 1 RG 160 w"
    assert path == "0 19450 m 360 19120 l 1000 19860 l S"


def test_a_picture_is_painted_into_its_frame() -> None:
    logo = logo_of(a_logo())
    (line,) = (line for line in drawn(Picture(10, 20, 30, 40, logo)) if "Do" in line)
    assert line == f"q 3000 0 0 4000 1000 14000 cm /I{logo.key[:12]} Do Q"


@pytest.mark.parametrize(
    "modules",
    [("1",), ("101", "010", "101"), ("111", "101", "111"), ("110", "110", "011"), ("000", "010")],
)
def test_a_code_covers_its_dark_modules_once_and_nothing_else(modules: tuple[str, ...]) -> None:
    stream = "\n".join(drawn(Code(0, 0, 30, modules)))
    covered = [
        (x + i, y + j)
        for x, y, width, height in (
            map(int, rectangle) for rectangle in re.findall(r"(\d+) (\d+) (\d+) (\d+) re", stream)
        )
        for i in range(width)
        for j in range(height)
    ]
    dark = [(x, y) for y, row in enumerate(modules) for x, cell in enumerate(row) if cell == "1"]
    assert sorted(covered) == sorted(dark)


def test_a_block_of_modules_is_one_rectangle() -> None:
    stream = drawn(Code(10, 10, 30, ("111", "111", "111")))
    assert stream[:2] == ["q 1000.0000 0 0 -1000.0000 1000 19000 cm 0 0 0 rg", "0 0 3 3 re f Q"]


def test_all_text_is_one_object_that_moves_from_line_to_line() -> None:
    stream = drawn(Text(10, 20, "A", BODY), Text(15, 40.5, "B", BODY), Text(10, 20, "A", BODY))
    assert [line for line in stream if "T" in line and "Tf" not in line] == [
        "BT",
        "1000 18000 Td(A)Tj",
        "500 -2050 Td(B)Tj",
        "-500 2050 Td(A)Tj",
        "ET",
    ]


def test_font_and_colour_are_set_only_when_they_change() -> None:
    red = BODY._replace(colour="#ff0000")
    styles = [BODY, BODY, red, red, STRONG, STRONG, BODY]
    stream = drawn(*(Text(0, 10 * i, "A", style) for i, style in enumerate(styles)))
    assert sum(line.endswith(" rg") for line in stream) == 3
    assert sum(line.endswith(" Tf") for line in stream) == 3


@pytest.mark.parametrize("text", ["B", "\u05d1", "\u6771", "A\u6771"])
def test_lines_together_are_drawn_like_texts_of_their_own(text: str) -> None:
    row = Text(10, 20, "A", BODY), Text(30, 20, text, STRONG), Text(5, 20, "A", BODY)
    assert drawn(lines=row) == drawn(*row)


def test_the_colour_of_surfaces_is_set_only_when_it_changes() -> None:
    stream = drawn(*(Box(0, 0, 1, 1, colour) for colour in ("#ff0000", "#ff0000", "#000000")))
    assert stream[:5] == [
        "1 0 0 rg",
        *["0 19900 100 100 re f"] * 2,
        "0 0 0 rg",
        "0 19900 100 100 re f",
    ]


def test_surfaces_lie_under_text_and_the_watermark_under_everything() -> None:
    stream = drawn(
        Text(0, 0, "A", BODY), Box(0, 0, 1, 1, "#000000"), Watermark(50, 99, "B", BODY, 45)
    )
    watermark, box, text = (
        next(i for i, line in enumerate(stream) if part in line)
        for part in (f"<{B:04x}>", " re f", "(A)Tj")
    )
    assert watermark < box < text


def test_a_watermark_stands_around_its_middle() -> None:
    size, half = BODY.size, shaped("TEST", "regular").width * BODY.size / 2
    (matrix,) = (line for line in drawn(Watermark(50, 100, "TEST", BODY, 90)) if "Tm" in line)
    along, across, _, _, x, y = (float(number) for number in matrix.split()[:6])
    assert (along, across) == (0, 1)
    assert (x, y) == pytest.approx((100 * (50 + size / 3), 100 * (100 - half)), abs=1)


def test_only_faces_that_are_shown_are_noted() -> None:
    used = Used(set(), {})
    marks = Text(0, 0, "A", BODY), Text(0, 0, "Ł", STRONG)
    content_of(Page(9, 9, Block(9, marks)), used)
    assert used == ({"regular"}, {"NotoSansLatin-SemiBold": {}})


@pytest.mark.parametrize(
    ("glyphs", "shown"),
    [
        ([(A, 0, 0, 0), (B, 0, 0, 0)], f"[<{A:04x}{B:04x}>]TJ"),
        ([(A, 0.05, 0, 0), (B, 0, 0, 0)], f"[<{A:04x}>-50<{B:04x}>]TJ"),
        ([(A, 0, 0, 0), (B, 0, 0.02, 0)], f"[<{A:04x}>-20<{B:04x}>20]TJ"),
        ([(A, 0, -0.02, 0)], f"[20<{A:04x}>-20]TJ"),
        (
            [(A, 0, 0, 0), (B, 0, 0, 0.1), (A, 0, 0, 0)],
            f"[<{A:04x}>]TJ 100 Ts[<{B:04x}>]TJ 0 Ts[<{A:04x}>]TJ",
        ),
        ([(A, 0, 0, 0.1)], f"100 Ts[<{A:04x}>]TJ 0 Ts"),
    ],
    ids=["natural", "wider", "shifted", "shifted first", "raised", "raised at the end"],
)
def test_shaped_glyphs_stand_where_shaping_put_them(
    glyphs: Sequence[tuple[int, float, float, float]], shown: str
) -> None:
    assert letters(FACE, *glyphs) == shown


def test_roundings_never_add_up_along_a_line() -> None:
    line = letters(FACE, *[(A, 0.0004, 0, 0)] * 1000)
    moved = sum(-int(number) for number in re.findall(r">(-?\d+)", line))
    assert moved == 400


def glyphs_for(*texts: str) -> list[Glyph]:
    return [Glyph(A + i, text, 0.5, 0, 0) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("texts", "spans"),
    [
        (("a", "b"), {}),
        (("a", "", "b"), {0: (2, "a")}),
        (("fi", "b"), {}),
        (("", "\u05d0", "\u05d1"), {0: (2, "\u05d0")}),
        (("\u05d1", "", "", "\u05d0"), {1: (4, "\u05d0")}),
    ],
    ids=["alone", "together", "ligature", "to the left", "to the left, last"],
)
def test_glyphs_that_make_one_letter_are_copied_as_it(
    texts: tuple[str, ...], spans: dict[int, tuple[int, str]]
) -> None:
    glyphs = glyphs_for(*texts)
    assert spans_of(glyphs, {glyph.id: glyph.text for glyph in glyphs}) == spans


def test_a_glyph_that_is_known_for_another_letter_says_which_it_is() -> None:
    assert spans_of(glyphs_for("a"), {A: "b"}) == {0: (1, "a")}


def test_a_span_holds_its_glyphs_and_no_others() -> None:
    natural = natural_widths(FACE)
    glyphs = [Glyph(id_, "x", natural[id_] / 1000, 0, 0) for id_ in (A, B, A)]
    assert placed(FACE, glyphs, 10, {1: (2, "b")}) == (
        f"[<{A:04x}>]TJ /Span<</ActualText<feff0062>>>BDC[<{B:04x}>]TJ EMC[<{A:04x}>]TJ"
    )


@pytest.mark.parametrize("text", ["\u05e9\u05dc\u05d5\u05dd 12 pot", "\u0634\u0627\u064a"])
def test_what_runs_from_right_to_left_is_never_one_span(text: str) -> None:
    actual = text.encode("utf-16-be").hex()
    assert not [line for line in drawn(Text(0, 0, text, BODY)) if actual in line]
