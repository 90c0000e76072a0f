"""Files as a whole: equal from equal marks, with what they bring along."""

import hashlib
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from services.document.drawing.attachment import Attachment
from services.document.drawing.metadata import Description
from services.document.drawing.pdf import written
from services.document.layout.marks import Block, Mark, Page, Picture, Style, Text
from services.document.logo import logo_of
from tests.document.drawing.pdfa_lint import faults
from tests.document.pictures import a_logo
from tests.document.reading import fonts_of, images_of, opened, text_of

NOW = datetime(2026, 11, 21, 9, 30, 1, tzinfo=UTC)
ABOUT = Description("Title", "Author", "Subject", "en", NOW)
BODY = Style("regular", 9, 12, "#000000")
XML = Attachment("factur-x.xml", b"<a/>" * 99, "text/xml", "Alternative", "The data", NOW)
PROFILE = "b5a4b2aa0c168e3e0c4159e8934a8869afb0d6e4994791dfa0738004e5671010"


def showing(*marks: Mark, width: float = 300, height: float = 300) -> Page:
    return Page(width, height, Block(height, marks))


def a_page(text: str = "Hello") -> Page:
    return showing(Text(50, 50, text, BODY), width=595.2756, height=841.8898)


def test_equal_pages_give_equal_bytes() -> None:
    assert written([a_page()], ABOUT, XML) == written([a_page()], ABOUT, XML)


def test_whatever_differs_in_a_file_gives_it_another_identifier() -> None:
    logos = [Picture(9, 9, 90, 27, logo_of(a_logo(form, "RGB"))) for form in ("PNG", "JPEG")]
    made = (
        written([a_page()], ABOUT, XML),
        written([a_page("Hallo")], ABOUT, XML),
        written([a_page("\u6771")], ABOUT, XML),
        written([a_page()], ABOUT._replace(title="Other"), XML),
        written([a_page()], ABOUT, XML._replace(content=b"<b/>")),
        written([a_page()], ABOUT),
        *(written([showing(logo)], ABOUT, XML) for logo in logos),
    )
    assert len({str(opened(pdf).trailer["/ID"]) for pdf in made}) == len(made)


@pytest.mark.parametrize(
    "words", ["A & B <1>", "]]>", "{title} %s", "\\(a\\) (b", "Ünïcödé €", "\U0001f600", "日本"]
)
def test_a_description_is_never_taken_for_markup(words: str) -> None:
    pdf = written([a_page()], ABOUT._replace(title=words, author=words, subject=words), XML)
    assert faults(pdf) == []
    about = opened(pdf).metadata
    assert about is not None
    assert (about.title, about.author, about.subject) == (words, words, words)


def test_an_attachment_comes_out_as_it_went_in() -> None:
    (attached,) = opened(written([a_page()], ABOUT, XML)).attachment_list
    assert attached.name == "factur-x.xml"
    assert attached.content == XML.content
    assert attached.associated_file_relationship == "/Alternative"
    assert attached.description == "The data"
    assert attached.modification_date == NOW


def test_a_file_without_attachment_claims_none() -> None:
    pdf = written([a_page()], ABOUT)
    assert faults(pdf) == []
    assert not opened(pdf).attachments
    assert b"factur-x" not in pdf


def test_every_page_has_its_own_text_and_size() -> None:
    pdf = written([a_page("One"), showing(Text(9, 9, "Two", BODY), width=612, height=792)], ABOUT)
    assert text_of(pdf) == "One Two"
    sizes = [(page.mediabox.width, page.mediabox.height) for page in opened(pdf).pages]
    assert [(float(width), float(height)) for width, height in sizes] == [
        (595.28, 841.89),
        (612, 792),
    ]


def test_a_page_without_text_needs_no_font() -> None:
    assert list(fonts_of(written([showing()], ABOUT))) == []


def test_a_logo_on_two_pages_is_there_once() -> None:
    picture = Picture(9, 9, 90, 27, logo_of(a_logo()))
    pdf = written([showing(picture, picture)] * 2, ABOUT)
    first, second = images_of(pdf)
    assert first.indirect_reference == second.indirect_reference
    assert faults(pdf) == []


def test_pages_without_anything_transparent_blend_nothing() -> None:
    picture = Picture(9, 9, 90, 27, logo_of(a_logo("JPEG", "RGB")))
    assert b"/Transparency" not in written([showing(picture)], ABOUT)


def test_the_colour_profile_is_the_one_that_is_described() -> None:
    content = (files("services.document.drawing") / "srgb.icc").read_bytes()
    assert hashlib.sha256(content).hexdigest() == PROFILE
