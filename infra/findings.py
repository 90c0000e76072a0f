"""Findings of cdk-nag that stay, each with its reason beside the construct it is about."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def accept(construct: IConstruct, reason: str, *rules: str) -> None:
    """Let rules find what they find in this construct and below it, for a written reason.

    A rule that names a finding (`AwsSolutions-IAM5[Resource::*]`) covers that finding alone.
    """
    for rule in rules:
        Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))
