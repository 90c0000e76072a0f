"""Where images of the worker are kept: scanned when they come, never changed."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ecr as ecr
from constructs import Construct

from infra.pinned import pin

_KEPT_RELEASES = 30


def registry(scope: Construct, id_: str, *, name: str, keep: bool) -> ecr.Repository:
    """Make a repository whose tags are written once, so a tag is a release and can be gone back to.

    It keeps the last 30 images; what lost its tag goes after a day.
    """
    repository = ecr.Repository(
        scope,
        id_,
        repository_name=name,
        image_scan_on_push=True,
        image_tag_mutability=ecr.TagMutability.IMMUTABLE,
        encryption=ecr.RepositoryEncryption.KMS,
        removal_policy=RemovalPolicy.RETAIN if keep else RemovalPolicy.DESTROY,
        empty_on_delete=not keep,
    )
    repository.add_lifecycle_rule(
        rule_priority=1, tag_status=ecr.TagStatus.UNTAGGED, max_image_age=Duration.days(1)
    )
    repository.add_lifecycle_rule(rule_priority=2, max_image_count=_KEPT_RELEASES)
    return pin(repository, id_)
