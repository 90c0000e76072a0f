"""A step of the pipeline: a CodeBuild project that may do what it is given, and no more."""

import json
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.logs import log_group
from infra.findings import accept
from infra.stages import Source, Stage

SOURCE: Final = "Source"
BUNDLES: Final = "Bundles"
"""Names of what steps hand on: the repository at a commit, and the functions' zips."""

_ACTION = codepipeline.CfnPipeline.ActionDeclarationProperty


class Machine(NamedTuple):
    """What a step runs on."""

    kind: Literal["LINUX_CONTAINER", "ARM_CONTAINER"]
    image: str
    docker: bool


DEBIAN: Final = Machine("LINUX_CONTAINER", "aws/codebuild/standard:7.0", docker=False)
"""Where `.ci/run` finds apt."""

ARM: Final = Machine("ARM_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:3.0", docker=True)
"""The processor that functions and tasks run on."""


class Shared(NamedTuple):
    """What all steps are given."""

    stage: Stage
    source: Source
    artifacts: s3.IBucket
    key: kms.IKey


class BuildStep(Construct):
    """Runs commands in the repository. `role` can be given more rights."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        shared: Shared,
        machine: Machine,
        commands: Sequence[str],
        makes_bundles: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        name = shared.stage.named(f"pipeline-{id_.lower()}")
        self.role = iam.Role(
            self, "Role", assumed_by=iam.ServicePrincipal("codebuild.amazonaws.com")
        )
        group = log_group(
            self, "Logs", stage=shared.stage, name=f"pipeline-{id_.lower()}", key=shared.key
        )
        group.grant_write(self.role)
        _let_take_and_give(self.role, shared)
        artifacts = {"files": ["build/**/*"]} if makes_bundles else None
        self._makes = [BUNDLES] if makes_bundles else []
        self.project = codebuild.CfnProject(
            self,
            "Project",
            name=name,
            service_role=self.role.role_arn,
            encryption_key=shared.key.key_arn,
            artifacts=codebuild.CfnProject.ArtifactsProperty(type="CODEPIPELINE"),
            source=codebuild.CfnProject.SourceProperty(
                type="CODEPIPELINE", build_spec=_build_spec(commands, artifacts)
            ),
            environment=codebuild.CfnProject.EnvironmentProperty(
                type=machine.kind,
                image=machine.image,
                compute_type="BUILD_GENERAL1_LARGE",
                privileged_mode=machine.docker,
            ),
            logs_config=codebuild.CfnProject.LogsConfigProperty(
                cloud_watch_logs=codebuild.CfnProject.CloudWatchLogsConfigProperty(
                    status="ENABLED", group_name=group.log_group_name
                )
            ),
            timeout_in_minutes=120,
        )
        if machine.docker:
            reason = "it builds and copies the worker's image, which needs a daemon of its own"
            accept(self.project, reason, "AwsSolutions-CB3")

    def may(self, sid: str, actions: Sequence[str], resources: Sequence[str]) -> None:
        """Allow more."""
        self.role.add_to_policy(
            iam.PolicyStatement(sid=sid, actions=list(actions), resources=list(resources))
        )

    def action(
        self, *, takes_bundles: bool = False
    ) -> codepipeline.CfnPipeline.ActionDeclarationProperty:
        """Return the pipeline's action that runs this."""
        taken = [SOURCE, BUNDLES] if takes_bundles else [SOURCE]
        return _ACTION(
            name=self.node.id,
            action_type_id=action_type("Build", "CodeBuild"),
            configuration={"ProjectName": self.project.ref, "PrimarySource": SOURCE},
            input_artifacts=[
                codepipeline.CfnPipeline.InputArtifactProperty(name=name) for name in taken
            ],
            output_artifacts=[
                codepipeline.CfnPipeline.OutputArtifactProperty(name=name) for name in self._makes
            ],
        )


def action_type(category: str, provider: str) -> codepipeline.CfnPipeline.ActionTypeIdProperty:
    """Return one of Amazon's own kinds of action."""
    return codepipeline.CfnPipeline.ActionTypeIdProperty(
        category=category, owner="AWS", provider=provider, version="1"
    )


def _build_spec(commands: Sequence[str], artifacts: dict[str, list[str]] | None) -> str:
    spec = {"version": "0.2", "phases": {"build": {"commands": list(commands)}}}
    return json.dumps(spec | ({"artifacts": artifacts} if artifacts else {}))


def _let_take_and_give(role: iam.Role, shared: Shared) -> None:
    objects = f"{shared.artifacts.bucket_arn}/*"
    for sid, actions, resource in (
        ("Artifacts", ["s3:GetObject", "s3:PutObject"], objects),
        ("UseKey", ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], shared.key.key_arn),
        (
            "Clone",  # the whole repository, as releases are named by their commit
            ["codeconnections:UseConnection", "codestar-connections:UseConnection"],
            shared.source.connection_arn,
        ),
    ):
        role.add_to_policy(iam.PolicyStatement(sid=sid, actions=actions, resources=[resource]))
    accept_artifacts(role)


def accept_artifacts(role: iam.Role) -> None:
    """Accept that a step takes and gives any artifact of the pipeline."""
    accept(
        role,
        "what steps hand on is named by its run",
        "AwsSolutions-IAM5[Resource::<Releases.Arn>/*]",
    )
