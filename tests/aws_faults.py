"""Faults of AWS, put into a client at botocore's own events: before a request, or after its effect.

Handlers stay for the life of the client, so a test gives faults to a client of its own.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError


def refuse(
    client: BaseClient, operation: str, code: str, *, status: int = 400, times: int = 1_000
) -> None:
    """Answer the next `times` requests with an error, without any effect."""
    asked = count()

    def answer(**_event: object) -> tuple[AWSResponse, dict[str, Any]] | None:
        if next(asked) >= times:
            return None
        error = {"Code": code, "Message": "zoe@example.com is named here"}
        return _response(status), {"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}}

    # What a handler of this event returns is the answer; the stubs do not know that.
    register: Any = client.meta.events.register
    register(f"before-call.{_event_of(client, operation)}", answer)


def lose_answer(client: BaseClient, operation: str, *, times: int = 1) -> None:
    """Let the next `times` requests take effect, and then time out."""
    asked = count()

    def time_out(**_event: object) -> None:
        if next(asked) < times:
            raise ReadTimeoutError(endpoint_url="https://aws.example.com")

    client.meta.events.register(f"after-call.{_event_of(client, operation)}", time_out)


def fail_entries(
    client: BaseClient, operation: str, code: str, failing: Sequence[int], *, times: int = 1
) -> None:
    """Let the next `times` batches leave out the entries at these places, and say so."""
    asked, left_out, empty = count(), list[dict[str, Any]](), list[bool]()

    def leave_out(params: dict[str, Any], **_event: object) -> None:
        entries = params["Entries"]
        places = [n for n in failing if n < len(entries)] if next(asked) < times else []
        left_out.extend(entries[n] for n in places)
        params["Entries"] = [entry for n, entry in enumerate(entries) if n not in places]
        empty.append(not params["Entries"])

    def answer_empty(**_event: object) -> tuple[AWSResponse, dict[str, Any]] | None:
        # AWS would refuse a batch of nothing, which nobody asked for.
        return (_response(200), {"ResponseMetadata": {}}) if empty.pop() else None

    def tell(parsed: dict[str, Any], **_event: object) -> None:
        failed = [{"Id": entry["Id"], "Code": code, "SenderFault": False} for entry in left_out]
        parsed["Failed"] = [*parsed.get("Failed", []), *failed]
        left_out.clear()

    event = _event_of(client, operation)
    register: Any = client.meta.events.register
    register(f"before-parameter-build.{event}", leave_out)
    register(f"before-call.{event}", answer_empty)
    register(f"after-call.{event}", tell)


def _response(status: int) -> AWSResponse:
    return AWSResponse("https://aws.example.com", status, HTTPHeaders(), None)


def _event_of(client: BaseClient, operation: str) -> str:
    return f"{client.meta.service_model.service_id.hyphenize()}.{operation}"
