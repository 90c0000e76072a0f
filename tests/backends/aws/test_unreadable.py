"""What somebody changed in the table is named by where it lies, and hides nothing else."""

import zlib

import pytest
from mypy_boto3_dynamodb import DynamoDBClient
from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

from services.backends.invoices import UnreadableRecord
from services.backends.numbering import UnreadableCounters
from services.domain.invoice import Invoice
from services.domain.numbering import Series
from tests.aws_world import TABLE
from tests.contract.issuances import SERIES, accepted, issuance
from tests.contract.places import Backend

SECOND = "INV-2026-000002"


def put_value(
    client: DynamoDBClient, partition: str, sort: str, value: AttributeValueTypeDef
) -> None:
    client.update_item(
        TableName=TABLE,
        Key={"pk": {"S": partition}, "sk": {"S": sort}},
        UpdateExpression="set #value = :value",
        ExpressionAttributeNames={"#value": "value"},
        ExpressionAttributeValues={":value": value},
    )


@pytest.fixture
def given(others: Backend) -> list[Invoice]:
    issued = issuance(None, accepted(others, "one", "two", "three"))
    others.numbering.commit(issued)
    return list(issued.invoices)


@pytest.mark.parametrize("spoilt", ["nothing", "cut", "of another", "of another series"])
def test_a_walk_names_a_record_that_is_not_what_it_must_be_and_goes_on_behind_it(
    client: DynamoDBClient, others: Backend, given: list[Invoice], spoilt: str
) -> None:
    elsewhere = given[1].model_copy(update={"series": "papierhaus/live/380/2025"})
    values: dict[str, AttributeValueTypeDef] = {
        "nothing": {"S": "{}"},
        "cut": {"B": zlib.compress(given[1].model_dump_json().encode())[:-9]},
        "of another": {"S": given[0].model_dump_json()},
        "of another series": {"S": elsewhere.model_dump_json()},
    }
    put_value(client, f"invoice#papierhaus#{SECOND}", "record", values[spoilt])
    walk = others.invoices.of_series(SERIES.key)
    assert next(walk) == given[0]
    with pytest.raises(UnreadableRecord) as broken:
        next(walk)
    assert (broken.value.number, broken.value.sequence) == (SECOND, 2)
    assert list(walk) == [given[2]]


def test_counters_that_cannot_be_read_are_named_beside_those_that_can(
    client: DynamoDBClient, others: Backend, given: list[Invoice]
) -> None:
    other = Series(seller_id="papierhaus", livemode=False, type="380", period="2026")
    others.numbering.freeze(other, "restored")
    (readable,) = [c for c in others.numbering.counters() if c.series == SERIES]
    assert readable.last == len(given)
    for spoilt in ("{}", readable.model_dump_json()):
        put_value(client, f"counter#{other.key}", "counter", {"S": spoilt})
        with pytest.raises(UnreadableCounters) as broken:
            others.numbering.counters()
        assert (broken.value.series, broken.value.readable) == ((other.key,), (readable,))
