"""From a commit to production: tested, built once, tried in dev, approved, released."""

from typing import Final

from aws_cdk import Aws, Duration, Environment, Stack
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.bucket import bucket, bucket_name
from infra.constructs.build_step import (
    ARM,
    DEBIAN,
    SOURCE,
    BuildStep,
    Shared,
    accept_artifacts,
    action_type,
)
from infra.constructs.logged_bucket import log_access
from infra.findings import accept
from infra.stacks import edge
from infra.stages import STAGES, Source, Stage
from infra.state import State

FIRST: Final = STAGES["dev"]
"""Where a release is tried before anybody approves it."""

_QUALIFIER: Final = "hnb659fds"
"""Of `cdk bootstrap`, unless it is told another."""

_TOOLS: Final = "make .venv-infra/infra.stamp node_modules/.package-lock.json"
_TAKE_BUNDLES: Final = 'cp -R "$CODEBUILD_SRC_DIR_Bundles/build" .'
_PUSH: Final = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImageScanFindings",
    "ecr:DescribeImages",
    "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)


class Pipeline(Stack):
    """Both stages are in the pipeline's own account.

    A stage's first deployment is made by hand, since it makes keys that no pipeline may read.
    Each step has a role of its own; those that deploy act as CDK's roles do.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        env: Environment,
        state: State,
        source: Source,
        access_logs: s3.Bucket,
    ) -> None:
        super().__init__(scope, id_, env=env)
        self._stage = stage
        shared = Shared(stage, source, self._artifacts(stage, state, access_logs), state.key)
        test = BuildStep(self, "Test", shared=shared, machine=DEBIAN, commands=[".ci/run"])
        build = BuildStep(
            self,
            "Build",
            shared=shared,
            machine=ARM,
            commands=["make build", f"infra/image {FIRST.name}"],
            makes_bundles=True,
        )
        self._may_push(build, FIRST)
        first = self._release(shared, FIRST)
        last = self._release(shared, stage)
        role = self._role(shared, [test, build, first, last])
        pipeline = codepipeline.CfnPipeline(
            self,
            "Pipeline",
            name=stage.named("pipeline"),
            pipeline_type="V2",
            execution_mode="QUEUED",
            role_arn=role.role_arn,
            artifact_store=codepipeline.CfnPipeline.ArtifactStoreProperty(
                type="S3",
                location=shared.artifacts.bucket_name,
                encryption_key=codepipeline.CfnPipeline.EncryptionKeyProperty(
                    id=shared.key.key_arn, type="KMS"
                ),
            ),
            stages=[
                _stage("Source", _checkout(source)),
                _stage("Test", test.action()),
                _stage("Build", build.action()),
                _stage(FIRST.name, first.action(takes_bundles=True)),
                _stage("Approve", _approval(stage)),
                _stage(stage.name, last.action(takes_bundles=True), goes_back=True),
            ],
        )
        pipeline.node.add_dependency(role)

    def _artifacts(self, stage: Stage, state: State, access_logs: s3.Bucket) -> s3.Bucket:
        name = bucket_name(stage, "releases", Aws.ACCOUNT_ID)
        made = bucket(
            self,
            "Releases",
            stage=stage,
            name=name,
            key=state.key,
            access_logs=None,
            lifecycle=[s3.LifecycleRule(id="Over", expiration=Duration.days(stage.log_days))],
        )
        log_access(made, name, access_logs)
        return made

    def _release(self, shared: Shared, stage: Stage) -> BuildStep:
        made = BuildStep(
            self,
            stage.name.title(),
            shared=shared,
            machine=ARM,
            commands=[_TOOLS, _TAKE_BUNDLES, f"infra/release {stage.name} {FIRST.name}"],
        )
        self._may_push(made, stage)
        if stage.name != FIRST.name:
            taken = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
            made.may("Take", taken, [self._registry(FIRST)])
        made.may(
            "Deploy",
            ["sts:AssumeRole"],
            [
                f"arn:aws:iam::{Aws.ACCOUNT_ID}:role/cdk-{_QUALIFIER}-{what}-role-{Aws.ACCOUNT_ID}-{region}"
                for what in ("deploy", "file-publishing", "lookup")
                for region in sorted({stage.region, edge.REGION})
            ],
        )
        canary = f"arn:aws:lambda:{stage.region}:{Aws.ACCOUNT_ID}:function:{stage.named('canary')}"
        made.may("AskCanary", ["lambda:InvokeFunction"], [f"{canary}:live"])
        return made

    def _registry(self, stage: Stage) -> str:
        return f"arn:aws:ecr:{stage.region}:{Aws.ACCOUNT_ID}:repository/{stage.named('worker')}"

    def _may_push(self, step: BuildStep, stage: Stage) -> None:
        step.may("Push", _PUSH, [self._registry(stage)])
        step.may("Login", ["ecr:GetAuthorizationToken"], ["*"])
        accept(
            step.role,
            "a login to the registry is for no repository; pushing is allowed to ours alone",
            "AwsSolutions-IAM5[Resource::*]",
        )

    def _role(self, shared: Shared, steps: list[BuildStep]) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("codepipeline.amazonaws.com"))
        projects = [step.project.attr_arn for step in steps]
        for sid, actions, resources in (
            ("Run", ["codebuild:BatchGetBuilds", "codebuild:StartBuild"], projects),
            (
                "Artifacts",
                ["s3:GetObject", "s3:PutObject"],
                [shared.artifacts.arn_for_objects("*")],
            ),
            ("Bucket", ["s3:GetBucketVersioning"], [shared.artifacts.bucket_arn]),
            ("UseKey", ["kms:Decrypt", "kms:GenerateDataKey"], [shared.key.key_arn]),
            (
                "Source",
                ["codeconnections:UseConnection", "codestar-connections:UseConnection"],
                [shared.source.connection_arn],
            ),
        ):
            role.add_to_policy(iam.PolicyStatement(sid=sid, actions=actions, resources=resources))
        accept_artifacts(role)
        return role


def _stage(
    name: str,
    action: codepipeline.CfnPipeline.ActionDeclarationProperty,
    *,
    goes_back: bool = False,
) -> codepipeline.CfnPipeline.StageDeclarationProperty:
    """Make a stage; one that goes back releases the commit before again when it fails."""
    back = codepipeline.CfnPipeline.FailureConditionsProperty(result="ROLLBACK")
    return codepipeline.CfnPipeline.StageDeclarationProperty(
        name=name, actions=[action], on_failure=back if goes_back else None
    )


def _checkout(source: Source) -> codepipeline.CfnPipeline.ActionDeclarationProperty:
    return codepipeline.CfnPipeline.ActionDeclarationProperty(
        name="Checkout",
        action_type_id=action_type("Source", "CodeStarSourceConnection"),
        configuration={
            "ConnectionArn": source.connection_arn,
            "FullRepositoryId": source.repository,
            "BranchName": source.branch,
            "OutputArtifactFormat": "CODEBUILD_CLONE_REF",
        },
        output_artifacts=[codepipeline.CfnPipeline.OutputArtifactProperty(name=SOURCE)],
    )


def _approval(stage: Stage) -> codepipeline.CfnPipeline.ActionDeclarationProperty:
    return codepipeline.CfnPipeline.ActionDeclarationProperty(
        name="Approve",
        action_type_id=action_type("Approval", "Manual"),
        configuration={
            "CustomData": f"{FIRST.name} has this release and its canary came through. "
            f"Release it to {stage.name}?"
        },
    )
