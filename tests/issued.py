"""Invoices that went all the way into the archive, over the real embedded backends."""

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from pypdf import PdfWriter

from services.backends.numbering import Issuance
from services.document.einvoice.cii import FILE_NAME
from services.domain.invoice import Invoice, Receipt, record_hash
from services.domain.link import Link, new_link, token
from services.domain.numbering import series_for, unused
from services.domain.order import Archived, Issued, Order, archive, issue
from services.runtime.clock import Clock
from services.runtime.composition import Backends, open_backends
from services.runtime.settings import DeployableSettings
from tests.builders import a_seller, an_invoice, an_order, an_order_request

PUBLIC_URL = "http://127.0.0.1:8080"
IN_MILS: dict[str, Any] = {
    "currency": "KWD",
    "lines": [
        {
            "name": "Saffron",
            "quantity": "1",
            "unit_price": "1.255",
            "tax": {"category": "Z", "rate": "0"},
        }
    ],
}
"""A request whose amounts need three decimals, which EN 16931 does not allow."""

PDF = b"%PDF-1.7\nthe archived bytes\n%%EOF\n"


class Issue(NamedTuple):
    order: Order
    invoice: Invoice
    link: Link


def backends_in(state: Path, clock: Clock) -> Backends:
    return open_backends(DeployableSettings(state=state), clock=clock)


def issued(
    backends: Backends,
    clock: Clock,
    *,
    key: str = "key-1",
    livemode: bool = True,
    drill: str | None = None,
    profile: dict[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401
) -> Issue:
    """Accept an order and give it its number; `changes` are of the request."""
    wanted = a_seller(**(profile or {}))
    seller = backends.sellers.read(wanted.id)
    if seller is None or seller.profile != wanted.profile:
        seller = backends.sellers.put(wanted.id, wanted.profile, clock())
    order = an_order(
        request=an_order_request(**changes),
        seller=seller,
        key=key,
        livemode=livemode,
        accepted_at=clock(),
        drill=drill,
    )
    backends.orders.accept(order)
    rules, today = seller.profile.numbering, clock().date()
    series = series_for(seller.id, rules, "380", today, livemode=livemode)
    before = backends.numbering.read(series)
    counter = before or unused(series, rules)
    invoice = an_invoice(
        seller=seller,
        sequence=counter.last + 1,
        order_id=order.id,
        livemode=livemode,
        issued_on=today,
        issued_at=clock(),
        previous_hash=counter.last_hash,
        **changes,
    )
    link = new_link(
        hashlib.sha256(key.encode()).hexdigest()[:32],
        backends.secrets.links,
        seller_id=seller.id,
        number=invoice.number,
        order_id=order.id,
        now=clock(),
        lifetime=timedelta(days=seller.profile.link_lifetime_days),
    )
    fact = Issued(
        number=invoice.number,
        series=invoice.series,
        issued_on=invoice.issued_on,
        link_id=link.id,
        link_key_id=link.key_id,
        link_expires_at=link.expires_at,
        e_invoice=invoice.bill.e_invoice is not None,
    )
    after = counter.model_copy(
        update={
            "last": invoice.sequence,
            "last_issued_on": today,
            "last_hash": record_hash(invoice),
        }
    )
    backends.numbering.commit(
        Issuance(before, after, [invoice], [issue(order, fact, clock())], [link])
    )
    (numbered,) = backends.orders.read([order.id])
    return Issue(numbered, invoice, link)


def archived(backends: Backends, clock: Clock, issue: Issue, content: bytes = PDF) -> Issue:
    """Archive an issued invoice, which announces it, and record that."""
    invoice = issue.invoice
    stored = backends.archive.put(
        invoice.archive_key, content, {"order-id": invoice.order_id, "record": record_hash(invoice)}
    )
    receipt = Receipt(
        seller_id=invoice.seller_id,
        number=invoice.number,
        key=invoice.archive_key,
        sha256=stored.sha256,
        size=len(content),
        version_id=stored.version_id,
        renderer="tests/1",
        archived_at=clock(),
    )
    fact = Archived(sha256=stored.sha256, size=len(content), at=clock())
    backends.invoices.record([(receipt, archive(issue.order, fact))])
    (order,) = backends.orders.read([issue.order.id])
    return issue._replace(order=order)


def pdf_carrying(xml: bytes) -> bytes:
    """Return an empty page that carries an e-invoice."""
    writer, pdf = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.add_attachment(FILE_NAME, xml)
    writer.write(pdf)
    return pdf.getvalue()


def page_path(backends: Backends, issue: Issue) -> str:
    return f"/i/{token(issue.link, backends.secrets.links)}"
