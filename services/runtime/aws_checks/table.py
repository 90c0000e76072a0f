"""Is the ledger's table there, made as the code defines it, and can it be restored?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from services.backends.aws.errors import code
from services.backends.aws.table import EXPIRES, INDEXES, definition
from services.runtime.finding import Finding, error, ok, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

CHECK = "table"


def table(client: DynamoDBClient, name: str) -> Iterator[Finding]:
    """Check the table, its indexes, and that it drops by itself only what is meant to go."""
    try:
        # boto3's types know a defined and a described table as different things.
        found: Any = client.describe_table(TableName=name)["Table"]
    except ClientError as refused:
        if code(refused) != "ResourceNotFoundException":
            raise
        fix = "make it as docs/dynamodb.md says, or correct COUNTERFOIL_TABLE"
        yield error(CHECK, f"{name} does not exist here", fix)
        return
    yield from _shape(name, found)
    yield _expiry(client, name)
    yield _restorable(client, name)


def _shape(name: str, found: Mapping[str, Any]) -> Iterator[Finding]:
    wanted: Any = definition(name)
    if _keys(found) != _keys(wanted):
        fix = "its keys cannot be changed: make a new table with the keys in docs/dynamodb.md"
        yield error(CHECK, f"{name} has other keys than the ledger's", fix)
        return
    wrong = [*_types(wanted, found), *_indexes(wanted, found)]
    if found["TableStatus"] not in {"ACTIVE", "UPDATING"}:
        wrong.append(error(CHECK, f"{name} is {found['TableStatus']}", "wait until it is ACTIVE"))
    yield from wrong
    if not wrong:
        yield ok(CHECK, f"{name}: keys and {len(INDEXES)} indexes are the ledger's")


def _keys(described: Mapping[str, Any]) -> dict[str, str]:
    return {key["KeyType"]: key["AttributeName"] for key in described["KeySchema"]}


def _types(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Finding]:
    types = {a["AttributeName"]: a["AttributeType"] for a in found["AttributeDefinitions"]}
    for attribute in wanted["AttributeDefinitions"]:
        key = attribute["AttributeName"]
        if types.get(key, "S") != "S":
            fix = f"make the index again with {key} as a string (S)"
            yield error(CHECK, f"the key {key} has type {types[key]}, not S", fix)


def _indexes(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Finding]:
    standing = {index["IndexName"]: index for index in found.get("GlobalSecondaryIndexes", [])}
    for index in wanted["GlobalSecondaryIndexes"]:
        name = index["IndexName"]
        if name not in standing:
            yield error(CHECK, f"the index {name} is missing", f"add it: {_described(index)}")
        elif _keys(standing[name]) != _keys(index) or not _projects(standing[name], index):
            fix = f"delete it and make it again: {_described(index)}"
            yield error(CHECK, f"the index {name} is not the ledger's", fix)
        elif standing[name].get("IndexStatus", "ACTIVE") != "ACTIVE":
            fix = "wait: what it lists is incomplete until it is ACTIVE"
            yield warning(CHECK, f"the index {name} is {standing[name]['IndexStatus']}", fix)


def _projects(standing: Mapping[str, Any], index: Mapping[str, Any]) -> bool:
    projection = standing["Projection"]
    needed = set(index["Projection"].get("NonKeyAttributes", []))
    return projection["ProjectionType"] == "ALL" or needed <= set(
        projection.get("NonKeyAttributes", [])
    )


def _described(index: Mapping[str, Any]) -> str:
    keys, projection = _keys(index), index["Projection"]
    also = " ".join(projection.get("NonKeyAttributes", []))
    shown = f"{projection['ProjectionType']} {also}".strip()
    return f"partition {keys['HASH']} (S), sort {keys['RANGE']} (S), projection {shown}"


def _expiry(client: DynamoDBClient, name: str) -> Finding:
    check = "expiry"
    expiry = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    if expiry.get("TimeToLiveStatus") not in {"ENABLED", "ENABLING"}:
        fix = f"turn on TTL on {EXPIRES} for this table"
        return warning(check, f"{name} keeps minutes and workers for ever: TTL is off", fix)
    attribute = expiry.get("AttributeName", "an attribute")
    if attribute == EXPIRES:
        return ok(check, f"{name} drops minutes, workers and decisions when they are old")
    detail = f"{name} deletes rows by TTL on {attribute}, and no row of the books may go"
    return error(check, detail, f"turn TTL off for this table, and on again on {EXPIRES}")


def _restorable(client: DynamoDBClient, name: str) -> Finding:
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") == "ENABLED":
        return ok("backup", f"{name} can be restored to any second of the last weeks")
    fix = "turn on point-in-time recovery for this table"
    return warning("backup", f"{name} cannot be restored to a point in time", fix)
