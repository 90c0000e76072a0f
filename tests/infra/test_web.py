"""What browsers open is reached through the distribution alone, and no token is kept anywhere."""

from infra.stacks.console import PATHS
from infra.stacks.web import CONSOLE
from services.ops_console.cognito_login import BACK
from tests.infra.synthesized import Json, Synthesized, points_at


def _distribution(made: Synthesized) -> Json:
    (distribution,) = made.of_type("AWS::CloudFront::Distribution")
    config: Json = distribution.properties["DistributionConfig"]
    return config


def test_only_the_distribution_may_call_the_portal(made: Synthesized) -> None:
    (url,) = made.of_type("AWS::Lambda::Url")
    assert url.properties["AuthType"] == "AWS_IAM"
    callers = [
        one.properties for one in made.of_type("AWS::Lambda::Permission") if one.stack == "web"
    ]
    assert callers
    for one in callers:
        assert one["Principal"] == "cloudfront.amazonaws.com"
        assert "Distribution" in points_at(one["SourceArn"])
    for access in made.of_type("AWS::CloudFront::OriginAccessControl"):
        config = access.properties["OriginAccessControlConfig"]
        assert config["SigningBehavior"] == "always"


def test_a_revoked_link_is_dead_at_once(made: Synthesized) -> None:
    config = _distribution(made)
    caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    for behaviour in [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]:
        assert behaviour["CachePolicyId"] == caching_disabled
        if behaviour.get("PathPattern") not in CONSOLE:
            assert behaviour["AllowedMethods"] == ["GET", "HEAD"]
        assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
        assert "ResponseHeadersPolicyId" in behaviour


def test_the_domain_of_mailed_links_has_a_firewall_and_modern_tls(made: Synthesized) -> None:
    config = _distribution(made)
    assert config["Aliases"] == [made.stage.domain]
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert config["WebACLId"]["Fn::GetStackOutput"]["Region"] == "us-east-1"


def test_paths_are_redacted_where_they_open_invoices(made: Synthesized) -> None:
    (logging,) = [
        one for one in made.of_type("AWS::WAFv2::LoggingConfiguration") if one.stack == "edge"
    ]
    redacted = logging.properties["RedactedFields"]
    assert {"UriPath": {}} in redacted
    headers = {one["SingleHeader"]["Name"] for one in redacted if "SingleHeader" in one}
    assert {"cookie", "referer"} <= headers
    assert "Logging" not in _distribution(made)
    for acl in made.of_type("AWS::WAFv2::WebACL"):
        assert acl.properties["VisibilityConfig"]["SampledRequestsEnabled"] is False


def test_answers_carry_security_headers(made: Synthesized) -> None:
    (policy,) = made.of_type("AWS::CloudFront::ResponseHeadersPolicy")
    headers = policy.properties["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000
    assert headers["ContentTypeOptions"] == {"Override": True}
    assert {"ContentSecurityPolicy", "FrameOptions", "ReferrerPolicy"} <= set(headers)


def test_forms_of_the_console_reach_it_through_the_distribution(made: Synthesized) -> None:
    behaviours = {one["PathPattern"]: one for one in _distribution(made)["CacheBehaviors"]}
    for path in CONSOLE:
        assert "POST" in behaviours[path]["AllowedMethods"]
    origins = {one["Id"]: one for one in _distribution(made)["Origins"]}
    (origin,) = {behaviours[path]["TargetOriginId"] for path in CONSOLE}
    assert "Gateway" in points_at(origins[origin]["DomainName"])
    assert points_at(origins[origin]["DomainName"]) in str(made.stacks["console"]["Outputs"])


def test_the_console_answers_the_paths_that_are_led_to_it(made: Synthesized) -> None:
    methods = [
        one.properties["HttpMethod"]
        for one in made.of_type("AWS::ApiGateway::Method")
        if one.stack == "console"
    ]
    assert sorted(methods) == sorted(m for allowed in PATHS.values() for m in allowed)
    assert {path.partition("/{")[0] for path in PATHS} == {"/ops", "/assets/ops"}
    assert {path.removesuffix("/*") for path in CONSOLE} == {"/ops", "/assets/ops"}


def test_people_log_in_with_a_second_factor_and_come_back_to_the_console(
    made: Synthesized,
) -> None:
    (people,) = made.of_type("AWS::Cognito::UserPool")
    assert people.properties["MfaConfiguration"] == "ON"
    assert people.properties["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    (client,) = made.of_type("AWS::Cognito::UserPoolClient")
    assert client.properties["GenerateSecret"] is False
    assert client.properties["AllowedOAuthFlows"] == ["code"]
    assert client.properties["AllowedOAuthScopes"] == ["openid"]
    assert client.properties["CallbackURLs"] == [f"{made.stage.public_url}{BACK}"]
