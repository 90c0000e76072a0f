"""`counterfoil invoice`: look at an invoice, or draw one without touching any state."""

import re
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from services.cli.files import must_be_file, read_input
from services.cli.order_view import amounts
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, card, table
from services.cli.surroundings import (
    JsonOption,
    Opened,
    SellerOption,
    StateOption,
    open_state,
)
from services.document.coverage import check_coverage
from services.document.rendition import render
from services.domain.billing import bill, invoice
from services.domain.fingerprint import fingerprint
from services.domain.ids import order_id, sha256_hex
from services.domain.invoice import BilledLine, Invoice
from services.domain.money import amount_text
from services.domain.numbering import FIRST_PREVIOUS_HASH, TEST_PREFIX, series_for
from services.domain.order_request import OrderRequest
from services.domain.seller import Seller
from services.domain.validation import parse_json, validated
from services.flow.invoice_answer import invoice_answer
from services.local.seller_file import read_profile

_NUMBER = re.compile(r"\A[A-Za-z0-9._-]{1,64}\Z")


def show_invoice(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="As printed on the invoice.")],
    *,
    seller: SellerOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an invoice as it was issued, and where its page and PDF are."""
    screen = Screen(as_json, state)
    opened = open_state(ctx, state)
    record = _find(opened, number, seller)
    orders = opened.backends.orders.read([record.order_id])
    document = invoice_answer(
        record,
        orders[0],
        public_url=opened.settings.links_start_with,
        links=opened.backends.secrets.links,
    )
    screen.answer(document, _card(document, record))
    screen.suggest(f"counterfoil order show {record.order_id}")


def _find(opened: Opened, number: str, seller_id: str | None) -> Invoice:
    sellers = [seller_id] if seller_id else [each.id for each in opened.backends.sellers.all()]
    read = opened.backends.invoices.read
    wanted = sellers if _NUMBER.match(number) else []
    found = [record for each in wanted if (record := read(each, number))]
    if not found:
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_such_invoice",
            f"There is no invoice {number} in {opened.settings.state}.",
            then="counterfoil audit",
        )
    if len(found) > 1:
        listed = ", ".join(record.seller_id for record in found)
        raise Refusal(
            ExitCode.CONFLICT,
            "which_seller",
            f"Several sellers have an invoice {number}; name one with --seller: {listed}.",
        )
    return found[0]


def _card(document: Mapping[str, Any], record: Invoice) -> Group:
    party = record.bill
    credited = document["status"] == "credited"
    return card(
        f"{'Credit note' if record.type == '381' else 'Invoice'} {record.number}",
        {
            "status": Text(document["status"], style="magenta" if credited else "green"),
            "issued on": document["issued_on"],
            "due on": record.due_on.isoformat() if record.due_on else None,
            "seller": f"{party.seller.legal_name} (profile {party.seller.profile_version})",
            "buyer": party.buyer.name,
            "order": record.order_id,
            "reference": party.reference,
            "series": record.series,
            "lines": _lines(party.lines, party.currency),
            "totals": amounts(document["totals"], record.bill.currency),
            "page": document["page_url"],
            "pdf": document["pdf_url"],
            "sha256": document["sha256"] or Text("not archived yet", style="yellow"),
        },
    )


def _lines(lines: tuple[BilledLine, ...], currency: str) -> Table:
    rows = table("Quantity", "Name", "Tax", "Net", right=("Quantity", "Tax", "Net"))
    for line in lines:
        net = amount_text(line.net, currency)
        tax = f"{line.category} {line.rate.normalize():f} %"
        rows.add_row(f"{line.quantity.normalize():f}", line.name, tax, net)
    return rows


class _Wanted(NamedTuple):
    """The invoice that `render` is asked for."""

    number: str
    issued_on: date


def render_invoice(
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
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw the invoice of an order file. Touches no state; the same input gives the same bytes."""
    screen = Screen(as_json, state)
    if not _NUMBER.match(number):
        raise Refusal(
            ExitCode.USAGE, "bad_number", "A number is at most 64 of A-Z a-z 0-9 . _ and -."
        )
    pdf = render(
        _record(read_input(order), must_be_file(seller), _Wanted(number, issued_on.date()))
    )
    document = {"out": str(out), "number": number, "size": len(pdf), "sha256": sha256_hex(pdf)}
    if str(out) == "-":
        sys.stdout.buffer.write(pdf)
        screen.note(f"{number}: {len(pdf)} bytes")
        return
    _write(out, pdf)
    screen.answer(document, card(f"✓ {out}", {"sha256": sha256_hex(pdf)}))


def _record(body: bytes, profile: Path, wanted: _Wanted) -> Invoice:
    request = validated(OrderRequest, parse_json(body))
    midnight = datetime.combine(wanted.issued_on, time(), UTC)
    seller = Seller(id="preview", version=1, valid_from=midnight, profile=read_profile(profile))
    billed = bill(request, seller)
    check_coverage(billed)
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


def _write(out: Path, content: bytes) -> None:
    # To the side first: whoever watches the file never sees half of it.
    fresh = out.with_name(f".{out.name}.part")
    fresh.write_bytes(content)
    fresh.replace(out)
