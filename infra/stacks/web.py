"""What browsers open: the portal behind mailed links, the API's reference, the console."""

from typing import Final

from aws_cdk import CfnOutput, Duration, Environment, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from constructs import Construct

from infra.constructs.function import AliasedFunction, Shape
from infra.environment import environment
from infra.findings import accept
from infra.function_code import CodeOf
from infra.stages import Stage
from infra.state import State
from services.portal.settings import PortalSettings

_SHAPE: Final = Shape(
    handler="services.portal.main.handler",
    memory_mib=1024,
    timeout=Duration.seconds(20),
    snapshot=True,
    at_most=100,
)
_REFERENCE: Final = ("/docs", "/docs/*", "/openapi.json", "/problems/*")
"""Pages of the order API that links and problems of this domain lead to."""
CONSOLE: Final = ("/ops", "/ops/*", "/assets/ops/*")


class Web(Stack):
    """A distribution on the stage's domain. Nothing but it may call the portal."""

    def __init__(  # noqa: PLR0913 - what stands before and behind a distribution
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        env: Environment,
        state: State,
        code: CodeOf,
        gateway: apigateway.RestApi,
        console: apigateway.RestApi,
        certificate: acm.ICertificate,
        firewall_arn: str,
    ) -> None:
        super().__init__(scope, id_, env=env)
        self.portal = self._portal(stage, state, code)
        headers = self._security_headers(stage)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Counterfoil ({stage.name})",
            domain_names=[stage.domain],
            certificate=certificate,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            web_acl_id=firewall_arn,
            default_behavior=_pages(_portal_origin(self.portal.alias), headers),
            additional_behaviors={
                **dict.fromkeys(_REFERENCE, _pages(origins.RestApiOrigin(gateway), headers)),
                **dict.fromkeys(CONSOLE, _forms(origins.RestApiOrigin(console), headers)),
            },
        )
        self._accept_without_logs()
        self._point(stage)
        CfnOutput(self, "Address", value=self.distribution.distribution_domain_name)

    def _portal(self, stage: Stage, state: State, code: CodeOf) -> AliasedFunction:
        made = AliasedFunction(
            self,
            "Portal",
            name="portal",
            shape=_SHAPE,
            code=code("portal"),
            variables=environment(PortalSettings, state.names, public_url=stage.public_url),
            stage=stage,
            state=state,
        )
        made.may.reads_ledger()
        made.may.reads_archive()
        made.answers_at_once()
        return made

    def _security_headers(self, stage: Stage) -> cloudfront.ResponseHeadersPolicy:
        # The app's own headers stand; these are for answers that never reached it.
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            response_headers_policy_name=stage.named("security"),
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=Duration.days(365),
                    include_subdomains=False,
                    override=True,
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=False
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=False
                ),
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy="default-src 'none'; frame-ancestors 'none'",
                    override=False,
                ),
            ),
        )

    def _accept_without_logs(self) -> None:
        accept(
            self.distribution,
            "logs of a distribution hold whole paths, and a path opens an invoice; the portal logs "
            "the route of every request",
            "AwsSolutions-CFR3",
            "Serverless::Serverless-CloudFrontAccessLogging",
        )
        accept(
            self.distribution,
            "customers open their invoices wherever they are",
            "AwsSolutions-CFR1",
        )

    def _point(self, stage: Stage) -> None:
        if stage.zone_id:
            zone = route53.HostedZone.from_hosted_zone_attributes(
                self, "Zone", hosted_zone_id=stage.zone_id, zone_name=stage.domain
            )
            alias = route53.RecordTarget.from_alias(targets.CloudFrontTarget(self.distribution))
            route53.ARecord(self, "Record", zone=zone, target=alias)
            route53.AaaaRecord(self, "Record6", zone=zone, target=alias)


def _portal_origin(alias: lambda_.Alias) -> cloudfront.IOrigin:
    url = alias.add_function_url(auth_type=lambda_.FunctionUrlAuthType.AWS_IAM)
    return origins.FunctionUrlOrigin.with_origin_access_control(url)


def _pages(
    origin: cloudfront.IOrigin, headers: cloudfront.IResponseHeadersPolicy
) -> cloudfront.BehaviorOptions:
    return _uncached(origin, headers, cloudfront.AllowedMethods.ALLOW_GET_HEAD)


def _forms(
    origin: cloudfront.IOrigin, headers: cloudfront.IResponseHeadersPolicy
) -> cloudfront.BehaviorOptions:
    return _uncached(origin, headers, cloudfront.AllowedMethods.ALLOW_ALL)


def _uncached(
    origin: cloudfront.IOrigin,
    headers: cloudfront.IResponseHeadersPolicy,
    methods: cloudfront.AllowedMethods,
) -> cloudfront.BehaviorOptions:
    """Nothing is kept at the edge: a revoked link must be dead at once, and figures are of now."""
    return cloudfront.BehaviorOptions(
        origin=origin,
        allowed_methods=methods,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        response_headers_policy=headers,
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        compress=True,
    )
