import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.colour import (
    BLACK,
    READABLE,
    WHITE,
    contrast,
    ink_on,
    plain,
    readable_on,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_the_accessibility_guidelines() -> None:
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == pytest.approx(1)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast(WHITE, "#767676") == pytest.approx(4.54, abs=0.01)


@given(COLOURS)
def test_one_ink_reads_on_any_colour(ground: str) -> None:
    assert contrast(ink_on(ground), ground) >= READABLE


@given(COLOURS, st.sampled_from([WHITE, BLACK, "#151a22"]))
def test_any_colour_can_be_moved_until_it_reads(colour: str, ground: str) -> None:
    assert contrast(readable_on(colour, ground), ground) >= READABLE


@given(COLOURS)
def test_a_colour_that_reads_is_left_as_it_is(colour: str) -> None:
    if contrast(colour, WHITE) >= READABLE:
        assert readable_on(colour, WHITE) == colour


def test_a_colour_is_written_in_lower_case_and_alone() -> None:
    assert plain("#1F4B99; }") == "#1f4b99"
