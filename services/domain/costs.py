"""What invoices cost on AWS: the one place for prices, and what each use case takes.

The requests are those of the table in docs/architecture.md, which are counted; a test compares.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from services.domain.frozen import Frozen
from services.domain.minute import Minute

Unit = Literal[
    "api_request",
    "function_call",
    "function_gb_s",
    "queue_request",
    "write_unit",
    "read_unit",
    "object_put",
    "object_get",
    "mail",
    "news",
    "worker_vcpu_h",
    "worker_gb_h",
]

PRICED: Final = "list price, us-east-1, November 2026, without free tier"

# List price, us-east-1, 2026-11-21. Other regions differ by up to a third.
USD: Final[Mapping[Unit, float]] = {
    "api_request": 3.50e-6,  # API Gateway, REST
    "function_call": 0.20e-6,  # Lambda
    "function_gb_s": 13.3334e-6,  # Lambda on arm64
    "queue_request": 0.40e-6,  # SQS, standard; up to 64 KB
    "write_unit": 0.625e-6,  # DynamoDB on demand; up to 1 KB
    "read_unit": 0.125e-6,  # DynamoDB on demand; up to 4 KB, strongly consistent
    "object_put": 5.00e-6,  # S3 standard
    "object_get": 0.40e-6,  # S3 standard
    "mail": 160e-6,  # SES Essentials; 100e-6 à la carte
    "news": 0.50e-6,  # SNS
    "worker_vcpu_h": 0.03238,  # Fargate on arm64
    "worker_gb_h": 0.00356,  # Fargate on arm64
}
"""US dollars for one unit."""

GB_PER_VCPU: Final = 2
"""Of a worker's task."""

_BILLED: Final[Mapping[str, Unit]] = {
    "SendMessageBatch": "queue_request",
    "ReceiveMessage": "queue_request",
    "DeleteMessageBatch": "queue_request",
    "PutObject": "object_put",
    "GetObject": "object_get",
    "SendEmail": "mail",
    "Publish": "news",
}
"""Requests with a price of their own; DynamoDB is paid by units of what they read and write."""


class UseCase(NamedTuple):
    """What one use case takes of AWS.

    Units of DynamoDB were measured with the order of three lines that the tests place, indexes
    included. The time of functions is assumed, not measured.
    """

    requests: Mapping[str, int]
    write_units: float
    read_units: float
    function_gb_s: float = 0.0
    api_requests: int = 0


USE_CASES: Final[Mapping[str, UseCase]] = {
    "accept an order": UseCase(
        {"PutItem": 1, "SendMessageBatch": 1}, 8, 0, function_gb_s=0.025, api_requests=1
    ),
    "invoice one order": UseCase(
        {
            "ReceiveMessage": 1,
            "BatchGetItem": 1,
            "GetItem": 1,
            "TransactWriteItems": 2,
            "PutObject": 1,
            "DeleteMessageBatch": 1,
        },
        25,
        3,
    ),
    "mail one invoice": UseCase(
        {
            "GetItem": 4,
            "BatchGetItem": 2,
            "TransactWriteItems": 1,
            "SendEmail": 1,
            "PutItem": 2,
            "Publish": 1,
        },
        11,
        6,
        function_gb_s=0.03,
    ),
    "note what SES says of it": UseCase(
        {"GetItem": 2, "BatchGetItem": 1}, 0, 3, function_gb_s=0.01
    ),
    "show the page of an invoice": UseCase(
        {"GetItem": 3, "BatchGetItem": 1}, 0, 4, function_gb_s=0.02
    ),
    "send its PDF": UseCase({"GetItem": 3, "BatchGetItem": 1}, 0, 4, function_gb_s=0.02),
}
"""By their names in the table."""

OF_AN_INVOICE: Final[Mapping[str, int]] = {
    "accept an order": 1,
    "invoice one order": 1,
    "mail one invoice": 1,
    "note what SES says of it": 2,
    "show the page of an invoice": 1,
    "send its PDF": 1,
}
"""How often each happens for one invoice: SES says that a mail was sent and that it arrived, the
buyer opens page and PDF once. Ten orders invoiced at once take fewer than ten times as many."""


def use_case_usd(use_case: UseCase) -> float:
    """Return what one use case costs, in US dollars."""
    units: dict[Unit, float] = {
        "write_unit": use_case.write_units,
        "read_unit": use_case.read_units,
        "function_gb_s": use_case.function_gb_s,
        "function_call": 1 if use_case.function_gb_s else 0,
        "api_request": use_case.api_requests,
    }
    for request, count in use_case.requests.items():
        if request in _BILLED:
            unit = _BILLED[request]
            units[unit] = units.get(unit, 0) + count
    return sum(USD[unit] * count for unit, count in units.items())


def requests_usd_per_thousand() -> float:
    """Return what the requests of a thousand invoices cost, from order to opened PDF."""
    one = sum(use_case_usd(USE_CASES[name]) * times for name, times in OF_AN_INVOICE.items())
    return 1000 * one


class RunningCost(Frozen):
    """What a thousand invoices cost at present, in US dollars."""

    requests_usd: float
    workers_usd: float | None
    """The workers of the last hour over its invoices; null when there were none."""
    priced: str = PRICED


def running_cost(minutes: Sequence[Minute], vcpus: int) -> RunningCost:
    """Return what invoices cost, given the minutes of an hour and the size of a worker's task.

    What is paid by the month whatever is done, such as alarms, keys and network, is not in it.
    """
    invoices = sum(minute.counts.get("archived", 0) for minute in minutes)
    hours = sum(minute.levels.workers_running for minute in minutes if minute.levels) / 60
    per_hour = vcpus * (USD["worker_vcpu_h"] + GB_PER_VCPU * USD["worker_gb_h"])
    return RunningCost(
        requests_usd=requests_usd_per_thousand(),
        workers_usd=1000 * hours * per_hour / invoices if invoices else None,
    )
