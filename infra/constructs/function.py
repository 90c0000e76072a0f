"""A function with all that must come with it: alias, role, logs, alarms, a careful release."""

from collections.abc import Mapping
from typing import NamedTuple

from aws_cdk import Duration
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.alarms import ERRORS, MINUTE, RELEASE, raise_alarm
from infra.constructs.logs import log_group
from infra.findings import accept
from infra.permissions import Grantee
from infra.stages import Stage
from infra.state import State

ALIAS = "live"
"""What callers name: the version that is released."""


class Shape(NamedTuple):
    """How a function runs."""

    handler: str
    memory_mib: int
    timeout: Duration
    snapshot: bool = False
    """Whether it starts from a snapshot (SnapStart): its state is opened at the first event."""
    at_most: int | None = None
    """How many may run at once, where the stage can reserve any."""


class AliasedFunction(Construct):
    """A function on arm64, called by its alias, released to a tenth of the calls first.

    When the new version fails within five minutes CodeDeploy goes back by itself. Only what does
    not open the state, as the canary, goes without the signing keys.
    """

    def __init__(  # noqa: PLR0913 - a function is what surrounds it
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        shape: Shape,
        code: lambda_.Code,
        variables: Mapping[str, str],
        stage: Stage,
        state: State,
        dead_letters: sqs.IQueue | None = None,
        opens: bool = True,
    ) -> None:
        super().__init__(scope, id_)
        logs = log_group(self, "Logs", stage=stage, name=name, key=state.key)
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        logs.grant_write(self.role)
        self.may = Grantee(self.role, state)
        if opens:
            self.may.opens()
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=stage.named(name),
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            code=code,
            handler=shape.handler,
            memory_size=shape.memory_mib,
            timeout=shape.timeout,
            environment=dict(variables),
            role=self.role,
            log_group=logs,
            tracing=lambda_.Tracing.ACTIVE,
            dead_letter_queue=dead_letters,
            reserved_concurrent_executions=shape.at_most if stage.reserve_concurrency else None,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if shape.snapshot else None,
        )
        accept(
            self.function,
            "3.13 is supported until 2029; the runtime moves on when the tests run on the next",
            "AwsSolutions-L1",
            "Serverless::Serverless-LambdaLatestVersion",
        )
        accept(
            self.function,
            "CDK cannot see that only published versions are called",
            "@aws-cdk/aws-lambda:snapStartRequirePublish",
        )
        accept(
            self.role,
            "X-Ray takes traces of whoever may send them, and has no resources to name",
            "AwsSolutions-IAM5[Resource::*]",
        )
        self.alias = self.function.add_alias(ALIAS)
        self._watch(name, stage, state)

    def answers_at_once(self) -> None:
        """Accept that there is no dead-letter queue: who calls hears of a failure at once."""
        reason = "it is called synchronously, so no event of its own can be lost"
        accept(self.function, reason, "Serverless::Serverless-LambdaDLQ")

    def _watch(self, name: str, stage: Stage, state: State) -> None:
        errors = self.alias.metric_errors(period=MINUTE, statistic="Sum")
        raise_alarm(self, ERRORS, errors, stage=stage, pagers=state.pagers, of=name)
        failing = raise_alarm(self, RELEASE, errors, stage=stage, pagers=state.pagers, of=name)
        codedeploy.LambdaDeploymentGroup(
            self,
            "Release",
            application=codedeploy.LambdaApplication(
                self, "Releases", application_name=stage.named(name)
            ),
            # CDK would attach Amazon's policy, which may move the alias of any function.
            role=self._release_role().without_policy_updates(),
            alias=self.alias,
            alarms=[failing],
            deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES,
        )

    def _release_role(self) -> iam.Role:
        role = iam.Role(
            self, "ReleaseRole", assumed_by=iam.ServicePrincipal("codedeploy.amazonaws.com")
        )
        moving = ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"]
        alias = f"{self.function.function_arn}:{ALIAS}"
        function = self.function.function_arn
        role.add_to_policy(
            iam.PolicyStatement(sid="Move", actions=moving, resources=[function, alias])
        )
        role.add_to_policy(
            iam.PolicyStatement(sid="Watch", actions=["cloudwatch:DescribeAlarms"], resources=["*"])
        )
        accept(
            role,
            "alarms are described by asking for all of them",
            "AwsSolutions-IAM5[Resource::*]",
        )
        return role
