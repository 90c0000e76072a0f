"""Ids and fingerprints: alike for the same thing however it is written, else never."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from services.domain.fingerprint import fingerprint
from services.domain.ids import mail_id, order_id
from services.domain.link import KeyRing, token, verify
from services.domain.order_request import OrderRequest
from services.domain.validation import parse_json, validated
from tests.builders import NOW, a_link
from tests.domain.generated import modestly, order_requests

PIECES = st.text(st.sampled_from("a1-/:|\0\x01é"), max_size=3)
"""Short, and of characters that would join pieces if anything were merely put between them."""

NAMES = st.tuples(PIECES, st.booleans(), PIECES, PIECES)
SUBJECTS = st.tuples(PIECES, PIECES, PIECES, PIECES)

DEFAULTS: dict[str, Any] = {
    "price_mode": "net",
    "charges": [],
    "discounts": [],
    "notes": None,
    "ship_to": None,
    "supply_date": None,
    "purchase_order": None,
    "metadata": None,
    "expected_total": None,
}


def near(pieces: SearchStrategy[tuple[Any, ...]]) -> SearchStrategy[tuple[Any, Any]]:
    """Return pairs of which about half are the same characters, cut in another place."""

    def moved(one: tuple[Any, ...], cut: int) -> tuple[Any, ...]:
        *head, third, fourth = one
        both = third + fourth
        at = cut % (len(both) + 1)
        return (*head, both[:at], both[at:])

    shifted = st.tuples(pieces, st.integers(0, 6)).map(lambda two: (two[0], moved(*two)))
    return st.one_of(shifted, st.tuples(pieces, pieces))


def order_id_of(name: tuple[str, bool, str, str]) -> str:
    return order_id(name[0], livemode=name[1], channel=name[2], idempotency_key=name[3])


@given(near(NAMES))
@modestly
def test_two_orders_share_an_id_only_if_seller_mode_channel_and_key_are_the_same(
    pair: tuple[tuple[str, bool, str, str], tuple[str, bool, str, str]],
) -> None:
    one, other = pair
    assert (order_id_of(one) == order_id_of(other)) == (one == other)


@given(near(SUBJECTS))
@modestly
def test_two_mails_share_an_id_only_if_invoice_recipient_and_intent_are_the_same(
    pair: tuple[tuple[str, str, str, str], tuple[str, str, str, str]],
) -> None:
    one, other = pair
    assert (mail_id(*one) == mail_id(*other)) == (one == other)


@given(SUBJECTS, st.lists(PIECES, unique=True, max_size=5))
@modestly
def test_each_resend_of_one_invoice_to_one_buyer_is_a_mail_of_its_own(
    subject: tuple[str, str, str, str], resends: list[str]
) -> None:
    intents = ["invoice", *(f"resend-{name}" for name in resends)]
    assert len({mail_id(*subject[:3], intent) for intent in intents}) == len(intents)


def respelt(value: Any, spell: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON
    """Write every number of a document anew and turn the order of all keys round."""
    if isinstance(value, list):
        return [respelt(entry, spell) for entry in value]
    if isinstance(value, dict):
        return {
            key: spell(entry) if key in AMOUNTS else respelt(entry, spell)
            for key, entry in reversed(value.items())
        }
    return value


AMOUNTS = {"quantity", "unit_price", "amount", "percent", "rate", "paid_amount"}


def longer(text: str) -> str:
    """Write an amount with all the zeros the API takes before and behind it."""
    whole, _, decimals = text.partition(".")
    return f"{whole:0>9}.{decimals:0<6}"


def shorter(text: str) -> str:
    """Write an amount without a zero that says nothing."""
    return f"{Decimal(text).normalize():f}"


def of(document: dict[str, Any]) -> str:
    return fingerprint(validated(OrderRequest, parse_json(json.dumps(document).encode())))


@given(order_requests(), st.sampled_from((longer, shorter)))
@modestly
def test_an_order_has_one_fingerprint_however_its_numbers_and_keys_are_written(
    document: dict[str, Any], spell: Callable[[str], str]
) -> None:
    document |= {"metadata": {"till": "7", "basket": "b-19"}}
    assert of(respelt(document, spell)) == of(document)


@given(order_requests(), st.sets(st.sampled_from(sorted(DEFAULTS))))
@modestly
def test_a_field_that_says_its_default_is_a_field_that_is_left_out(
    document: dict[str, Any], names: set[str]
) -> None:
    bare = {name: value for name, value in document.items() if value != DEFAULTS.get(name, ...)}
    assert of({**{name: DEFAULTS[name] for name in names}, **bare}) == of(bare)


@given(order_requests(), st.data())
@modestly
def test_an_order_that_differs_by_a_millionth_has_another_fingerprint(
    document: dict[str, Any], data: st.DataObject
) -> None:
    line = data.draw(st.sampled_from(document["lines"]))
    before = of(document)
    line["quantity"] = f"{Decimal(line['quantity']) + Decimal('0.000001'):f}"
    assert of(document) != before


@given(
    st.binary(min_size=16, max_size=16),
    st.dictionaries(st.integers(1, 255), st.binary(min_size=32, max_size=32), min_size=1),
    st.timedeltas(timedelta(0), timedelta(days=3650)),
    st.data(),
)
@modestly
def test_a_token_comes_back_as_its_link_whichever_key_of_the_ring_signed_it(
    raw: bytes, keys: dict[int, bytes], lifetime: timedelta, data: st.DataObject
) -> None:
    ring = KeyRing(data.draw(st.sampled_from(sorted(keys))), keys)
    link = a_link(link_id=raw.hex(), ring=ring, lifetime=lifetime)
    rotated = KeyRing(max(keys), keys)
    assert verify(token(link, ring), rotated) == (link.id, link.expires_at)
    assert link.expires_at <= NOW + lifetime
    others = {key_id: key for key_id, key in keys.items() if key_id != ring.current}
    assert verify(token(link, ring), KeyRing(0, others)) is None
