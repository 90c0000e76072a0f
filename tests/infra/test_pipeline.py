"""A commit reaches production tested, built once, tried in dev and approved; and goes back."""

import json
import re
from pathlib import Path

import pytest

from infra.app import Release
from infra.function_code import source
from infra.stages import STAGES, Source
from infra.synthesis import synthesize
from tests.infra.synthesized import Resource, Synthesized, points_at, read, statements

ROOT = Path(__file__).parents[2]
CONNECTION = "arn:aws:codeconnections:eu-central-1:111122223333:connection/0a1b2c3d"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Return the templates of production with a pipeline; both rule packs have looked at them."""
    stage = STAGES["prod"]._replace(source=Source(CONNECTION, "shop/counterfoil", "main"))
    out = tmp_path_factory.mktemp("released")
    synthesize(stage, Release(source, "none"), out)
    return read(stage, out)


def _steps(released: Synthesized) -> list[str]:
    (pipeline,) = released.of_type("AWS::CodePipeline::Pipeline")
    return [stage["Name"] for stage in pipeline.properties["Stages"]]


def _projects(released: Synthesized) -> dict[str, Resource]:
    found = released.of_type("AWS::CodeBuild::Project")
    return {one.properties["Name"].rpartition("-")[2]: one for one in found}


def _commands(project: Resource) -> list[str]:
    spec = json.loads(project.properties["Source"]["BuildSpec"])
    return list(spec["phases"]["build"]["commands"])


def _allowed(released: Synthesized, step: str) -> list[tuple[str, str]]:
    return [
        (action, json.dumps(resource))
        for policy in released.of_type("AWS::IAM::Policy")
        if policy.stack == "pipeline" and policy.id.startswith(f"{step}Role")
        for one in statements(policy.properties["PolicyDocument"])
        for action in one["Action"]
        for resource in one["Resource"]
    ]


def test_there_is_no_pipeline_without_a_repository(made: Synthesized) -> None:
    assert "pipeline" not in made.stacks


def test_production_comes_last_after_dev_and_an_approval(released: Synthesized) -> None:
    assert _steps(released) == ["Source", "Test", "Build", "dev", "Approve", "prod"]
    (pipeline,) = released.of_type("AWS::CodePipeline::Pipeline")
    (approval,) = pipeline.properties["Stages"][4]["Actions"]
    assert approval["ActionTypeId"]["Provider"] == "Manual"


def test_a_release_that_fails_in_production_is_taken_back(released: Synthesized) -> None:
    (pipeline,) = released.of_type("AWS::CodePipeline::Pipeline")
    assert pipeline.properties["PipelineType"] == "V2"
    assert pipeline.properties["Stages"][-1]["OnFailure"] == {"Result": "ROLLBACK"}


def test_what_was_tried_in_dev_is_what_reaches_production(released: Synthesized) -> None:
    projects = _projects(released)
    assert _commands(projects["test"]) == [".ci/run"]
    assert _commands(projects["build"]) == ["make build", "infra/image dev"]
    assert _commands(projects["dev"])[-1] == "infra/release dev dev"
    assert _commands(projects["prod"])[-1] == "infra/release prod dev"
    for name in ("dev", "prod"):
        assert not [one for one in _commands(projects[name]) if "make build" in one]


def test_every_command_of_the_pipeline_is_there(released: Synthesized) -> None:
    for project in _projects(released).values():
        for command in _commands(project):
            for script in re.findall(r"(?:^| )((?:infra|\.ci)/\w+)", command):
                assert (ROOT / script).stat().st_mode & 0o111, script


def test_an_image_with_critical_findings_is_not_released() -> None:
    script = (ROOT / "infra" / "image").read_text()
    assert "image-scan-complete" in script
    assert "findingSeverityCounts.CRITICAL" in script


def test_a_step_that_tests_may_change_nothing(released: Synthesized) -> None:
    services = {action.partition(":")[0] for action, _ in _allowed(released, "Test")}
    assert services == {"codeconnections", "codestar-connections", "kms", "logs", "s3"}


def test_only_steps_that_deploy_act_as_cdk(released: Synthesized) -> None:
    for step, deploys in (("Test", False), ("Build", False), ("Dev", True), ("Prod", True)):
        roles = [on for action, on in _allowed(released, step) if action == "sts:AssumeRole"]
        assert bool(roles) is deploys, step
        assert all(":role/cdk-" in on and "*" not in on for on in roles), step


def test_no_step_reads_signing_keys(released: Synthesized) -> None:
    for step in ("Test", "Build", "Dev", "Prod"):
        assert not [one for one, _ in _allowed(released, step) if one.startswith("secretsmanager")]


def test_artifacts_are_encrypted_with_our_key(released: Synthesized) -> None:
    (pipeline,) = released.of_type("AWS::CodePipeline::Pipeline")
    store = pipeline.properties["ArtifactStore"]
    assert "Key" in points_at(store["EncryptionKey"]["Id"])
    for project in _projects(released).values():
        assert "Key" in points_at(project.properties["EncryptionKey"])
