"""typst: one template, compiled anew for each document by a compiler that is kept."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rendering.content import FONTS, Draw, in_turn, logo_png
from bench.rendering.plain import HEADS, TAX_HEADS, Plain, plain_of
from services.domain.invoice import Invoice

_TEMPLATE = Path(__file__).with_name("invoice.typ")


@cache
def _folder() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    (Path(folder.name) / "logo.png").write_bytes(logo_png())
    (Path(folder.name) / _TEMPLATE.name).write_bytes(_TEMPLATE.read_bytes())
    return folder


def ready() -> Draw:
    """Start a compiler on the template."""
    import typst  # noqa: PLC0415 - only the worker of this engine needs it

    folder = Path(_folder().name)
    compiler = typst.Compiler(
        str(folder / _TEMPLATE.name),
        root=str(folder),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )

    def draw(record: Invoice) -> bytes:
        inputs = {"plain": json.dumps(_given(plain_of(record)))}
        # Tags for screen readers are off, because no other engine here writes them.
        return bytes(compiler.compile(format="pdf", sys_inputs=inputs, pdf_tags=False))

    return in_turn(draw)


def _given(plain: Plain) -> dict[str, object]:
    rows = [row._asdict() for row in plain.rows]
    return plain._asdict() | {"rows": rows, "heads": HEADS, "tax_heads": TAX_HEADS}
