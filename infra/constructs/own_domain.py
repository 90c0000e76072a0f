"""A host name of one's own for the order API."""

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets


def serve_at(gateway: apigateway.RestApi, host: str, zone_id: str | None) -> None:
    """Serve the gateway's live stage at a host.

    With the zone its records are made here; without, the deployment waits until somebody has made
    those that the certificate asks for, and then the host's own.
    """
    zone = zone_id and route53.HostedZone.from_hosted_zone_attributes(
        gateway, "Zone", hosted_zone_id=zone_id, zone_name=host.partition(".")[2]
    )
    domain = gateway.add_domain_name(
        "Domain",
        domain_name=host,
        certificate=acm.Certificate(
            gateway,
            "Certificate",
            domain_name=host,
            validation=acm.CertificateValidation.from_dns(zone or None),
        ),
        security_policy=apigateway.SecurityPolicy.TLS_1_2,
        endpoint_type=apigateway.EndpointType.REGIONAL,
    )
    if zone:
        alias = route53.RecordTarget.from_alias(targets.ApiGatewayDomain(domain))
        route53.ARecord(gateway, "Record", zone=zone, record_name=host, target=alias)
