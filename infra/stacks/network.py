"""Where tasks of the worker run: without an address, with no way out but to AWS services."""

from typing import Final

from aws_cdk import Environment, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.constructs.logs import log_group
from infra.stages import Stage

_AWS: Final = ec2.InterfaceVpcEndpointAwsService
_ENDPOINTS: Final = {
    "Queues": _AWS.SQS,
    "Topics": _AWS.SNS,
    "Secrets": _AWS.SECRETS_MANAGER,
    "Logs": _AWS.CLOUDWATCH_LOGS,
    "ImageNames": _AWS.ECR,
    "ImageLayers": _AWS.ECR_DOCKER,
}
"""Paid by the hour and zone. Six of them cost more than a NAT gateway and let nothing else out."""


class Network(Stack):
    """Isolated subnets. The ledger and the archive are reached by gateways that cost nothing."""

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, env: Environment, key: kms.IKey
    ) -> None:
        super().__init__(scope, id_, env=env)
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            max_azs=stage.availability_zones,
            nat_gateways=0,
            # A function of CDK's would close it, with wide rights; nothing is ever in it.
            restrict_default_security_group=False,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="Workers", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=24
                )
            ],
            gateway_endpoints={
                "Ledger": ec2.GatewayVpcEndpointOptions(
                    service=ec2.GatewayVpcEndpointAwsService.DYNAMODB
                ),
                "Archive": ec2.GatewayVpcEndpointOptions(
                    service=ec2.GatewayVpcEndpointAwsService.S3
                ),
            },
        )
        self._log_flows(stage, key)
        self.workers = self._security_group("Workers", "Tasks of the worker: HTTPS out, nothing in")
        self._open_endpoints()

    def _security_group(self, id_: str, description: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            self,
            id_,
            vpc=self.vpc,
            description=description,
            allow_all_outbound=False,
            disable_inline_rules=True,
        )

    def _open_endpoints(self) -> None:
        endpoints = self._security_group(
            "Endpoints", "AWS services: HTTPS from tasks of the worker"
        )
        endpoints.add_ingress_rule(self.workers, ec2.Port.HTTPS, "tasks of the worker")
        # The gateways' address ranges are Amazon's own and change; isolated subnets lead nowhere
        # else.
        self.workers.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.HTTPS, "AWS services")
        for name, service in _ENDPOINTS.items():
            self.vpc.add_interface_endpoint(
                name, service=service, open=False, security_groups=[endpoints]
            )

    def _log_flows(self, stage: Stage, key: kms.IKey) -> None:
        group = log_group(self, "FlowLogs", stage=stage, name="network", key=key)
        role = iam.Role(
            self,
            "FlowLogsRole",
            assumed_by=iam.ServicePrincipal("vpc-flow-logs.amazonaws.com"),
        )
        self.vpc.add_flow_log(
            "Flows",
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(group, role),
            traffic_type=ec2.FlowLogTrafficType.REJECT,
        )
