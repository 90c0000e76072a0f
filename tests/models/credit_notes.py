"""A numbered document of the second type, written by the transaction that writes invoices."""

from datetime import datetime, timedelta

from services.backends.numbering import Issuance
from services.domain.invoice import record_hash
from services.domain.link import new_link
from services.domain.numbering import issue_day, series_for, unused
from services.domain.order import Issued, Order, issue
from services.domain.seller import Seller
from services.runtime.composition import Backends
from tests.builders import an_invoice


def give_credit_note(
    order: Order, seller: Seller, backends: Backends, now: datetime, link_id: str
) -> None:
    """Give an accepted order the next number of its seller's credit notes."""
    rules, zone = seller.profile.numbering, seller.profile.time_zone
    series = series_for(seller.id, rules, "381", issue_day(now, zone), livemode=order.livemode)
    before = backends.numbering.read(series)
    counter = before or unused(series, rules)
    record = an_invoice(
        seller=seller,
        sequence=counter.last + 1,
        type_="381",
        order_id=order.id,
        livemode=order.livemode,
        issued_on=issue_day(now, zone, counter),
        issued_at=now,
        previous_hash=counter.last_hash,
    )
    link = new_link(
        link_id,
        backends.secrets.links,
        seller_id=seller.id,
        number=record.number,
        order_id=order.id,
        now=now,
        lifetime=timedelta(days=90),
    )
    after = counter.model_copy(
        update={
            "last": record.sequence,
            "last_issued_on": record.issued_on,
            "last_hash": record_hash(record),
        }
    )
    fact = Issued(
        number=record.number,
        series=record.series,
        issued_on=record.issued_on,
        link_id=link.id,
        link_key_id=link.key_id,
        link_expires_at=link.expires_at,
    )
    backends.numbering.commit(Issuance(before, after, [record], [issue(order, fact, now)], [link]))
