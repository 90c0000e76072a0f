"""Text that stands in a file as it is, and text that cannot."""

import pytest

from services.document.drawing.content import content_of
from services.document.drawing.fonts import Used
from services.document.drawing.latin import is_special, latin_string
from services.document.faces import Weight
from services.document.faces.family import CORE
from services.document.layout.marks import Block, Page, Style, Text

BODY = Style("regular", 9, 12, "#000000")


def drawn(text: str) -> list[str]:
    """Return the lines of the content stream of a page that shows a text in its corner."""
    page = Page(100, 200, Block(200, (Text(0, 0, text, BODY),)))
    return content_of(page, Used(set(), {})).operators.decode("latin-1").split("\n")


@pytest.mark.parametrize(
    ("text", "string"),
    [
        ("Größe 3", "(Größe 3)"),
        ("a (b) \\ c", "(a \\(b\\) \\\\ c)"),
        ("1.234,50\u00a0€ „Ž”", "(1.234,50\u00a0\x80 \x84\x8e\x94)"),
    ],
    ids=["Latin-1", "signs of PDF", "Windows 1252"],
)
def test_western_text_stands_in_the_file_as_one_byte_a_character(text: str, string: str) -> None:
    assert f"0 20000 Td{string}Tj" in drawn(text)


@pytest.mark.parametrize("text", ["Łódź", "soft\u00adhyphen", "control\u0080", "Чай"])
def test_other_text_is_drawn_by_its_glyphs(text: str) -> None:
    assert "0 20000 Td" in drawn(text)


@pytest.mark.parametrize("weight", CORE)
def test_every_core_face_has_the_text_that_is_drawn_as_it_is(weight: Weight) -> None:
    direct = [character for character in map(chr, range(0x110000)) if not is_special(character)]
    assert len(direct) == 187
    assert [latin_string(character, weight) for character in direct] == direct
