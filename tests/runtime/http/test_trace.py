from itertools import count

import pytest
from starlette.datastructures import Headers

from services.runtime.http.trace import Trace, trace_from

TRACE_ID, PARENT_ID = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
GOOD = f"00-{TRACE_ID}-{PARENT_ID}-01"


def traced(*headers: tuple[str, str]) -> Trace:
    numbers = count(1)
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return trace_from(Headers(raw=raw), lambda: f"{next(numbers):032x}")


def test_well_formed_ids_are_taken_over() -> None:
    trace = traced(("x-request-id", "Checkout_7.a-b"), ("traceparent", GOOD))
    assert trace == Trace("Checkout_7.a-b", GOOD)


def test_missing_ids_are_made_and_well_formed() -> None:
    trace = traced()
    assert trace.request_id == f"req_{1:032x}"
    assert traced(("traceparent", trace.traceparent)).traceparent == trace.traceparent


@pytest.mark.parametrize(
    "request_id", ["", " ", "a b", "a" * 65, "a\n", "a\r\nb", "é", "<script>", "a/b", "a\x00"]
)
def test_a_malformed_request_id_is_replaced(request_id: str) -> None:
    assert traced(("x-request-id", request_id)).request_id == f"req_{1:032x}"


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        GOOD.upper(),
        GOOD + "-more",
        GOOD + "\n",
        GOOD[:-1],
        f"ff-{TRACE_ID}-{PARENT_ID}-01",
        f"00-{'0' * 32}-{PARENT_ID}-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID}-{PARENT_ID}-0g",
        f"0-{TRACE_ID}-{PARENT_ID}-01",
        f"01-{TRACE_ID}-{PARENT_ID}-01more",
        f"00_{TRACE_ID}_{PARENT_ID}_01",
    ],
)
def test_a_malformed_traceparent_starts_a_new_trace(traceparent: str) -> None:
    assert TRACE_ID not in traced(("traceparent", traceparent)).traceparent


def test_a_newer_traceparent_is_understood_as_far_as_it_is_known() -> None:
    newer = f"01-{TRACE_ID}-{PARENT_ID}-ff-more"
    assert traced(("traceparent", newer)).traceparent == GOOD


def test_ids_that_come_twice_are_replaced() -> None:
    twice = traced(("traceparent", GOOD), ("traceparent", GOOD), ("x-request-id", "a"))
    assert TRACE_ID not in twice.traceparent
    assert traced(("x-request-id", "a"), ("x-request-id", "a")).request_id != "a"
