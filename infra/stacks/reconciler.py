"""The reconciler: one round a minute, one at a time; and once a night the audit."""

from typing import Final

from aws_cdk import Duration, Environment, Stack
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from constructs import Construct

from infra.alarms import AUDIT_FAILED, MINUTE, raise_alarm
from infra.constructs.function import AliasedFunction, Shape
from infra.environment import environment
from infra.findings import accept
from infra.function_code import CodeOf
from infra.stages import Stage
from infra.state import State
from services.reconciler.settings import ReconcilerSettings

EVERY: Final = Duration.minutes(1)

NIGHTLY: Final = scheduler.ScheduleExpression.cron(hour="2", minute="30")
"""In UTC: the day whose seal it writes has begun."""

_SHAPE: Final = Shape(
    handler="services.reconciler.main.handler",
    memory_mib=512,
    # A round ends before the next begins, also where no concurrency can be reserved. What it has
    # not come to stays due.
    timeout=Duration.seconds(55),
    at_most=1,
)

_AUDIT: Final = Shape(
    handler="services.reconciler.main.audit_handler",
    memory_mib=1024,
    timeout=Duration.minutes(15),
    at_most=1,
)


class Reconciler(Stack):
    """Two functions, each with its schedule."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        env: Environment,
        state: State,
        code: CodeOf,
    ) -> None:
        super().__init__(scope, id_, env=env)
        self.rounds = AliasedFunction(
            self,
            "Rounds",
            name="reconciler",
            shape=_SHAPE,
            code=code("reconciler"),
            variables=environment(
                ReconcilerSettings,
                state.names,
                worker_vcpus=str(stage.size.vcpus),
                workers_cluster=stage.named("workers"),
                workers_service=stage.named("worker"),
            ),
            stage=stage,
            state=state,
        )
        self.rounds.may.reads_ledger()
        self.rounds.may.writes_ledger()
        self.rounds.may.sends(state.orders.queue, state.archived.queue)
        self.rounds.may.receives(state.orders.dead_letters, state.archived.dead_letters)
        self.rounds.may.tells()
        self.rounds.may.counts_workers(
            self.format_arn(
                service="ecs",
                resource="service",
                resource_name=f"{stage.named('workers')}/{stage.named('worker')}",
            )
        )
        self._schedule(stage, state)
        self.audit = self._audit(stage, state, code)

    def _audit(self, stage: Stage, state: State, code: CodeOf) -> AliasedFunction:
        made = AliasedFunction(
            self,
            "Audit",
            name="audit",
            shape=_AUDIT,
            code=code("reconciler"),
            variables=environment(ReconcilerSettings, state.names),
            stage=stage,
            state=state,
        )
        made.may.reads_ledger()
        made.may.reads_archive()
        made.may.seals()
        errors = made.alias.metric_errors(period=MINUTE, statistic="Sum")
        raise_alarm(self, AUDIT_FAILED, errors, stage=stage, pagers=state.pagers)
        accept(
            made,
            "a night that fails is an alarm, and whoever comes audits by hand",
            "Serverless::Serverless-LambdaDLQ",
            "Serverless::Serverless-LambdaAsyncFailureDestination",
        )
        made.alias.configure_async_invoke(retry_attempts=0)
        scheduler.Schedule(
            self,
            "Nightly",
            schedule_name=stage.named("audit"),
            schedule=NIGHTLY,
            time_window=scheduler.TimeWindow.off(),
            target=targets.LambdaInvoke(made.alias, retry_attempts=3),
            key=state.key,
        )
        return made

    def _schedule(self, stage: Stage, state: State) -> None:
        again = "a round that fails is made up for by the next, a minute later"
        accept(
            self.rounds,
            again,
            "Serverless::Serverless-LambdaDLQ",
            "Serverless::Serverless-LambdaAsyncFailureDestination",
        )
        # A late round would meet the next one, so none is late and none is tried again.
        self.rounds.alias.configure_async_invoke(retry_attempts=0, max_event_age=EVERY)
        scheduler.Schedule(
            self,
            "EveryMinute",
            schedule_name=stage.named("reconciler"),
            schedule=scheduler.ScheduleExpression.rate(EVERY),
            time_window=scheduler.TimeWindow.off(),
            target=targets.LambdaInvoke(self.rounds.alias, retry_attempts=0, max_event_age=EVERY),
            key=state.key,
        )
