"""Which way text runs."""

from bidi import get_display  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from services.document.faces.direction import base_level, directed, levels, reordered

RLM, LRM, ALM = "\N{RIGHT-TO-LEFT MARK}", "\N{LEFT-TO-RIGHT MARK}", "\N{ARABIC LETTER MARK}"
ORDINARY = "abאבحي12٣٤ ()[]{}-+,./%€:!\u05b0\u0301"


@given(st.text(st.sampled_from(ORDINARY + RLM + LRM), max_size=30))
def test_the_order_is_that_of_the_unicode_algorithm(text: str) -> None:
    order = "".join(reordered(list(zip(text, levels(text), strict=True))))
    assert order == get_display(text)


def test_the_first_letter_gives_the_direction() -> None:
    assert [base_level(text) for text in ("12 a ב", "12 ב a", "12", "")] == [0, 1, 0, 0]


def test_a_mark_gives_the_direction_where_it_comes_first() -> None:
    assert [base_level(mark + text) for mark in (LRM, RLM, ALM) for text in ("aב", "בa")] == [
        0, 0, 1, 1, 1, 1,
    ]  # fmt: skip


def test_a_line_keeps_the_direction_of_its_text() -> None:
    assert directed(["שלום", "Lindner שלום"], "שלום Lindner שלום") == ["שלום", f"{RLM}Lindner שלום"]
    assert directed(["Herr", "שלום Lindner"], "Herr שלום Lindner") == ["Herr", f"{LRM}שלום Lindner"]


def test_a_text_of_one_direction_stays_as_it_is() -> None:
    assert directed(["Zoë", "12"], "Zoë 12") == ["Zoë", "12"]
