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
    font, inside = "", False
    for operands, operator in page.get_contents().operations:
        if operator == b"Tf":
            font = operands[0]
        elif operator == b"BDC":
            inside = True
            yield operands[1]["/ActualText"]
        elif operator == b"EMC":
            inside = False
        elif operator in {b"Tj", b"TJ"} and not inside:
            for string in operands[0] if operator == b"TJ" else operands:
                yield from (fonts[font][code] for code in _codes(string))


def _codes(string: Any) -> Iterator[int]:  # noqa: ANN401 - untyped
    """Yield two-byte codes; the numbers between strings have none."""
    content = getattr(string, "original_bytes", b"")
    for i in range(0, len(content), 2):
        yield int.from_bytes(content[i : i + 2], "big")


def _meanings(font: Any) -> dict[int, str]:  # noqa: ANN401 - untyped
    """Read the ranges of a ToUnicode map."""
    content = font.get_object()["/ToUnicode"].get_data()
    known = {}
    for low, high, text in re.findall(rb"<(....)><(....)><([0-9a-f]+)>\n", content):
        first = bytes.fromhex(text.decode("ascii")).decode("utf-16-be")
        for i, code in enumerate(range(int(low, 16), int(high, 16) + 1)):
            known[code] = first[:-1] + chr(ord(first[-1]) + i)
    return known


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
