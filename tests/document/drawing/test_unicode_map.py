"""What glyphs stand for, as a PDF says it."""

import re

from services.document.drawing.unicode_map import unicode_map


def entries(texts: dict[int, str]) -> list[tuple[str, ...]]:
    return re.findall(r"<(\w{4})><(\w{4})><(\w+)>", unicode_map(texts).decode("ascii"))


def test_neighbours_share_an_entry() -> None:
    assert entries({3: "A", 4: "B", 5: "C"}) == [("0003", "0005", "0041")]


def test_a_gap_in_glyphs_or_in_characters_begins_another() -> None:
    assert entries({3: "A", 5: "B", 6: "D"}) == [
        ("0003", "0003", "0041"),
        ("0005", "0005", "0042"),
        ("0006", "0006", "0044"),
    ]


def test_no_entry_runs_over_a_last_byte() -> None:
    assert len(entries({0xFF: "a", 0x100: "b"})) == 2
    assert len(entries({1: "\u00ff", 2: "\u0100"})) == 2


def test_a_glyph_may_stand_for_several_characters_and_for_rare_ones() -> None:
    assert entries({1: "fi", 2: "\U0001f600", 3: "\U0001f601"}) == [
        ("0001", "0001", "00660069"),
        ("0002", "0002", "d83dde00"),
        ("0003", "0003", "d83dde01"),
    ]


def test_glyphs_that_stand_for_nothing_of_their_own_are_left_out() -> None:
    assert entries({1: "", 2: "b"}) == [("0002", "0002", "0062")]


def test_blocks_are_no_longer_than_readers_take() -> None:
    content = unicode_map({2 * i: chr(0x400 + i) for i in range(250)}).decode("ascii")
    assert [int(size) for size in re.findall(r"(\d+) beginbfrange", content)] == [100, 100, 50]
