import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.fingerprint import fingerprint
from services.domain.order_request import OrderRequest
from services.domain.validation import parse_json, validated
from tests.builders import a_request, an_order_request
from tests.domain.generated import modestly, order_requests


def of(document: object) -> str:
    return fingerprint(validated(OrderRequest, document))


def reordered(value: Any, order: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [reordered(entry, order) for entry in value]
    if isinstance(value, dict):
        return {key: reordered(value[key], order) for key in order(list(value))}
    return value


@given(order_requests(), st.sampled_from([sorted, reversed]), st.sampled_from([None, 1, 7]))
@modestly
def test_key_order_and_white_space_do_not_matter(
    document: dict[str, Any], order: Callable[[Any], Any], indent: int | None
) -> None:
    body = json.dumps(reordered(document, order), indent=indent, ensure_ascii=bool(indent))
    assert of(parse_json(body.encode())) == of(document)


def test_fields_at_their_default_do_not_matter() -> None:
    spelt_out = an_order_request(
        price_mode="net", charges=[], discounts=[], notes=None, metadata=None, expected_total=None
    )
    spelt_out["lines"][0] |= {"unit": "C62", "discount": None}
    assert of(spelt_out) == of(an_order_request())


@pytest.mark.parametrize(("one", "other"), [("1.0", "1.00"), ("1", "1.000000"), ("007.50", "7.5")])
def test_an_amount_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert fingerprint(a_request(expected_total=one)) == fingerprint(
        a_request(expected_total=other)
    )


def test_composed_and_decomposed_text_is_the_same() -> None:
    assert fingerprint(a_request(notes="Zoe\u0308")) == fingerprint(a_request(notes="Zoë"))


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": "A-1002"},
        {"expected_total": "1"},
        {"notes": "x"},
        {"price_mode": "gross"},
        {"metadata": {"a": "b"}},
        {"lines": an_order_request()["lines"][::-1]},
        {"supply_date": "2026-11-20"},
    ],
)
def test_another_order_has_another_fingerprint(changes: dict[str, Any]) -> None:
    assert fingerprint(a_request(**changes)) != fingerprint(a_request())


def test_the_fingerprint_of_an_order_never_changes() -> None:
    # Stored fingerprints are compared with computed ones, so a release must not change them.
    expected = "1ef2f9e5e46eea48c293786dbf1e5aee2a83367f43941d6cf7abcc1b83848513"
    assert fingerprint(a_request()) == expected
