import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.message import (
    ORDER_ACCEPTED,
    OrderAccepted,
    UnknownType,
    Unparseable,
    created_keys,
    decode_order_accepted,
    object_created,
)
from tests.builders import TRACEPARENT
from tests.domain.generated import modestly

ACCEPTED = OrderAccepted("ord_1", "aurora", TRACEPARENT)


def event(**changes: Any) -> str:  # noqa: ANN401 - any JSON
    fields = json.loads(ACCEPTED.encode()) | changes
    return json.dumps({name: value for name, value in fields.items() if value is not None})


def test_a_message_says_what_was_accepted() -> None:
    assert decode_order_accepted(ACCEPTED.encode()) == ACCEPTED


def test_a_message_is_a_cloud_event_without_personal_fields() -> None:
    assert json.loads(ACCEPTED.encode()) == {
        "specversion": "1.0",
        "id": f"ord_1/{TRACEPARENT}",
        "type": ORDER_ACCEPTED,
        "source": "aurora",
        "subject": "ord_1",
        "traceparent": TRACEPARENT,
    }


def test_fields_of_a_later_release_are_passed_over() -> None:
    assert decode_order_accepted(event(priority="high", data={"a": 1})) == ACCEPTED


@pytest.mark.parametrize("trace", [None, 5, ["x"]])
def test_a_message_without_a_trace_is_still_read(trace: object) -> None:
    assert decode_order_accepted(event(traceparent=trace)) == ACCEPTED._replace(traceparent="")


def test_a_type_of_a_later_release_is_told_apart() -> None:
    with pytest.raises(UnknownType, match=r"order\.accepted\.v2"):
        decode_order_accepted(event(type="order.accepted.v2"))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        "1",
        '"text"',
        "{}",
        "[" * 100_000,
        '{"a":' * 100_000,
        event(type=None),
        event(type=1),
        event(subject=None),
        event(subject=""),
        event(subject=1),
        event(source=None),
        event(source=[]),
    ],
    ids=range(16),
)
def test_what_can_never_be_read_is_told_apart(body: str) -> None:
    with pytest.raises(Unparseable):
        decode_order_accepted(body)


@given(st.text("abcXYZ019 /+%&=._-äé東", min_size=1))
@modestly
def test_a_key_survives_the_way_s3_writes_it(key: str) -> None:
    assert created_keys(object_created(key)) == [key]


def test_an_event_may_tell_of_several_objects() -> None:
    records = [json.loads(object_created(key))["Records"][0] for key in ("a b", "c")]
    assert created_keys(json.dumps({"Records": records})) == ["a b", "c"]


def test_the_test_event_of_s3_tells_of_none() -> None:
    assert created_keys(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"})) == []


@pytest.mark.parametrize(
    "records",
    [None, "x", [1], [None], [{}], [{"s3": None}], [{"s3": {"object": {}}}],
     [{"s3": {"object": {"key": 5}}}], [{"s3": {"object": {"key": None}}}]],
)  # fmt: skip
def test_an_event_without_keys_can_never_be_read(records: object) -> None:
    with pytest.raises(Unparseable):
        created_keys(json.dumps({"Records": records}))
