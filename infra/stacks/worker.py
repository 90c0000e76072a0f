"""The invoice worker: Fargate tasks on arm64, as many as the backlog needs."""

from typing import Final

from aws_cdk import Aws, Duration, Environment, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.alarms import MINUTE, raise_alarm
from infra.constructs.backlog_scaling import BacklogScaling
from infra.constructs.logs import log_group
from infra.environment import environment
from infra.findings import accept
from infra.permissions import Grantee
from infra.stacks.network import Network
from infra.stages import Stage
from infra.state import State
from services.domain.alarms import ALARMS
from services.domain.scaling import RATE, TRUST
from services.invoice_worker.settings import InvoiceWorkerSettings

BELIEVED_RATE: Final = RATE * TRUST
"""Orders per second and vCPU."""

STOP_TIMEOUT: Final = Duration.seconds(110)
"""Fargate waits at most 120 s. The worker settles what it has in hand within 30."""

_CPU_UNITS: Final = 1024
_NO_WORKERS: Final = next(alarm for alarm in ALARMS if alarm.name == "no-workers")
_HEALTH: Final = ["CMD", "/venv/bin/python", "-m", "services.invoice_worker.health"]


class Worker(Stack):
    """A cluster with one service. It takes nothing in: it asks the queue."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        env: Environment,
        state: State,
        network: Network,
        image: str,
    ) -> None:
        super().__init__(scope, id_, env=env)
        self._stage, self._state = stage, state
        self.cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=stage.named("workers"),
            vpc=network.vpc,
            container_insights_v2=ecs.ContainerInsights.ENABLED,
            enable_fargate_capacity_providers=True,
        )
        self.task = self._task(image)
        self.service = self._service(network)
        BacklogScaling(
            self,
            "Scaling",
            resource_id=f"service/{self.cluster.cluster_name}/{self.service.service_name}",
            metrics={
                "sent": state.orders.queue.metric_number_of_messages_sent(
                    statistic="Sum", period=MINUTE
                ),
                "visible": state.orders.waiting,
                "in_flight": state.orders.queue.metric_approximate_number_of_messages_not_visible(
                    statistic="Maximum", period=MINUTE
                ),
                "desired": self._tasks_that("DesiredTaskCount", "Maximum"),
            },
            rate=BELIEVED_RATE * stage.size.vcpus,
            stage=stage,
        )
        raise_alarm(self, _NO_WORKERS, self._at_work(), stage=stage, pagers=state.pagers)

    def _task(self, image: str) -> ecs.FargateTaskDefinition:
        stage, state = self._stage, self._state
        task = ecs.FargateTaskDefinition(
            self,
            "Task",
            family=stage.named("worker"),
            cpu=stage.size.vcpus * _CPU_UNITS,
            memory_limit_mib=stage.size.memory_mib,
            runtime_platform=ecs.RuntimePlatform(
                cpu_architecture=ecs.CpuArchitecture.ARM64,
                operating_system_family=ecs.OperatingSystemFamily.LINUX,
            ),
            task_role=self._role(),
            execution_role=self._execution_role(),
        )
        worker = task.add_container(
            "Worker",
            image=ecs.ContainerImage.from_ecr_repository(self._images(), image),
            environment=environment(
                InvoiceWorkerSettings,
                state.names,
                processes=str(stage.size.vcpus),
                heartbeat_file="/tmp/heartbeat",  # noqa: S108 - a volume of the task alone
            ),
            logging=ecs.LogDrivers.aws_logs(
                log_group=log_group(self, "Logs", stage=stage, name="worker", key=state.key),
                stream_prefix="task",
                mode=ecs.AwsLogDriverMode.NON_BLOCKING,
            ),
            # ECS does not look at the health check that the image names.
            health_check=ecs.HealthCheck(
                command=_HEALTH,
                interval=Duration.seconds(30),
                timeout=Duration.seconds(10),
                start_period=Duration.seconds(60),
                retries=3,
            ),
            readonly_root_filesystem=True,
            stop_timeout=STOP_TIMEOUT,
        )
        task.add_volume(name="tmp")
        worker.add_mount_points(
            ecs.MountPoint(container_path="/tmp", source_volume="tmp", read_only=False)  # noqa: S108
        )
        accept(task, "names of resources; what is secret is read at the start", "AwsSolutions-ECS2")
        return task

    def _images(self) -> ecr.IRepository:
        # By its name: CDK would take the name apart from the ARN of another stack's output.
        name = self._stage.named("worker")
        arn = self.format_arn(service="ecr", resource="repository", resource_name=name)
        return ecr.Repository.from_repository_attributes(
            self, "Images", repository_arn=arn, repository_name=name
        )

    def _execution_role(self) -> iam.Role:
        role = iam.Role(
            self, "ExecutionRole", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com")
        )
        reason = "a login to the registry is for no repository; pulling is allowed from ours alone"
        accept(role, reason, "AwsSolutions-IAM5[Resource::*]")
        return role

    def _role(self) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com"))
        state = self._state
        may = Grantee(role, state)
        may.opens()
        may.reads_ledger()
        may.writes_ledger()
        may.leaves()
        may.receives(state.orders.queue)
        may.archives()
        may.reads_archive()
        may.tells()
        role.add_to_policy(
            iam.PolicyStatement(
                sid="SayBusy",
                actions=["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
                resources=[self._tasks(Aws.ACCOUNT_ID)],
            )
        )
        accept(
            role,
            "a task protects itself, and its id is known when it runs",
            f"AwsSolutions-IAM5[Resource::{self._tasks('<AWS::AccountId>')}]",
        )
        return role

    def _tasks(self, account: str) -> str:
        return f"arn:aws:ecs:{self._stage.region}:{account}:task/{self._stage.named('workers')}/*"

    def _service(self, network: Network) -> ecs.FargateService:
        return ecs.FargateService(
            self,
            "Service",
            service_name=self._stage.named("worker"),
            cluster=self.cluster,
            task_definition=self.task,
            security_groups=[network.workers],
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            assign_public_ip=False,
            capacity_provider_strategies=[
                ecs.CapacityProviderStrategy(capacity_provider="FARGATE", base=1, weight=1),
                ecs.CapacityProviderStrategy(capacity_provider="FARGATE_SPOT", weight=3),
            ],
            circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
            # Both releases work during a deployment: each reads the other's messages (D2).
            min_healthy_percent=100,
            max_healthy_percent=200,
            enable_ecs_managed_tags=True,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
        )

    def _at_work(self) -> cloudwatch.MathExpression:
        """Return the tasks that run, or 1 while there is nothing to do."""
        running = self._tasks_that("RunningTaskCount", "Minimum")
        return cloudwatch.MathExpression(
            expression="IF(waiting > 0, FILL(running, 0), 1)",
            label="workers at work",
            period=MINUTE,
            using_metrics={"waiting": self._state.orders.waiting, "running": running},
        )

    def _tasks_that(self, metric: str, statistic: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace="ECS/ContainerInsights",
            metric_name=metric,
            dimensions_map={
                "ClusterName": self.cluster.cluster_name,
                "ServiceName": self.service.service_name,
            },
            statistic=statistic,
            period=MINUTE,
        )
