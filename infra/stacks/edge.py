"""What CloudFront takes from one region alone, whatever region the rest is in."""

from typing import Final

from aws_cdk import Environment, Stack
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53
from constructs import Construct

from infra.constructs.encryption import encryption_key
from infra.constructs.web_acl import PATH, QUERY, WebAcl, header
from infra.stages import Stage

REGION: Final = "us-east-1"


class Edge(Stack):
    """The certificate of the stage's domain, and the firewall before what browsers open."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, env: Environment) -> None:
        super().__init__(scope, id_, env=env)
        key = encryption_key(self, "EdgeKey", stage=stage, region=self.region)
        zone = stage.zone_id and route53.HostedZone.from_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=stage.zone_id, zone_name=stage.domain
        )
        self.certificate = acm.Certificate(
            self,
            "Certificate",
            domain_name=stage.domain,
            validation=acm.CertificateValidation.from_dns(zone or None),
        )
        # A path holds the token that opens an invoice, and so does what a page says led to it. A
        # query holds what people look for, and the code that a login comes back with.
        self.firewall = WebAcl(
            self,
            "Firewall",
            name="web",
            kind="CLOUDFRONT",
            redacted=(PATH, QUERY, header("referer"), header("cookie"), header("authorization")),
            stage=stage,
            key=key,
        )
