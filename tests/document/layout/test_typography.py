"""Breaking lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.layout.theme import BODY
from services.document.layout.typography import balanced, broken, paragraph, text_width

WORDS = st.text(st.sampled_from("abcdefghijklmnop W.äé-"), max_size=80)


@given(WORDS, st.integers(10, 300))
def test_no_line_is_wider_than_its_column(text: str, width: int) -> None:
    for line in broken(text, BODY, width):
        assert text_width(line, BODY) <= width + 0.02 or len(line) == 1


@given(WORDS, st.integers(10, 300))
def test_no_character_is_lost(text: str, width: int) -> None:
    assert "".join(broken(text, BODY, width)).replace(" ", "") == text.replace(" ", "")


@given(WORDS, st.integers(60, 300))
def test_balancing_takes_no_more_lines(text: str, width: int) -> None:
    assert len(balanced(text, BODY, width)) == len(broken(text, BODY, width))


def test_a_text_fits_a_column_as_wide_as_itself() -> None:
    assert broken("Invoice number", BODY, text_width("Invoice number", BODY)) == ["Invoice number"]


def test_words_stay_whole_where_they_fit() -> None:
    width = text_width("several words", BODY)
    assert broken("several words here", BODY, width) == ["several words", "here"]


def test_a_word_that_fits_no_line_is_chopped() -> None:
    width = text_width("abcd", BODY)
    assert broken("ab abcdabcdab", BODY, width) == ["ab", "abcd", "abcd", "ab"]


def test_balanced_lines_leave_no_single_word_behind() -> None:
    text = "This invoice is paid in full, and we thank you"
    width = text_width(text, BODY) * 0.95
    assert broken(text, BODY, width)[-1] == "you"
    assert len(balanced(text, BODY, width)[-1].split()) > 2


def test_figures_are_tabular() -> None:
    assert len({round(text_width(digit, BODY), 6) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("texts", ["one", ["one", "two", "three"]])
def test_a_paragraph_is_as_high_as_its_lines(texts: str | list[str]) -> None:
    block = paragraph(texts, BODY, 200)
    assert block.height == len(block.marks) * BODY.leading
