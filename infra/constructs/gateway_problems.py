"""What the gateway itself turns down is told in the words and the shape of the order API."""

import json
from http import HTTPStatus
from typing import NamedTuple

from aws_cdk import aws_apigateway as apigateway

from services.runtime.http.problem_kinds import KINDS

_MEDIA_TYPE = "application/problem+json"


class _Refusal(NamedTuple):
    response: apigateway.ResponseType
    code: str
    """Of the order API's table of problems."""


_TYPE = apigateway.ResponseType
_REFUSALS = (
    _Refusal(_TYPE.ACCESS_DENIED, "forbidden"),
    _Refusal(_TYPE.BAD_REQUEST_BODY, "malformed_json"),
    _Refusal(_TYPE.BAD_REQUEST_PARAMETERS, "idempotency_key_missing"),
    _Refusal(_TYPE.DEFAULT_4_XX, "bad_request"),
    _Refusal(_TYPE.DEFAULT_5_XX, "internal_error"),
    _Refusal(_TYPE.EXPIRED_TOKEN, "unauthenticated"),
    _Refusal(_TYPE.INTEGRATION_FAILURE, "unavailable"),
    _Refusal(_TYPE.INTEGRATION_TIMEOUT, "unavailable"),
    _Refusal(_TYPE.MISSING_AUTHENTICATION_TOKEN, "not_found"),
    _Refusal(_TYPE.REQUEST_TOO_LARGE, "body_too_large"),
    _Refusal(_TYPE.RESOURCE_NOT_FOUND, "not_found"),
    _Refusal(_TYPE.THROTTLED, "too_many_requests"),
    _Refusal(_TYPE.UNAUTHORIZED, "unauthenticated"),
    _Refusal(_TYPE.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
    _Refusal(_TYPE.WAF_FILTERED, "forbidden"),
)


def answer_problems(gateway: apigateway.RestApi, *, public_url: str) -> None:
    """Have the gateway answer every refusal of its own as problem+json (RFC 9457)."""
    for refusal in _REFUSALS:
        kind = KINDS[refusal.code]
        document = {
            "type": f"{public_url}/problems/{kind.code}",
            "title": kind.title,
            "status": kind.status,
            "detail": f"{kind.why} {kind.remedy}",
            "code": kind.code,
            "request_id": "$context.extendedRequestId",
        }
        gateway.add_gateway_response(
            refusal.response.response_type,
            type=refusal.response,
            status_code=str(kind.status),
            response_headers=_headers(kind.status),
            templates={"application/json": json.dumps(document)},
        )


def _headers(status: int) -> dict[str, str]:
    headers = {"Content-Type": f"'{_MEDIA_TYPE}'", "Cache-Control": "'no-store'"}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "'Bearer realm=\"counterfoil\"'"
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        headers["Retry-After"] = "'2'"
    return headers
