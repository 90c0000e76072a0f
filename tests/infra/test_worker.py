"""Tasks of the worker end in peace, come back by themselves, and are reached by nobody."""

from infra.stages import STAGES
from services.invoice_worker.parent import DRAIN_S
from services.invoice_worker.settings import InvoiceWorkerSettings
from tests.infra.synthesized import Json, Synthesized, points_at


def _container(made: Synthesized) -> Json:
    (task,) = made.of_type("AWS::ECS::TaskDefinition")
    container: Json = task.properties["ContainerDefinitions"][0]
    return container


def test_a_task_has_time_to_settle_what_it_holds(made: Synthesized) -> None:
    assert 100 <= _container(made)["StopTimeout"] <= 120
    assert _container(made)["StopTimeout"] > DRAIN_S


def test_a_task_can_write_to_its_heartbeat_and_nowhere_else(made: Synthesized) -> None:
    container = _container(made)
    assert container["ReadonlyRootFilesystem"] is True
    (mount,) = container["MountPoints"]
    variables = {one["Name"]: one["Value"] for one in container["Environment"]}
    assert variables["COUNTERFOIL_HEARTBEAT_FILE"].startswith(f"{mount['ContainerPath']}/")


def test_a_task_shows_that_it_lives(made: Synthesized) -> None:
    health = _container(made)["HealthCheck"]
    assert health["Command"][-1] == "services.invoice_worker.health"


def test_every_process_of_a_task_has_its_memory(made: Synthesized) -> None:
    (task,) = made.of_type("AWS::ECS::TaskDefinition")
    limit = InvoiceWorkerSettings.model_fields["memory_limit_mib"].default
    assert int(task.properties["Memory"]) > made.stage.size.vcpus * limit
    assert int(task.properties["Cpu"]) == 1024 * made.stage.size.vcpus
    assert task.properties["RuntimePlatform"]["CpuArchitecture"] == "ARM64"


def test_a_release_that_does_not_start_is_taken_back(made: Synthesized) -> None:
    (service,) = made.of_type("AWS::ECS::Service")
    deployment = service.properties["DeploymentConfiguration"]
    assert deployment["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
    assert deployment["MinimumHealthyPercent"] == 100
    assert "DesiredCount" not in service.properties  # a deployment must not undo the scaling


def test_one_task_is_never_on_spot_capacity(made: Synthesized) -> None:
    (service,) = made.of_type("AWS::ECS::Service")
    strategies = {
        one["CapacityProvider"]: one for one in service.properties["CapacityProviderStrategy"]
    }
    assert strategies["FARGATE"]["Base"] == 1
    assert strategies["FARGATE_SPOT"]["Weight"] > strategies["FARGATE"]["Weight"]


def test_tasks_have_no_public_address_and_take_nothing_in(made: Synthesized) -> None:
    (service,) = made.of_type("AWS::ECS::Service")
    network = service.properties["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert network["AssignPublicIp"] == "DISABLED"
    types = {one.whole["Type"] for one in made.everything()}
    assert not {"AWS::EC2::InternetGateway", "AWS::EC2::NatGateway"} & types
    for rule in made.of_type("AWS::EC2::SecurityGroupIngress"):
        assert "Workers" in points_at(rule.properties["SourceSecurityGroupId"])
        assert rule.properties["FromPort"] == rule.properties["ToPort"] == 443


def test_images_are_scanned_and_never_changed(made: Synthesized) -> None:
    (images,) = made.of_type("AWS::ECR::Repository")
    assert images.properties["ImageScanningConfiguration"] == {"ScanOnPush": True}
    assert images.properties["ImageTagMutability"] == "IMMUTABLE"


def test_the_fleet_has_the_stages_size(made: Synthesized) -> None:
    (target,) = made.of_type("AWS::ApplicationAutoScaling::ScalableTarget")
    size = STAGES[made.stage.name].size
    assert target.properties["MinCapacity"] == size.least >= 1
    assert target.properties["MaxCapacity"] == size.most
