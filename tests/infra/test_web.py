"""What browsers open is reached through the distribution alone, and no token is kept anywhere."""

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
