"""What is ordered in a run: who orders what, under which key, and which orders are poison."""

import json
from enum import Enum
from typing import Any, NamedTuple

from tests.builders import an_order_request
from tests.simulation.chance import Chance
from tests.simulation.provider import REFUSED


class Poison(Enum):
    """What is wrong with an order, until the drill is lifted."""

    NONE = "none"
    UNPRINTABLE = "unprintable"
    """No press takes it: it fails before it gets a number."""
    DEADLY_CHECK = "deadly check"
    """It kills whoever checks it, so it never gets a number."""
    DEADLY_RENDER = "deadly render"
    """It kills whoever renders it, after it got its number."""
    REFUSED_MAIL = "refused mail"
    """The mail provider never takes its mail, and no redrive helps."""


class Planned(NamedTuple):
    """One order somebody is going to place."""

    key: str
    seller_id: str
    livemode: bool
    body: bytes
    poison: Poison


_SHARES = (
    (Poison.UNPRINTABLE, 0.005),
    (Poison.DEADLY_CHECK, 0.002),
    (Poison.DEADLY_RENDER, 0.002),
    (Poison.REFUSED_MAIL, 0.003),
)
_TEST_ORDERS = 0.2


def planned(count: int, seller_ids: list[str], random: Chance) -> list[Planned]:
    """Draw the orders of a run."""
    return [_one(n, random.choice(seller_ids), random) for n in range(count)]


def _one(number: int, seller_id: str, random: Chance) -> Planned:
    poison = _poison(random)
    return Planned(
        key=f"order-{number}",
        seller_id=seller_id,
        livemode=random.random() >= _TEST_ORDERS,
        body=json.dumps(_request(number, poison)).encode(),
        poison=poison,
    )


def _poison(random: Chance) -> Poison:
    left = random.random()
    for poison, share in _SHARES:
        left -= share
        if left < 0:
            return poison
    return Poison.NONE


def _request(number: int, poison: Poison) -> dict[str, Any]:
    request = an_order_request(reference=f"{poison.name}-{number}")
    request["lines"] = request["lines"][:1]
    if poison is Poison.REFUSED_MAIL:
        request["buyer"]["email"] = REFUSED
    return request


def poison_of(reference: str) -> Poison:
    """Read back what is wrong with an order from its reference."""
    return Poison[reference.rpartition("-")[0]]
