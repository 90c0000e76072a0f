"""Freezing and thawing a series that others are numbering in."""

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from services.backends.aws.numbering import DynamoNumbering
from services.backends.conflict import Conflict
from services.domain.numbering import Counter
from tests.aws_world import TABLE
from tests.contract.issuances import SERIES, accepted, issuance
from tests.contract.places import Backend


def test_a_freeze_gives_up_when_others_number_faster_than_it_can_read(
    client: DynamoDBClient, others: Backend
) -> None:
    given = 0

    def number_one_more(**_: object) -> None:
        nonlocal given
        given += 1
        orders = accepted(others, str(given))
        others.numbering.commit(issuance(others.numbering.read(SERIES), orders))

    client.meta.events.register("before-call.dynamodb.PutItem", number_one_more)
    with pytest.raises(Conflict, match="20 times in a row"):
        DynamoNumbering(client, TABLE).freeze(SERIES, "restored")
    counter = others.numbering.read(SERIES)
    assert counter is not None
    assert (counter.last, counter.frozen) == (given, None)


def test_thawing_a_series_that_never_gave_a_number_leaves_nothing_behind(others: Backend) -> None:
    others.numbering.thaw(Counter(series=SERIES, last=0))
    assert others.numbering.read(SERIES) is None
    assert others.numbering.counters() == []
