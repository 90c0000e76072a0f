"""The calls of the order API, each with the scope it asks for."""

from typing import Final, NamedTuple

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_

from services.domain.scopes import (
    FAILURES_READ,
    FAILURES_WRITE,
    INVOICES_WRITE,
    ORDERS_READ,
    ORDERS_WRITE,
)


class Route(NamedTuple):
    """One call. Without a scope it is for everybody."""

    method: str
    path: str
    scope: str | None = None


ROUTES: Final = (
    Route("POST", "/v1/orders", ORDERS_WRITE),
    Route("GET", "/v1/orders", ORDERS_READ),
    Route("GET", "/v1/orders/{order_id}", ORDERS_READ),
    Route("GET", "/v1/invoices/{number}", ORDERS_READ),
    Route("GET", "/v1/invoices/{number}/pdf", ORDERS_READ),
    Route("GET", "/v1/invoices/{number}/xml", ORDERS_READ),
    Route("POST", "/v1/invoices/{number}/credit-notes", INVOICES_WRITE),
    Route("GET", "/v1/failures", FAILURES_READ),
    Route("GET", "/v1/failures/groups", FAILURES_READ),
    Route("GET", "/v1/failures/{failure_id}", FAILURES_READ),
    Route("POST", "/v1/failures/redrive", FAILURES_WRITE),
    Route("POST", "/v1/failures/{failure_id}/retry", FAILURES_WRITE),
    Route("POST", "/v1/failures/{failure_id}/discard", FAILURES_WRITE),
    Route("GET", "/v1/actions", FAILURES_READ),
    Route("GET", "/healthz"),
    Route("GET", "/openapi.json"),
    Route("GET", "/docs"),
    Route("GET", "/docs/assets/{name+}"),
    Route("GET", "/problems/{code}"),
)

_KEY = "method.request.header.Idempotency-Key"


def add_routes(
    gateway: apigateway.RestApi,
    routes: tuple[Route, ...],
    function: lambda_.IFunction,
    authorizer: apigateway.IAuthorizer,
) -> None:
    """Lead every route to the function; what no route names never reaches it.

    A POST must bring an `Idempotency-Key` and, where it says it is JSON, be JSON.
    """
    validator = gateway.add_request_validator(
        "Validator", validate_request_body=True, validate_request_parameters=True
    )
    json_body = gateway.add_model(
        "Json", content_type="application/json", schema=apigateway.JsonSchema()
    )
    integration = apigateway.LambdaIntegration(function, allow_test_invoke=False)
    for route in routes:
        writes = route.method == "POST"
        gateway.root.resource_for_path(route.path).add_method(
            route.method,
            integration,
            request_validator=validator,
            request_parameters={_KEY: True} if writes else None,
            request_models={"application/json": json_body} if writes else None,
            authorizer=authorizer if route.scope else None,
            authorization_type=_kind(route),
            authorization_scopes=[route.scope] if route.scope else None,
        )


def _kind(route: Route) -> apigateway.AuthorizationType:
    if route.scope:
        return apigateway.AuthorizationType.COGNITO
    return apigateway.AuthorizationType.NONE
