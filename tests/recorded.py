"""Events as AWS delivers them to Lambda, from tests/events, changed where a test says."""

import json
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote_plus

FOLDER = Path(__file__).with_name("events")
STAGE = "dev"
CLIENT = "4q8e1k2s9mvtb6u3r7d5h0c1za"
"""The client id, and so the subject, in the recorded tokens."""

Event = dict[str, Any]


def recorded(name: str) -> Event:
    """Return a fresh copy of a recorded event."""
    event: Event = json.loads((FOLDER / f"{name}.json").read_text())
    return event


def rest_event(
    method: str,
    path: str,
    *,
    body: str | None = None,
    headers: dict[str, str] | None = None,
    query: str = "",
) -> Event:
    """Return a REST API's event (payload 1.0) on the stage `dev`."""
    event = recorded("api_gateway_rest")
    event |= {"httpMethod": method, "path": path, "body": body}
    event["requestContext"] |= {"httpMethod": method, "path": f"/{STAGE}{path}"}
    for name, value in (headers or {}).items():
        event["headers"][name] = value
        event["multiValueHeaders"][name] = [value]
    many = parse_qs(query)
    event["multiValueQueryStringParameters"] = many or None
    event["queryStringParameters"] = {name: last[-1] for name, last in many.items()} or None
    return event


def http_event(
    method: str,
    path: str,
    *,
    body: str | None = None,
    headers: dict[str, str] | None = None,
    query: str = "",
) -> Event:
    """Return an HTTP API's event (payload 2.0) on the stage `dev`."""
    event = recorded("api_gateway_http")
    staged = f"/{STAGE}{path}"
    event |= {"rawPath": staged, "rawQueryString": query, "body": body}
    event["requestContext"]["http"] |= {"method": method, "path": staged}
    event["headers"] |= {name.lower(): value for name, value in (headers or {}).items()}
    return event


def function_url_event(method: str, path: str) -> Event:
    """Return a function URL's event."""
    event = recorded("function_url")
    event["rawPath"] = path
    event["requestContext"]["http"] |= {"method": method, "path": path}
    return event


def sqs_event(*bodies: str) -> Event:
    """Return a batch of an SQS event source; its messages are called message-0, message-1..."""
    (record,) = recorded("sqs_batch")["Records"]
    names = ({"messageId": f"message-{n}", "receiptHandle": f"receipt-{n}"} for n in count())
    records = zip(names, bodies, strict=False)
    return {"Records": [{**record, **name, "body": body} for name, body in records]}


def s3_created(*keys: str) -> str:
    """Return S3's own message about new objects; S3 leaves slashes in keys as they are."""
    (record,) = recorded("s3_object_created")["Records"]
    records = []
    for key in keys:
        stored = {**record["s3"], "object": {**record["s3"]["object"], "key": quote_plus(key, "/")}}
        records.append({**record, "s3": stored})
    return json.dumps({"Records": records})


def ses_event(kind: str, tag: str | None, *, to: str = "") -> Event:
    """Return what SES publishes: `kind` is send, delivery, bounce or complaint."""
    text = json.dumps(recorded(f"ses_{kind}"))
    event: Event = json.loads(text.replace("buyer@example.com", to or "buyer@example.com"))
    event["mail"]["tags"]["attempt"] = [tag]
    if tag is None:
        del event["mail"]["tags"]["attempt"]
    return event


def by_sns(event: Event) -> Event:
    """Return the event of a function that subscribes to the topic."""
    batch = recorded("sns_batch")
    batch["Records"][0]["Sns"]["Message"] = json.dumps(event)
    return batch


def by_sns_and_sqs(*events: Event) -> Event:
    """Return the event of a function behind a queue that subscribes to the topic."""
    notification = recorded("sns_notification")
    return sqs_event(*(json.dumps({**notification, "Message": json.dumps(e)}) for e in events))
