"""`counterfoil invoice show`: an invoice as it was issued."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

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
from services.domain.invoice import BilledLine, Invoice
from services.domain.money import amount_text
from services.domain.numbering import is_number
from services.flow.invoice_answer import invoice_answer

_NO_XML = Text("none: EN 16931 cannot say what this invoice does", style="dim")


def show_invoice(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="As printed on the invoice.")],
    *,
    seller: SellerOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an invoice as it was issued, and where its page, PDF and XML are."""
    screen = Screen(as_json, state)
    opened = open_state(ctx, state)
    record = find_invoice(opened, number, seller)
    orders = opened.backends.orders.read([record.order_id])
    document = invoice_answer(
        record,
        orders[0],
        public_url=opened.settings.links_start_with,
        links=opened.backends.secrets.links,
    )
    screen.answer(document, _card(document, record))
    screen.suggest(f"counterfoil order show {record.order_id}")


def find_invoice(opened: Opened, number: str, seller_id: str | None) -> Invoice:
    """Return the record of an invoice, or refuse when there is none, or more than one."""
    sellers = [seller_id] if seller_id else [each.id for each in opened.backends.sellers.all()]
    read = opened.backends.invoices.read
    wanted = sellers if is_number(number) else []
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
            "xml": document["xml_url"] if record.bill.e_invoice else _NO_XML,
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
