"""Reading a finished PDF back, as its recipients' programs do."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of every page in its order, any space and line end as one plain space."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in opened(pdf).pages]


def text_of(pdf: bytes) -> str:
    return " ".join(page_texts(pdf))


def shown_characters(pdf: bytes) -> str:
    """Return what every glyph or span of glyphs stands for, in the order they are drawn.

    That is the order of reading but for text that runs from right to left.
    """
    return "".join(part for page in opened(pdf).pages for part in _spoken(page))


def _spoken(page: Any) -> Iterator[str]:  # noqa: ANN401 - pypdf's objects are untyped
    fonts = {name: _meanings(font) for name, font in page["/Resources"]["/Font"].items()}
    (size, meanings), inside = (1, dict[int, str]()), False
    for operands, operator in page.get_contents().operations:
        if operator == b"Tf":
            size, meanings = fonts[operands[0]]
        elif operator == b"BDC":
            inside = True
            yield operands[1]["/ActualText"]
        elif operator == b"EMC":
            inside = False
        elif operator in {b"Tj", b"TJ"} and not inside:
            for string in operands[0] if operator == b"TJ" else operands:
                yield from (meanings[code] for code in _codes(string, size))


def _codes(string: Any, size: int) -> Iterator[int]:  # noqa: ANN401 - untyped
    """Yield codes of some bytes; the numbers between strings have none."""
    content = getattr(string, "original_bytes", b"")
    for i in range(0, len(content), size):
        yield int.from_bytes(content[i : i + size], "big")


def _meanings(font: Any) -> tuple[int, dict[int, str]]:  # noqa: ANN401 - untyped
    """Return how many bytes a code has, and what the codes stand for.

    That is in the encoding of simple fonts, and in the ToUnicode map of composite ones.
    """
    font = font.get_object()
    if font["/Subtype"] == "/TrueType":
        assert font["/Encoding"] == "/WinAnsiEncoding"
        return 1, {code: bytes([code]).decode("cp1252", "ignore") for code in range(256)}
    content = font["/ToUnicode"].get_data()
    known = {}
    for low, high, text in re.findall(rb"<(....)><(....)><([0-9a-f]+)>\n", content):
        first = bytes.fromhex(text.decode("ascii")).decode("utf-16-be")
        for i, code in enumerate(range(int(low, 16), int(high, 16) + 1)):
            known[code] = first[:-1] + chr(ord(first[-1]) + i)
    return 2, known


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def fonts_of(pdf: bytes) -> Iterator[Any]:
    """Yield the font dictionaries of every page."""
    for page in opened(pdf).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            yield font.get_object()


def images_of(pdf: bytes) -> Iterator[Any]:
    """Yield the image dictionaries of every page."""
    for page in opened(pdf).pages:
        resources: Any = page["/Resources"]
        for image in resources.get("/XObject", {}).values():
            yield image.get_object()
