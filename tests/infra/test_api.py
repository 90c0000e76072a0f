"""The gateway turns down what must not reach the app, and says so as the app would."""

import json
from pathlib import Path

from infra.constructs.routes import ROUTES, Route
from services.order_api.desk import MAY_CREDIT, MAY_MEND, MAY_READ, MAY_SEE_FAILURES, MAY_SEND
from services.runtime.http.problem_kinds import KINDS
from tests.infra.synthesized import Synthesized, points_at

API = "api"
_REFERENCE = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"


def test_every_call_of_the_api_reference_has_a_route() -> None:
    paths = json.loads(_REFERENCE.read_text())["paths"]
    documented = {(method.upper(), path) for path, calls in paths.items() for method in calls}
    routed = {(route.method, route.path) for route in ROUTES}
    assert documented <= routed
    assert all(
        path.startswith(("/docs", "/openapi", "/problems")) for _, path in routed - documented
    )


def _scope(route: Route) -> str | None:
    reads = route.method == "GET"
    match route.path.split("/")[1:]:
        case ["v1", "failures" | "actions", *_]:
            return (MAY_SEE_FAILURES if reads else MAY_MEND).scope
        case ["v1", "orders"] if not reads:
            return MAY_SEND.scope
        case ["v1", *_]:
            return (MAY_READ if reads else MAY_CREDIT).scope
        case _:
            return None


def test_routes_ask_for_the_scopes_that_the_code_asks_for() -> None:
    for route in ROUTES:
        assert route.scope == _scope(route), route


def test_every_scope_that_a_call_asks_for_can_be_given(made: Synthesized) -> None:
    (server,) = made.of_type("AWS::Cognito::UserPoolResourceServer")
    given = {
        f"{server.properties['Identifier']}/{one['ScopeName']}"
        for one in server.properties["Scopes"]
    }
    assert given == {route.scope for route in ROUTES if route.scope}


def test_every_call_on_orders_and_invoices_is_guarded(made: Synthesized) -> None:
    guarded = [
        one.properties["AuthorizationScopes"]
        for one in made.of_type("AWS::ApiGateway::Method")
        if one.properties["AuthorizationType"] == "COGNITO_USER_POOLS"
        and "AuthorizerId" in one.properties
    ]
    assert sorted(guarded) == sorted([r.scope] for r in ROUTES if r.path.startswith("/v1/"))


def test_a_post_must_bring_its_idempotency_key_and_json(made: Synthesized) -> None:
    posts = [
        one.properties
        for one in made.of_type("AWS::ApiGateway::Method")
        if one.stack == API and one.properties["HttpMethod"] == "POST"
    ]
    assert len(posts) == sum(route.method == "POST" for route in ROUTES)
    for one in posts:
        assert one["RequestParameters"] == {"method.request.header.Idempotency-Key": True}
        assert "application/json" in one["RequestModels"]
        assert "RequestValidatorId" in one


def test_refusals_of_the_gateway_are_problems_of_the_api(made: Synthesized) -> None:
    for one in made.of_type("AWS::ApiGateway::GatewayResponse"):
        document = json.loads(one.properties["ResponseTemplates"]["application/json"])
        kind = KINDS[document["code"]]
        assert document["title"] == kind.title
        assert str(document["status"]) == one.properties["StatusCode"] == str(kind.status)
        assert document["type"] == f"{made.stage.public_url}/problems/{kind.code}"
        headers = one.properties["ResponseParameters"]
        content_type = headers["gatewayresponse.header.Content-Type"]
        assert content_type == "'application/problem+json'"


def test_who_is_held_back_by_the_gateway_hears_when_to_come_again(made: Synthesized) -> None:
    (throttled,) = [
        one.properties
        for one in made.of_type("AWS::ApiGateway::GatewayResponse")
        if one.properties["ResponseType"] == "THROTTLED"
    ]
    assert throttled["StatusCode"] == "429"
    assert throttled["ResponseParameters"]["gatewayresponse.header.Retry-After"] == "'2'"


def test_refusals_of_every_kind_are_covered(made: Synthesized) -> None:
    types = {
        one.properties["ResponseType"] for one in made.of_type("AWS::ApiGateway::GatewayResponse")
    }
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED", "UNAUTHORIZED", "WAF_FILTERED"} <= types


def test_access_logs_hold_no_address_path_or_query(made: Synthesized) -> None:
    for stage in made.of_type("AWS::ApiGateway::Stage"):
        line = stage.properties["AccessLogSetting"]["Format"]
        assert "$context.resourcePath" in line
        for personal in ("sourceIp", "context.path", "userAgent", "querystring"):
            assert personal not in line
        (settings,) = stage.properties["MethodSettings"]
        assert settings["DataTraceEnabled"] is False


def test_calls_are_throttled(made: Synthesized) -> None:
    for stage in made.of_type("AWS::ApiGateway::Stage"):
        (settings,) = stage.properties["MethodSettings"]
        assert settings["ThrottlingRateLimit"] == made.stage.limits.requests_per_s
        assert settings["ThrottlingBurstLimit"] == made.stage.limits.burst


def test_rules_on_bodies_only_count_where_orders_and_corrections_come_in(
    made: Synthesized,
) -> None:
    for acl in made.of_type("AWS::WAFv2::WebACL"):
        overridden = {
            rule["Name"]: rule["ActionToUse"]
            for group in acl.properties["Rules"]
            for rule in group["Statement"]
            .get("ManagedRuleGroupStatement", {})
            .get("RuleActionOverrides", [])
        }
        assert overridden["SizeRestrictions_BODY"] == {"Count": {}}
        assert all(name.endswith(("_BODY", "_URIPATH")) for name in overridden)


def test_one_address_can_only_ask_so_often(made: Synthesized) -> None:
    for acl in made.of_type("AWS::WAFv2::WebACL"):
        limits = [
            rule["Statement"]["RateBasedStatement"]["Limit"]
            for rule in acl.properties["Rules"]
            if "RateBasedStatement" in rule["Statement"]
        ]
        assert limits == [made.stage.limits.requests_per_address], acl.where


def test_a_firewall_stands_before_every_gateway(made: Synthesized) -> None:
    guarded = {
        (one.stack, points_at(one.properties["ResourceArn"]))
        for one in made.of_type("AWS::WAFv2::WebACLAssociation")
    }
    gateways = {(one.stack, one.id) for one in made.of_type("AWS::ApiGateway::RestApi")}
    assert {stack for stack, _ in gateways} == {"api", "console"}
    assert guarded == gateways
    assert "AWS::ApiGatewayV2::Api" not in {one.whole["Type"] for one in made.everything()}


def test_credentials_stay_out_of_the_firewalls_logs(made: Synthesized) -> None:
    for logging in made.of_type("AWS::WAFv2::LoggingConfiguration"):
        redacted = str(logging.properties["RedactedFields"]).lower()
        assert "authorization" in redacted or "uripath" in redacted, logging.where
        assert "cookie" in redacted, logging.where


def test_whom_somebody_looks_for_stays_out_of_the_firewalls_logs(made: Synthesized) -> None:
    for logging in made.of_type("AWS::WAFv2::LoggingConfiguration"):
        assert {"QueryString": {}} in logging.properties["RedactedFields"], logging.where
