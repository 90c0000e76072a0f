"""Where lines may end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.layout.breaking import pieces
from services.document.layout.theme import BODY
from services.document.layout.typography import broken, clipped, text_width

RLM = "\N{RIGHT-TO-LEFT MARK}"
JAPANESE = "請求書をお送りいたします。「東京タワー」ちょっと、カード\uff08税込\uff09。"
TEXTS = st.text(st.sampled_from(JAPANESE + "ab 1\u0323"), min_size=1, max_size=60)


def parts(text: str) -> list[str]:
    return [piece for _, piece in pieces(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("several words", ["several", "words"]),
        ("東京都", ["東", "京", "都"]),
        ("東京。都", ["東", "京。", "都"]),
        ("「東京」", ["「東", "京」"]),
        ("きゃっと", ["きゃっ", "と"]),
        ("カード", ["カー", "ド"]),
        ("人々", ["人々"]),
        ("ABC株式会社", ["ABC株", "式", "会", "社"]),
        ("A4 用紙", ["A4", "用", "紙"]),
        ("か\u3099東", ["か\u3099", "東"]),
        ("주식회사 한국", ["주식회사", "한국"]),
    ],
)
def test_a_line_ends_only_where_readers_expect_it(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@given(TEXTS)
def test_pieces_make_up_the_text(text: str) -> None:
    assert "".join(parting + piece for parting, piece in pieces(text)) == text


@given(TEXTS, st.integers(30, 120))
def test_no_line_is_wider_than_its_column_in_any_script(text: str, width: int) -> None:
    assert all(text_width(line, BODY) <= width + 0.02 for line in broken(text, BODY, width))


@given(st.text(st.sampled_from(JAPANESE), min_size=1, max_size=60), st.integers(40, 120))
def test_no_line_begins_with_closing_punctuation(text: str, width: int) -> None:
    pieces_fit = all(text_width(piece, BODY) <= width for piece in parts(text))
    starts = {line[0] for line in broken(text, BODY, width)[1:]}
    assert not pieces_fit or starts.isdisjoint("。」、\uff09ーょっ")


def test_an_arabic_word_stays_whole() -> None:
    text = "فاتورة رقم ١٢ من شركة الورق"
    lines = broken(text, BODY, text_width("فاتورة رقم", BODY))
    assert " ".join(lines) == text
    assert lines[0] == "فاتورة رقم"


def test_a_chopped_word_keeps_its_marks() -> None:
    letter = "x\u0302"
    assert broken(letter * 6, BODY, text_width(letter * 4, BODY)) == [letter * 4, letter * 2]


def test_a_clipped_line_keeps_its_marks() -> None:
    letter = "x\u0302"
    (line,) = clipped(letter * 6, BODY, text_width(letter * 4, BODY), most=1)
    assert line.removesuffix("…") in {letter * count for count in range(1, 5)}


def test_every_line_of_a_text_runs_its_way() -> None:
    text = "فاتورة Lindner Papier فاتورة"
    width = text_width("Lindner Papier", BODY)
    assert broken(text, BODY, width) == ["فاتورة Lindner", f"{RLM}Papier فاتورة"]
