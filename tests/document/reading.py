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
