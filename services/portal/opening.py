"""Opening a mailed link: from its token to what it shows, or to nothing (design D9)."""

from typing import NamedTuple

from services.domain.invoice import Invoice
from services.domain.link import opens, verify
from services.domain.order import Order
from services.runtime.clock import Clock
from services.runtime.composition import Backends


class Opened(NamedTuple):
    """What a link that opens leads to."""

    path: str
    """Of the page: `/i/{token}`."""
    invoice: Invoice
    order: Order
    contact: str
    """Where the seller answers questions, as the profile says now."""

    @property
    def ready(self) -> bool:
        """Tell whether the rendition is archived."""
        return self.order.archived is not None


def opened(token: str, backends: Backends, clock: Clock) -> Opened | None:
    """Return what a token opens; None when it is no link of ours, expired or revoked.

    Nothing tells these apart from outside, and nothing is written: mail scanners click first.
    """
    claim = verify(token, backends.secrets.links)
    link = backends.links.read(claim.link_id) if claim else None
    if link is None or not opens(link, clock()):
        return None
    invoice = backends.invoices.read(link.seller_id, link.number)
    orders = backends.orders.read([link.order_id])
    if invoice is None or not orders:
        return None
    return Opened(f"/i/{token}", invoice, orders[0], _contact(invoice, backends))


def _contact(invoice: Invoice, backends: Backends) -> str:
    seller = backends.sellers.read(invoice.seller_id)
    if seller is None:
        return invoice.bill.seller.email
    return seller.profile.mail.reply_to or seller.profile.mail.from_
