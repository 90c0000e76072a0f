"""Nobody may do more than they must."""

from collections.abc import Iterator

from services.backends.aws.pauses import PAUSES
from services.backends.aws.workers import WORKERS
from services.domain.seal import SEALS
from tests.infra.synthesized import Json, Synthesized, statements

_ALL_RESOURCES = {
    "cloudwatch:DescribeAlarms",
    "ecr:GetAuthorizationToken",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
"""What cannot be allowed for a resource; each is accepted beside its construct with the reason."""


def _allowed(made: Synthesized) -> Iterator[tuple[str, Json]]:
    for policy in made.of_type("AWS::IAM::Policy"):
        for one in statements(policy.properties["PolicyDocument"]):
            yield policy.where, one
    for role in made.of_type("AWS::IAM::Role"):
        for inline in role.properties.get("Policies", []):
            for one in statements(inline["PolicyDocument"]):
                yield role.where, one


def _of(made: Synthesized, name: str) -> set[str]:
    return {action for where, one in _allowed(made) if name in where for action in one["Action"]}


def test_no_role_is_allowed_an_action_by_a_wildcard(made: Synthesized) -> None:
    for where, one in _allowed(made):
        assert not [action for action in one["Action"] if "*" in action], where


def test_a_statement_for_all_resources_holds_only_what_has_none(made: Synthesized) -> None:
    for where, one in _allowed(made):
        if "*" in one["Resource"]:
            assert set(one["Action"]) <= _ALL_RESOURCES, where


def test_no_role_has_a_policy_of_amazons(made: Synthesized) -> None:
    for role in made.of_type("AWS::IAM::Role"):
        assert not role.properties.get("ManagedPolicyArns"), role.where


def test_every_function_has_a_role_of_its_own(made: Synthesized) -> None:
    roles = [str(one.properties["Role"]) for one in made.of_type("AWS::Lambda::Function")]
    assert len(roles) == len(set(roles))


def test_nobody_scans_or_deletes_objects(made: Synthesized) -> None:
    everything = {action for _, one in _allowed(made) for action in one["Action"]}
    assert not {"dynamodb:Scan", "s3:DeleteObject"} & everything


def test_no_row_of_the_books_can_be_deleted(made: Synthesized) -> None:
    deleting = [one for _, one in _allowed(made) if "dynamodb:DeleteItem" in one["Action"]]
    assert deleting
    for one in deleting:
        rows = one["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]
        assert rows in ([WORKERS], [PAUSES])


def test_only_the_worker_writes_invoices_and_only_the_audit_seals(made: Synthesized) -> None:
    writing = {
        where: str(one["Resource"])
        for where, one in _allowed(made)
        if {"s3:PutObject", "s3:PutObjectRetention"} & set(one["Action"])
        and "/Roles" not in where
        and "archive" in str(one["Resource"])
    }
    assert {where.partition("/")[0] for where in writing} == {"worker", "reconciler"}
    for where, resources in writing.items():
        assert (f"/{SEALS}/*" in resources) is where.startswith("reconciler/Audit")


def test_nobody_may_shorten_a_lock_or_lock_what_is_a_test(made: Synthesized) -> None:
    for where, one in _allowed(made):
        assert "s3:BypassGovernanceRetention" not in one["Action"], where
        if "s3:PutObjectRetention" in one["Action"]:
            assert f"{made.stage.name}-test-archive" not in str(one["Resource"]), where


def test_the_console_holds_the_notifier_and_no_other_function(made: Synthesized) -> None:
    holding = [
        (where, one["Resource"])
        for where, one in _allowed(made)
        if "lambda:UpdateEventSourceMapping" in one["Action"]
    ]
    ((where, resources),) = holding
    assert where.startswith("console/")
    (mapping,) = made.of_type("AWS::Lambda::EventSourceMapping")
    assert mapping.id in str(resources)


def test_who_reads_the_archive_hears_404_of_what_is_missing(made: Synthesized) -> None:
    for where, one in _allowed(made):
        if "s3:GetObject" in one["Action"]:
            stack = where.partition("/")[0]
            assert "s3:ListBucket" in _of(made, stack), where


def test_only_the_notifier_mails(made: Synthesized) -> None:
    mailing = {where for where, one in _allowed(made) if "ses:SendEmail" in one["Action"]}
    assert {where.partition("/")[0] for where in mailing} == {"notifier"}
