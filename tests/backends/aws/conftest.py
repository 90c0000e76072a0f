"""An emulated AWS with the ledger's table, and backends over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from services.backends.aws.clients import Clients
from tests import aws_world
from tests.contract.places import Backend, Place


@pytest.fixture
def made() -> Iterator[Clients]:
    with aws_world.aws() as clients:
        aws_world.make_table(clients.dynamodb)
        yield clients


@pytest.fixture
def client(made: Clients) -> DynamoDBClient:
    """A DynamoDB client; faults and witnesses hang on it alone."""
    return made.dynamodb


@pytest.fixture
def others(made: Clients, tmp_path: Path) -> Backend:  # noqa: ARG001 - it stands in this AWS
    """Somebody else, with clients of their own."""
    return Place("aws", tmp_path).open()
