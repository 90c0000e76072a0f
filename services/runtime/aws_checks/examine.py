"""`counterfoil doctor --backend aws`: what exists behind the names, and what is missing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from boto3.session import Session
from botocore.exceptions import BotoCoreError, ClientError

from services.backends.aws.clients import Clients
from services.backends.aws.errors import code, reaching
from services.backends.unavailable import Unavailable
from services.runtime.aws_checks.archive import LIVE, TEST, archive
from services.runtime.aws_checks.clock import clock
from services.runtime.aws_checks.mail import configuration_set, topic
from services.runtime.aws_checks.queues import Pair, queues
from services.runtime.aws_checks.secret import secret
from services.runtime.aws_checks.table import table
from services.runtime.finding import Finding, error, ok
from services.runtime.settings import AwsNames, SettingsError, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from services.runtime.clock import Clock


class _Check(NamedTuple):
    name: str
    service: str
    look: Callable[[], Iterable[Finding]]


def examine_aws(now: Clock) -> list[Finding]:
    """Return a finding for everything that was looked at, wherever boto3 is led. Changes nothing.

    Without credentials, or with a name missing, nothing is asked of AWS: all of that comes first.
    """
    session = Session()
    findings = [*_access(session)]
    try:
        names = read_settings(AwsNames)
    except SettingsError as wrong:
        return findings + [_missing_name(fault) for fault in wrong.faults]
    if any(finding.severity == "error" for finding in findings):
        return findings
    clients = Clients(session, s3_path_style=names.s3_path_style)
    findings.append(ok("endpoint", f"DynamoDB is {clients.dynamodb.meta.endpoint_url}"))
    checks = _checks(names, clients, now)
    # Side by side: what cannot be reached takes its time to say so.
    with ThreadPoolExecutor(len(checks)) as pool:
        return findings + [finding for found in pool.map(_looked, checks) for finding in found]


def _access(session: Session) -> Iterator[Finding]:
    found = session.get_credentials()
    if found is None:
        fix = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give it a role"
        yield error("credentials", "boto3 finds none", fix)
    else:
        yield ok("credentials", f"found ({found.method})")
    if session.region_name:
        yield ok("region", session.region_name)
    else:
        yield error("region", "none is named", "set AWS_DEFAULT_REGION to where the system stands")


def _missing_name(fault: str) -> Finding:
    variable, _, what = fault.partition(": ")
    return error("settings", f"{variable}: {what}", f"set {variable} to what the deployment made")


def _checks(names: AwsNames, clients: Clients, now: Clock) -> list[_Check]:
    orders = Pair("orders", names.orders_queue_url, names.orders_dead_letters_url)
    archived = Pair("archived", names.archived_queue_url, names.archived_dead_letters_url)
    files = partial(archive, clients.s3, clients.sqs, announce_to=names.archived_queue_url)
    configured = names.mail_configuration_set
    return [
        _Check("clock", "DynamoDB", partial(clock, clients.dynamodb, names.table, now)),
        _Check("table", "DynamoDB", partial(table, clients.dynamodb, names.table)),
        _Check("orders queue", "SQS", partial(queues, clients.sqs, orders)),
        _Check("archived queue", "SQS", partial(queues, clients.sqs, archived)),
        _Check(LIVE.check, "S3", partial(files, LIVE, names.archive_bucket)),
        _Check(TEST.check, "S3", partial(files, TEST, names.test_archive_bucket)),
        _Check("secret", "Secrets Manager", partial(secret, clients.secrets, names.secrets_id)),
        _Check("mail", "SES", partial(configuration_set, clients.ses, configured)),
        _Check(
            "seller topic", "SNS", partial(topic, clients.sns, "seller", names.seller_topic_arn)
        ),
        _Check(
            "operator topic",
            "SNS",
            partial(topic, clients.sns, "operator", names.operator_topic_arn),
        ),
    ]


def _looked(check: _Check) -> list[Finding]:
    """Return what a check found, and what it found before something ended it."""
    findings: list[Finding] = []
    try:
        with reaching(check.service):
            for finding in check.look():
                findings.append(finding)  # noqa: PERF402 - what was found before an error counts
    except Unavailable as away:
        detail = str(away).partition(". ")[0]
        fix = "look at AWS_ENDPOINT_URL, the region, the network and the AWS health page"
        findings.append(error(check.name, detail, fix))
    except ClientError as refused:
        detail = f"{refused.operation_name} was refused: {code(refused)}"
        fix = f"allow {refused.operation_name} to the credentials in use, or use others"
        findings.append(error(check.name, detail, fix))
    except BotoCoreError as broken:
        fix = "correct the name in the settings, or the settings of boto3"
        said = " ".join(str(broken).split())
        findings.append(error(check.name, f"cannot be asked for: {said}", fix))
    return findings
