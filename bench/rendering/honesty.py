"""Nobody wins by drawing less: every engine's document is read back before it is measured."""

from pathlib import Path

from pypdf import PdfReader

from bench.rendering.content import document
from bench.rendering.plain import plain_of


def check_complete(file: Path, index: int, lines: int) -> None:
    """Raise ValueError when a drawn document lacks a text of the `index`-th one, or its logo."""
    reader = PdfReader(file)
    text = _closed("".join(page.extract_text() for page in reader.pages))
    plain = plain_of(document(index, lines))
    wanted = [plain.number, plain.reference, plain.net, plain.tax, plain.gross, *plain.buyer]
    for row in plain.rows:
        sku, figure = row.sku.split()[-1], row.amount.split()[0]
        wanted += [row.name, sku, row.description, row.rate, figure]
    for words in wanted:
        if _closed(words) not in text:
            raise ValueError(f"{file.name} does not say {words!r}")
    if not reader.pages[0].images:
        raise ValueError(f"{file.name} shows no logo")


def check_whole_path(file: Path) -> None:
    """Raise ValueError when a document of ours is no PDF/A-3 with its XML attached.

    The checks before it need no look: an order whose XML is not attached passes them untouched.
    """
    reader = PdfReader(file)
    metadata = reader.root_object.get("/Metadata")
    if metadata is None or b"pdfaid:part" not in metadata.get_object().get_data():
        raise ValueError(f"{file.name} does not claim PDF/A")
    if not any(name.endswith(".xml") for name in reader.attachments):
        raise ValueError(f"{file.name} has no XML attached")


def _closed(text: str) -> str:
    return "".join(text.split())
