"""The secret that holds the signing keys: of links, list cursors and look-ups."""

from aws_cdk import CfnDeletionPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.findings import accept
from infra.pinned import pin


def signing_keys(
    scope: Construct, id_: str, *, name: str, key: kms.IKey
) -> secretsmanager.CfnSecret:
    """Make the secret without a value, and keep it even when its stack is deleted.

    No template ever holds a key: whoever deploys first puts one in, and nothing puts another.
    """
    secret = secretsmanager.CfnSecret(
        scope,
        id_,
        name=name,
        description="Signing keys. With new ones every mailed link would be dead.",
        kms_key_id=key.key_arn,
    )
    secret.cfn_options.deletion_policy = CfnDeletionPolicy.RETAIN
    secret.cfn_options.update_replace_policy = CfnDeletionPolicy.RETAIN
    accept(
        secret,
        "rotated on demand: a key stays in the ring until the last link it signed has expired, "
        "and the key of look-ups is never replaced, or old orders could not be found",
        "AwsSolutions-SMG4",
    )
    return pin(secret, id_)
