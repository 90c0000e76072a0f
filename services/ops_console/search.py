"""Finding orders by what people have at hand: an id, a number, a reference or an e-mail address."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from services.backends.orders import OrderQuery
from services.domain.order import Order
from services.flow.accept import email_key
from services.ops_console.pages import Visit
from services.ops_console.whose import sees_order, sellers_of

MOST_FOUND = 50
LONGEST = 320
"""An e-mail address is no longer, nor is anything else that is looked for."""

_ID = re.compile(r"\A(?:ord|fail)_([0-9a-f]{40})\Z")


def found(words: str, visit: Visit) -> list[Order]:
    """Return up to 50 orders that the words name and the visitor may see, without repeats."""
    if not words or len(words) > LONGEST:
        return []
    each = {order.id: order for order in _named(normalize("NFC", words), visit)}
    return [order for order in each.values() if sees_order(visit.visitor, order)][:MOST_FOUND]


def _named(words: str, visit: Visit) -> Iterator[Order]:
    if named := _ID.match(words):
        yield from visit.desk.backends.orders.read([f"ord_{named[1]}"])
        return
    for seller_id in sellers_of(visit):
        yield from _of_seller(seller_id, words, visit)


def _of_seller(seller_id: str, words: str, visit: Visit) -> Iterator[Order]:
    backends = visit.desk.backends
    is_address = "@" in words
    invoice = None if is_address else backends.invoices.read(seller_id, words)
    if invoice:
        yield from backends.orders.read([invoice.order_id])
    for livemode in (True, False):
        if visit.visitor.is_admin or livemode == visit.visitor.livemode:
            query = OrderQuery(seller_id, livemode=livemode, limit=MOST_FOUND)
            yield from backends.orders.find(
                query._replace(email_key=email_key(backends.secrets.lookups, words))
                if is_address
                else query._replace(reference=words)
            )
