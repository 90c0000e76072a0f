import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.order_request import OrderRequest
from services.domain.rejection import MAX_FAULTS, Fault, Rejected
from services.domain.seller import SellerProfile
from services.domain.validation import parse_json, validated
from tests.builders import a_profile, an_order_request
from tests.domain.generated import modestly

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=6,
)


def fault_of(body: bytes) -> Fault:
    with pytest.raises(Rejected) as rejected:
        parse_json(body)
    (fault,) = rejected.value.faults
    return fault


def faults_of(document: object) -> list[Fault]:
    with pytest.raises(Rejected) as rejected:
        validated(OrderRequest, document)
    return list(rejected.value.faults)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@given(JSON)
@modestly
def test_json_means_what_it_says(value: object) -> None:
    assert parse_json(json.dumps([value]).encode()) == [value]


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{", b"}", b"[1,]", b"{'a':1}", b'{"a":1}x', b"nul", b'"open', b'"open\\',
        b'{"a":1,}', b"// no", b'"\t"', b"\x00", b"01", b"+1", b".5", b"1.",
        b"NaN", b"Infinity", b"-Infinity", b'{"a":NaN}', b"1e400", b"-1e400", b"9" * 5000,
        b'{"a":1,"a":1}', b'{"a":{"b":1,"\\u0062":2}}',
        b'"\\ud800"', b'{"\\udfff":1}', b'"\\ud800\\ud800"',
        b'\xef\xbb\xbf{"a":1}', b'"\xff"', b'"\xc3("', b'"\xed\xa0\x80"', b'"\xc0\x80"',
        b'\xff\xfe"\x00a\x00"\x00', b'{\x00"\x00a\x00"\x00:\x001\x00}\x00',
    ],
)  # fmt: skip
def test_anything_but_strict_json_is_malformed(body: bytes) -> None:
    assert fault_of(body)[:2] == ("", "malformed_json")


def test_a_pair_of_surrogates_is_a_character() -> None:
    assert parse_json(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_eight_levels_are_read_and_nine_are_not() -> None:
    assert parse_json(nested(8)) == [[[[[[[[]]]]]]]]
    assert fault_of(nested(9)).code == "too_deep"


def test_many_neighbours_are_not_deep() -> None:
    assert len(json.loads(json.dumps(parse_json(b"[" + b"[{}]," * 1000 + b"[]]")))) == 1001


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, nested(100_000), b"[{" * 50_000]
)
def test_a_hundred_thousand_levels_are_refused_before_parsing(body: bytes) -> None:
    assert fault_of(body).code == "too_deep"


@pytest.mark.parametrize("text", ['"' + "[" * 50, '\\"' + "{" * 50, "\\" * 50 + "[" * 50])
def test_brackets_in_text_are_no_levels(text: str) -> None:
    assert parse_json(json.dumps({text: text}).encode()) == {text: text}


@pytest.mark.parametrize("part", [b'\\"', b'"', b"\\", b'"\\', b'""'])
def test_a_body_full_of_quotes_is_refused_quickly(part: bytes) -> None:
    assert fault_of(b'"' + part * (262_144 // len(part)) + b"[").code == "malformed_json"


def test_what_is_malformed_is_shown_by_place_only() -> None:
    assert fault_of(b'{"secret": oops}').detail == "is not JSON: see line 1, column 12"


@pytest.mark.parametrize("document", [None, [], "order", 1, True])
def test_an_order_is_an_object(document: object) -> None:
    assert faults_of(document) == [Fault("", "not_an_object", "is not an object")]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"reference": None}, "/reference", "not_text"),
        ({"currency": "EURO"}, "/currency", "unknown_currency"),
        ({"buyer": []}, "/buyer", "not_an_object"),
        ({"lines": {}}, "/lines", "not_a_list"),
        ({"lines": []}, "/lines", "too_few"),
        ({"metadata": []}, "/metadata", "not_an_object"),
        ({"metadata": {str(n): "x" for n in range(21)}}, "/metadata", "too_many"),
        ({"price_mode": "NET"}, "/price_mode", "not_allowed"),
        ({"reference": "x " * 33}, "/reference", "too_long"),
        ({"locale": "x" * 36}, "/locale", "too_long"),
        ({"expected_total": 12.5}, "/expected_total", "not_a_decimal_string"),
        ({"payment": {"status": "due", "method": "cash", "terms_days": 1.0}},
         "/payment/terms_days", "not_an_integer"),
        ({"payment": {"status": "due", "method": "cash", "terms_days": True}},
         "/payment/terms_days", "not_an_integer"),
        ({"payment": {"status": "due", "method": "cash", "terms_days": -1}},
         "/payment/terms_days", "out_of_range"),
        ({"payment": {"status": "due", "method": "cash", "terms_days": 366}},
         "/payment/terms_days", "out_of_range"),
        ({"payment": {"status": "due"}}, "/payment/method", "required"),
    ],
)  # fmt: skip
def test_a_fault_says_where_and_what(changes: dict[str, Any], pointer: str, code: str) -> None:
    (fault,) = faults_of(an_order_request(**changes))
    assert (fault.pointer, fault.code) == (pointer, code)


def test_a_fault_in_a_line_points_into_it() -> None:
    order = an_order_request()
    order["lines"][2]["tax"]["rate"] = 19
    assert faults_of(order)[0].pointer == "/lines/2/tax/rate"


@pytest.mark.parametrize("where", [(), ("buyer",), ("lines", 1), ("lines", 1, "tax")])
def test_an_unknown_field_is_pointed_at_by_its_parent(where: tuple[Any, ...]) -> None:
    order = an_order_request()
    inside = order
    for part in where:
        inside = inside[part]
    inside["surprise"] = 1
    (fault,) = faults_of(order)
    assert (fault.pointer, fault.code) == ("".join(f"/{p}" for p in where), "unknown_field")


def test_a_fault_in_metadata_does_not_name_the_key() -> None:
    for metadata in ({"lines": 5}, {"a\u200b": "x"}, {"k " * 101: "x"}):
        (fault,) = faults_of(an_order_request(metadata=metadata))
        assert fault.pointer == "/metadata"
        assert fault.detail.startswith("has an entry that ")


def test_a_profile_is_pointed_at_by_the_names_in_the_file() -> None:
    with pytest.raises(Rejected) as rejected:
        validated(SellerProfile, a_profile(mail={"from": "nobody"}))
    assert rejected.value.faults[0].pointer == "/mail/from"


def test_twenty_faults_are_enough() -> None:
    order = an_order_request(lines=[{}] * 100)
    assert len(faults_of(order)) == MAX_FAULTS


def paths(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    if isinstance(value, list):
        inner = list(enumerate(value))
    return (
        [path, *(p for key, v in inner for p in paths(v, (*path, key)))]
        if path
        else [p for key, v in inner for p in paths(v, (key,))]
    )


def verdict(document: object) -> str:
    try:
        validated(OrderRequest, document)
    except Rejected as rejected:
        return f"{rejected} {rejected.faults!r}"
    return "valid"


FULL = an_order_request(
    metadata={"cart": "17"},
    ship_to={"name": "Ana", "address": an_order_request()["buyer"]["address"]},
    supply_date="2026-11-20",
    notes="Ring twice",
    expected_total="1",
    exchange_rate="1.1",
    charges=[{"reason": "Post", "amount": "1", "tax": {"category": "S", "rate": "19"}}],
)
PLANTED = "Qx7-planted"


@given(
    st.sampled_from(paths(FULL)),
    st.sampled_from(
        [
            PLANTED,
            PLANTED * 200,
            f"{PLANTED}\u200b",
            [PLANTED],
            {PLANTED: PLANTED},
            {PLANTED: {PLANTED: 1}},
        ]
    ),
)
@modestly
def test_no_fault_repeats_what_was_sent(path: tuple[Any, ...], value: object) -> None:
    document = json.loads(json.dumps(FULL))
    inside = document
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] = value
    assert PLANTED not in verdict(document)


@given(st.binary(max_size=60))
@modestly
def test_malformed_bodies_are_not_repeated(tail: bytes) -> None:
    assert PLANTED not in repr(fault_of(b"{" + PLANTED.encode() + tail))
