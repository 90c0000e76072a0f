"""How orders look on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from services.cli.screen import card, table

STATUS_STYLE = {
    "accepted": "yellow",
    "invoiced": "blue",
    "sent": "green",
    "failed": "bold red",
    "cancelled": "dim",
    "credited": "magenta",
}
_TROUBLE = frozenset({"failed", "mail_failed", "mail_bounced", "mail_complained"})


def short_time(moment: str) -> str:
    """Return an RFC 3339 time as people read it: `2026-11-21 09:30:00 UTC`."""
    return f"{moment[:10]} {moment[11:19]} UTC"


def amounts(totals: Mapping[str, str], currency: str) -> Table:
    """Return the totals, their amounts one below the other."""
    made = Table(box=None, show_header=False, pad_edge=False)
    made.add_column(style="dim")
    made.add_column(justify="right")
    made.add_column()
    for name, amount in totals.items():
        style = "bold" if name == "gross" else ""
        made.add_row(name, Text(amount, style=style), Text(currency, style="dim"))
    return made


def order_card(order: Mapping[str, Any]) -> Group:
    """Return an order answer for people."""
    invoice, mail, failure = order["invoice"], order["mail"], order["failure"]
    status = order["status"]
    return card(
        order["id"],
        {
            "status": Text(status, style=STATUS_STYLE[status]),
            "reference": order["reference"],
            "accepted": short_time(order["created_at"]),
            "totals": amounts(order["totals"], order["currency"]),
            "invoice": f"{invoice['number']} of {invoice['issued_on']}" if invoice else None,
            "page": invoice["page_url"] if invoice else None,
            "sha256": invoice["sha256"] if invoice else None,
            "mail": _mail(mail) if mail else None,
            "failure": Text(f"{failure['code']}: {failure['detail']}", style="red")
            if failure
            else None,
        },
    )


def _mail(mail: Mapping[str, Any]) -> str:
    to = f" to {mail['to']}" if mail["to"] else ""
    at = f", {short_time(mail['sent_at'])}" if mail["sent_at"] else ""
    return f"{mail['status']}{to}{at}"


def timeline_row(entry: Mapping[str, Any]) -> Text:
    """Return one line of the timeline."""
    style = "red" if entry["event"] in _TROUBLE else "bold"
    clock = entry["at"][11:23]
    return Text.assemble(
        (clock, "dim"), "  ", (f"{entry['event']:<14}", style), entry["detail"] or ""
    )


def timeline_table(timeline: Sequence[Mapping[str, Any]]) -> Table:
    """Return everything that happened to an order, oldest first."""
    made = table("At", "Event", "Detail")
    for entry in timeline:
        style = "red" if entry["event"] in _TROUBLE else ""
        made.add_row(
            Text(f"{entry['at'][:10]} {entry['at'][11:23]}", style="dim"),
            Text(entry["event"], style=style),
            entry["detail"] or "",
        )
    return made
