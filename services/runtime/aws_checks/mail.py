"""Are the mail's configuration set and the topics there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from services.backends.aws.errors import code
from services.runtime.finding import Finding, error, ok, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient

_ABSENT = {"NotFound", "NotFoundException", "InvalidParameter", "InvalidParameterException"}


def configuration_set(client: SESV2Client, name: str) -> Iterator[Finding]:
    """Check the configuration set that every mail is sent under."""
    check = "mail"
    try:
        found = client.get_configuration_set(ConfigurationSetName=name)
    except ClientError as refused:
        if code(refused) not in {"NotFoundException", "ConfigurationSetDoesNotExist"}:
            raise
        fix = "make it in SES, or correct COUNTERFOIL_MAIL_CONFIGURATION_SET"
        yield error(check, f"there is no configuration set {name}", fix)
        return
    if found.get("SendingOptions", {}).get("SendingEnabled", True):
        yield ok(check, f"configuration set {name}")
    else:
        fix = "look at bounces and complaints, then turn sending on again in SES"
        # No error: emulators of SES are known to report it off, and go on sending.
        yield warning(check, f"sending is off for the configuration set {name}", fix)


def topic(client: SNSClient, whose: str, arn: str) -> Iterator[Finding]:
    """Check the topic of "seller"s or the "operator", and whether operators hear theirs."""
    check = f"{whose} topic"
    try:
        found = client.get_topic_attributes(TopicArn=arn)["Attributes"]
    except ClientError as refused:
        if code(refused) not in _ABSENT:
            raise
        fix = f"make it, or correct COUNTERFOIL_{whose.upper()}_TOPIC_ARN"
        yield error(check, f"there is no topic {arn}", fix)
        return
    heard = int(found.get("SubscriptionsConfirmed", 0))
    if whose == "operator" and not heard:
        fix = "subscribe somebody who answers, and confirm the subscription"
        yield warning(check, "nobody is subscribed, so nobody is called", fix)
    else:
        yield ok(check, f"{heard} subscribed")
