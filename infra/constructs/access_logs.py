"""What the gateway logs of a request: how it went, never who a buyer is or what a path held."""

from aws_cdk import aws_apigateway as apigateway

_FIELDS = {
    "request_id": "$context.extendedRequestId",
    "time": "$context.requestTime",
    "method": "$context.httpMethod",
    "route": "$context.resourcePath",  # the pattern: paths hold ids and invoice numbers
    "status": "$context.status",
    "client": "$context.authorizer.claims.client_id",
    "refused": "$context.error.responseType",
    "latency_ms": "$context.responseLatency",
    "function_ms": "$context.integrationLatency",
    "bytes": "$context.responseLength",
    "firewall": "$context.waf.status",
    "trace": "$context.xrayTraceId",
}


def access_log_format() -> apigateway.AccessLogFormat:
    """Return a line of JSON for each request. No address, no path, no query."""
    pairs = ",".join(f'"{name}":"{value}"' for name, value in _FIELDS.items())
    return apigateway.AccessLogFormat.custom(f"{{{pairs}}}")
