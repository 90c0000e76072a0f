"""The canary: a TEST order every five minutes, from outside, by the ways that shops use."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.alarms import MINUTE, raise_alarm
from infra.aws_alarms import CANARY_LOST
from infra.constructs.burn_rate import counted
from infra.constructs.filled import filled
from infra.constructs.function import AliasedFunction, Shape
from infra.environment import environment
from infra.findings import accept
from infra.function_code import CodeOf
from infra.pinned import pin
from infra.stages import Stage
from infra.state import State
from services.canary.settings import CanarySettings

EVERY: Final = Duration.minutes(5)

_SHAPE: Final = Shape(
    handler="services.canary.main.handler",
    memory_mib=256,
    # Above its patience with one order, and the calls around it.
    timeout=Duration.seconds(150),
    at_most=2,  # a release asks it at once, whatever the schedule does
)


class Canary(Construct):
    """A function that may do nothing in the account but read who it is.

    Its client in the user pool is made by whoever deploys (`python -m infra.canary_client`): CDK
    could put the client's secret here only through a function that reads every client's.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        state: State,
        code: CodeOf,
        api_url: str,
        token_url: str,
    ) -> None:
        super().__init__(scope, id_)
        self.secret = self._secret(stage, state.key)
        self.function = AliasedFunction(
            self,
            "Journey",
            name="canary",
            shape=_SHAPE,
            code=code("canary"),
            variables=environment(
                CanarySettings,
                state.names,
                api_url=api_url,
                token_url=token_url,
                client_secret_id=self.secret.ref,
            ),
            stage=stage,
            state=state,
            opens=False,
        )
        self._let_read_who_it_is(state.key)
        self._schedule(stage, state)
        arrived = counted("mailed", "canary", statistic="Sum", period=MINUTE)
        raise_alarm(self, CANARY_LOST, filled(arrived), stage=stage, pagers=state.pagers)

    def _secret(self, stage: Stage, key: kms.IKey) -> secretsmanager.CfnSecret:
        secret = secretsmanager.CfnSecret(
            self,
            "Client",
            name=stage.named("canary"),
            description="The canary's client: client_id and client_secret",
            kms_key_id=key.key_arn,
        )
        accept(
            secret,
            "a client of the user pool has one secret for its life; a new client replaces it",
            "AwsSolutions-SMG4",
        )
        return pin(secret, "CanaryClient")

    def _let_read_who_it_is(self, key: kms.IKey) -> None:
        for sid, action, resource in (
            ("Client", "secretsmanager:GetSecretValue", self.secret.ref),
            ("UseKey", "kms:Decrypt", key.key_arn),
        ):
            self.function.role.add_to_policy(
                iam.PolicyStatement(sid=sid, actions=[action], resources=[resource])
            )

    def _schedule(self, stage: Stage, state: State) -> None:
        accept(
            self.function,
            "a journey that fails is not repeated: the next begins within five minutes",
            "Serverless::Serverless-LambdaDLQ",
            "Serverless::Serverless-LambdaAsyncFailureDestination",
        )
        self.function.alias.configure_async_invoke(retry_attempts=0, max_event_age=EVERY)
        scheduler.Schedule(
            self,
            "EveryFiveMinutes",
            schedule_name=stage.named("canary"),
            schedule=scheduler.ScheduleExpression.rate(EVERY),
            time_window=scheduler.TimeWindow.off(),
            target=targets.LambdaInvoke(self.function.alias, retry_attempts=0, max_event_age=EVERY),
            key=state.key,
        )
