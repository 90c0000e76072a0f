"""What travels on the queues: ids only (CloudEvents 1.0 JSON, and S3's object-created event)."""

import json
from typing import Any, NamedTuple
from urllib.parse import quote_plus, unquote_plus

ORDER_ACCEPTED = "order.accepted.v1"


class Unparseable(Exception):  # noqa: N818 - a verdict on the message
    """The body is no message of any release; no retry can help."""


class UnknownType(Exception):  # noqa: N818 - a verdict on the message
    """A well-formed message this release does not know; a newer one may be rolling out."""


class OrderAccepted(NamedTuple):
    """An order waits to be invoiced."""

    order_id: str
    seller_id: str
    traceparent: str

    def encode(self) -> str:
        """Write the message: CloudEvents structured mode, ASCII (SQS refuses other controls)."""
        return json.dumps(
            {
                "specversion": "1.0",
                "id": f"{self.order_id}/{self.traceparent}",
                "type": ORDER_ACCEPTED,
                "source": self.seller_id,
                "subject": self.order_id,
                "traceparent": self.traceparent,
            }
        )


def _object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unparseable("not JSON") from error
    if not isinstance(value, dict):
        raise Unparseable("not a JSON object")
    return value


def decode_order_accepted(body: str) -> OrderAccepted:
    """Read a message of the orders queue. Unknown fields are tolerated."""
    event = _object(body)
    if not isinstance(event.get("type"), str):
        raise Unparseable("no type")
    if event["type"] != ORDER_ACCEPTED:
        raise UnknownType(event["type"])
    texts = [event.get(name) for name in ("subject", "source")]
    if not all(isinstance(text, str) and text for text in texts):
        raise Unparseable("no subject or source")
    trace = event.get("traceparent")
    return OrderAccepted(str(texts[0]), str(texts[1]), trace if isinstance(trace, str) else "")


def object_created(key: str) -> str:
    """Write what S3 writes when an object was created, as far as this system reads it."""
    record = {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"object": {"key": quote_plus(key, safe="/")}},
    }
    return json.dumps({"Records": [record]})


def created_keys(body: str) -> list[str]:
    """Read the keys of an S3 event notification; S3's own test event has none."""
    event = _object(body)
    if event.get("Event") == "s3:TestEvent":
        return []
    records = event.get("Records")
    if not isinstance(records, list):
        raise Unparseable("no Records")
    try:
        keys = [record["s3"]["object"]["key"] for record in records]
        return [unquote_plus(key) for key in keys]
    except (AttributeError, KeyError, TypeError) as error:
        raise Unparseable("a record without an object key") from error
