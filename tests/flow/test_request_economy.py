"""What each use case asks of AWS, counted, and as docs/architecture.md shows it."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pytest
from botocore.model import OperationModel

from services.flow.credit import credit
from services.flow.order_answer import page_url
from tests.aws_system import PUBLIC_URL, System, system
from tests.builders import TRACEPARENT

ARCHITECTURE = Path(__file__).parents[2] / "docs" / "architecture.md"
HEADING = "## Requests on AWS"
BATCH = 10

Counted = dict[str, list[str]]
"""The requests of each use case, in order."""


class Counting:
    """Counts one use case after the other."""

    def __init__(self, aws: System) -> None:
        self._made: list[str] = []
        self.counted: Counted = {}
        for client in aws.services:
            # Not earlier: a URL that is signed gets as far as its parameters, and no farther.
            client.meta.events.register("before-call.*.*", self._note)

    def count(self, use_case: str, act: Callable[[], object]) -> None:
        self._made.clear()
        act()
        self.counted[use_case] = list(self._made)

    def _note(self, model: OperationModel, **_event: object) -> None:
        self._made.append(model.name)


@pytest.fixture(scope="module")
def counted() -> Iterator[Counted]:
    with system() as aws:
        yield _counted(aws)


def _counted(aws: System) -> Counted:
    counting = Counting(aws)
    counting.count("reconcile, nothing overdue", aws.reconcile)
    assert aws.post("first") == 202  # after which the function knows its caller and the seller
    counting.count("accept an order", lambda: aws.post("one"))
    counting.count("accept it again", lambda: aws.post("one"))
    aws.settle("first", "one")
    assert aws.post("alone") == 202
    counting.count("invoice one order", aws.work_once)
    aws.announce()
    counting.count("mail one invoice", aws.invoke_notifier)
    counting.count("note what SES says of it", aws.tell_of_mail)
    many = [f"many-{n}" for n in range(BATCH)]
    assert [aws.post(key) for key in many] == [202] * BATCH
    counting.count(f"invoice {BATCH} orders of one series", aws.work_once)
    counting.count("look at an empty queue", aws.work_once)
    path = _page(aws, "alone")
    counting.count("show the page of an invoice", lambda: aws.page(path))
    counting.count("send its PDF", lambda: aws.page(f"{path}/pdf"))
    counting.count("send its XML", lambda: aws.page(f"{path}/xml"))
    aws.settle("first", "one", "alone", *many)
    aws.assert_done_once("first", "one", "alone", *many)
    counting.count("accept a credit", lambda: _credit(aws, "alone"))
    counting.count("invoice one credit", aws.work_once)
    return counting.counted


def _credit(aws: System, key: str) -> None:
    order = aws.order(key)
    assert order is not None
    assert order.issued is not None
    original = aws.backends.invoices.read(order.seller_id, order.issued.number)
    assert original is not None
    credit(
        b'{"reason": "Returned"}',
        original=original,
        idempotency_key=key,
        traceparent=TRACEPARENT,
        now=aws.clock(),
        orders=aws.backends.orders,
        queue=aws.backends.orders_queue,
    )


def _page(aws: System, key: str) -> str:
    order = aws.order(key)
    assert order is not None
    assert order.issued is not None
    url = page_url(order, order.issued, public_url=PUBLIC_URL, links=aws.real.secrets.links)
    assert url is not None
    return url.removeprefix(PUBLIC_URL)


def table_of(counted: Counted) -> str:
    """Return the table as the documentation has it."""
    rows = [
        f"| {use_case} | {len(names)} | {', '.join(_grouped(names))} |"
        for use_case, names in sorted(counted.items())
    ]
    return "\n".join(["| use case | requests | which |", "|---|---|---|", *rows])


def _grouped(names: list[str]) -> Iterator[str]:
    for name, same in groupby(names):
        times = len(list(same))
        yield name if times == 1 else f"{times} {name}"


def test_accepting_an_order_costs_one_write_and_one_message(counted: Counted) -> None:
    assert counted["accept an order"] == ["PutItem", "SendMessageBatch"]
    assert counted["accept it again"] == ["PutItem"]


def test_accepting_a_credit_costs_two_reads_one_transaction_and_one_message(
    counted: Counted,
) -> None:
    assert counted["accept a credit"] == [
        "GetItem",
        "BatchGetItem",
        "TransactWriteItems",
        "SendMessageBatch",
    ]


def test_a_batch_of_one_series_costs_two_reads_and_two_transactions(counted: Counted) -> None:
    assert counted[f"invoice {BATCH} orders of one series"] == [
        "ReceiveMessage",
        "BatchGetItem",
        "GetItem",
        "TransactWriteItems",
        *["PutObject"] * BATCH,
        "TransactWriteItems",
        "DeleteMessageBatch",
    ]


def test_pages_only_read(counted: Counted) -> None:
    for use_case in ("show the page of an invoice", "send its PDF"):
        assert set(counted[use_case]) == {"GetItem", "BatchGetItem"}
        assert len(counted[use_case]) <= 4


def test_the_documentation_shows_what_was_counted(counted: Counted) -> None:
    table = table_of(counted)
    print(table)  # noqa: T201 - for whoever has to bring the documentation up to date
    section = ARCHITECTURE.read_text().partition(f"{HEADING}\n")[2].partition("\n## ")[0]
    shown = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    assert shown == table
