"""`counterfoil invoice render`: an invoice drawn from files, without touching any state."""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import RenderableType

from services.cli.files import must_be_file, read_input
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, card
from services.cli.surroundings import JsonOption, StateOption
from services.document.einvoice.cii import cii
from services.document.einvoice.ubl import ubl
from services.document.rendition import render
from services.domain.billing import bill, invoice
from services.domain.fingerprint import fingerprint
from services.domain.ids import order_id, sha256_hex
from services.domain.invoice import Invoice
from services.domain.numbering import (
    FIRST_PREVIOUS_HASH,
    TEST_PREFIX,
    is_number,
    series_for,
)
from services.domain.order_request import OrderRequest
from services.domain.seller import Seller
from services.domain.validation import parse_json, validated
from services.local.seller_file import read_profile
from services.runtime.press import check

STDOUT = Path("-")


class Syntax(StrEnum):
    """The two syntaxes of EN 16931."""

    CII = "cii"
    UBL = "ubl"


class _Wanted(NamedTuple):
    """The invoice that is asked for."""

    number: str
    issued_on: date


class _File(NamedTuple):
    """Something to write."""

    out: Path
    content: bytes

    @property
    def answer(self) -> dict[str, Any]:
        """Return what a program is told of it."""
        size, sha256 = len(self.content), sha256_hex(self.content)
        return {"out": str(self.out), "size": size, "sha256": sha256}


def render_invoice(  # noqa: PLR0913 - an option of the command is an argument here
    order: Annotated[Path, typer.Argument(metavar="ORDER.json", help="Order; - reads stdin.")],
    *,
    seller: Annotated[
        Path, typer.Option("--seller", metavar="SELLER.toml", help="The seller's profile.")
    ],
    number: Annotated[str, typer.Option("--number", metavar="N", help="Number to print.")],
    issued_on: Annotated[
        datetime,
        typer.Option("--issued-on", metavar="DATE", formats=["%Y-%m-%d"], help="YYYY-MM-DD."),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="F.pdf", help="File to write; - writes to stdout.")
    ],
    xml: Annotated[
        Path | None,
        typer.Option("--xml", metavar="F.xml", help="The e-invoice as well; - for stdout."),
    ] = None,
    syntax: Annotated[
        Syntax | None,
        typer.Option("--format", help="Of --xml: cii as in the PDF (default), or UBL 2.1."),
    ] = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw the invoice of an order file. Touches no state; the same input gives the same bytes."""
    screen = Screen(as_json, state)
    _must_go_together(number, out, xml, syntax)
    record = _record(read_input(order), must_be_file(seller), _Wanted(number, issued_on.date()))
    e_invoice = _e_invoice(record, xml, syntax or Syntax.CII) if xml else None
    pdf = _File(out, render(record))
    files = [pdf, e_invoice] if e_invoice else [pdf]
    for file in files:
        _write(file)
    if STDOUT in (out, xml):
        screen.note("; ".join(f"{file.out}: {len(file.content)} bytes" for file in files))
        return
    document = {
        **pdf.answer,
        "number": number,
        "xml": {**e_invoice.answer, "format": syntax or Syntax.CII} if e_invoice else None,
    }
    screen.answer(document, card(f"✓ {out}", _rows(document)))


def _must_go_together(number: str, out: Path, xml: Path | None, syntax: Syntax | None) -> None:
    if not is_number(number):
        raise Refusal(
            ExitCode.USAGE, "bad_number", "A number is at most 64 of A-Z a-z 0-9 . _ and -."
        )
    if syntax and xml is None:
        raise Refusal(
            ExitCode.USAGE,
            "format_without_xml",
            "--format is of the XML; name its file with --xml.",
        )
    if out == xml:
        raise Refusal(
            ExitCode.USAGE, "same_file", "--out and --xml name the same file; give each its own."
        )


def _record(body: bytes, profile: Path, wanted: _Wanted) -> Invoice:
    request = validated(OrderRequest, parse_json(body))
    midnight = datetime.combine(wanted.issued_on, time(), UTC)
    seller = Seller(id="preview", version=1, valid_from=midnight, profile=read_profile(profile))
    billed = bill(request, seller)
    check(billed)
    livemode = not wanted.number.startswith(TEST_PREFIX)
    return invoice(
        billed,
        number=wanted.number,
        series=series_for(
            seller.id, seller.profile.numbering, "380", wanted.issued_on, livemode=livemode
        ),
        sequence=1,
        order_id=order_id(
            seller.id, livemode=livemode, channel="cli", idempotency_key=fingerprint(request)
        ),
        issued_on=wanted.issued_on,
        issued_at=midnight,
        previous_hash=FIRST_PREVIOUS_HASH,
    )


def _e_invoice(record: Invoice, out: Path, syntax: Syntax) -> _File:
    if record.bill.e_invoice is None:
        raise Refusal(
            ExitCode.FAILED,
            "no_e_invoice",
            "This invoice is a PDF without XML, because EN 16931 cannot say it: an amount needs "
            "three decimals, the currency or a country is not on its lists, or the seller has "
            "neither VAT id nor registration number. Leave out --xml.",
        )
    return _File(out, ubl(record) if syntax is Syntax.UBL else cii(record))


def _write(file: _File) -> None:
    if file.out == STDOUT:
        sys.stdout.buffer.write(file.content)
        return
    # To the side first: whoever watches the file never sees half of it.
    fresh = file.out.with_name(f".{file.out.name}.part")
    fresh.write_bytes(file.content)
    fresh.replace(file.out)


def _rows(document: Mapping[str, Any]) -> dict[str, RenderableType | None]:
    xml = document["xml"]
    return {
        "sha256": document["sha256"],
        "xml": f"{xml['out']} ({xml['format'].upper()})" if xml else None,
        "its sha256": xml["sha256"] if xml else None,
    }
