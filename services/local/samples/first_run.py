"""The first run on an empty state: sample sellers, a key, and orders with something to show."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from services.backends.orders import OrderQuery
from services.flow.accept import accept
from services.flow.new_key import new_key
from services.flow.put_seller import put_seller
from services.local.seller_file import read_profile
from services.runtime.clock import Clock
from services.runtime.composition import Backends
from services.runtime.randomness import new_traceparent

FIRST_SELLER = "aurora"
SELLERS = (FIRST_SELLER, "harbor")
KEY_FILE = "dev-key"
CHANNEL = "sample"

_FOLDER = Path(__file__).parent


def put_sellers(backends: Backends, clock: Clock) -> None:
    """Store the sample sellers unless they are there."""
    for seller_id in SELLERS:
        if backends.sellers.read(seller_id) is None:
            profile = read_profile(_FOLDER / f"{seller_id}.toml")
            put_seller(seller_id, profile, clock(), backends.sellers, sample=True)


def put_key(
    backends: Backends, state: Path, clock: Clock, random_bytes: Callable[[], bytes]
) -> None:
    """Leave a key in STATE/dev-key, readable by its owner only, unless there is one."""
    path = state / KEY_FILE
    if path.exists():
        return
    secret, key = new_key(FIRST_SELLER, "admin", livemode=True, random=random_bytes(), now=clock())
    backends.keys.create(key)
    # Written to the side first: a file that exists but is empty would lock its owner out.
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret)
    fresh.rename(path)


def sample_orders() -> list[tuple[str, bytes]]:
    """Return (seller id, request body) of each sample order."""
    orders = json.loads((_FOLDER / "orders.json").read_text("utf-8"))
    return [
        (seller_id, json.dumps(order, ensure_ascii=False).encode())
        for seller_id in SELLERS
        for order in orders[seller_id]
    ]


def has_samples_to_come(backends: Backends) -> bool:
    """Tell whether the state is empty, or holds nothing but samples of a run that was cut short."""
    first = OrderQuery(FIRST_SELLER, livemode=True, limit=len(sample_orders()))
    found = [
        order for id_ in SELLERS for order in backends.orders.find(first._replace(seller_id=id_))
    ]
    return len(found) < len(sample_orders()) and all(o.channel == CHANNEL for o in found)


def accept_samples(backends: Backends, clock: Clock) -> Iterator[str]:
    """Accept the sample orders one by one, yielding each id; a second time accepts none anew."""
    for n, (seller_id, body) in enumerate(sample_orders()):
        seller = backends.sellers.read(seller_id)
        if seller is None:
            continue
        accepted = accept(
            body,
            seller=seller,
            livemode=True,
            channel=CHANNEL,
            idempotency_key=f"sample-{n}",
            traceparent=new_traceparent(),
            now=clock(),
            orders=backends.orders,
            queue=backends.orders_queue,
            lookup_key=backends.secrets.lookups,
        )
        yield accepted.order.id
