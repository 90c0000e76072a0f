"""`python -m infra.costs`: what a month of production costs, by orders a month.

Requests are the counted ones and prices the list prices of `services/domain/costs.py`; what only a
deployment has is priced here. The table stands in docs/scale.md, and a test compares.
"""

import sys
from typing import Final, NamedTuple

from infra.constructs.canary import EVERY
from infra.objectives import BURNS, MAILS, REQUESTS, Objective
from infra.stages import STAGES, Stage
from services.domain.costs import (
    OF_AN_INVOICE,
    USD,
    USE_CASES,
    requests_usd_per_thousand,
)

ORDERS_A_MONTH: Final = (1_000, 100_000, 10_000_000)

HOURS: Final = 730
"""Of a month, as AWS counts."""

_KIB_A_GB: Final = 1024 * 1024

# List price, us-east-1, 2026-11-21, as those of services/domain/costs.py.
_ENDPOINT_H: Final = 0.01  # interface endpoint, for each zone
_KEY: Final = 1.00  # KMS
_SECRET: Final = 0.40  # Secrets Manager
_ALARM_METRIC: Final = 0.10  # CloudWatch
_COMPOSITE_ALARM: Final = 0.50
_DASHBOARD: Final = 3.00
_METRIC: Final = 0.30
_LOG_GB: Final = 0.50  # taken in; kept for 30 days for little more
_ACL: Final = 5.00  # WAF
_ACL_RULE: Final = 1.00
_ACL_REQUEST: Final = 0.60e-6
_TRAIL_EVENT: Final = 1.0e-6  # CloudTrail, data events
_TRACE: Final = 5.0e-6  # X-Ray
_CLIENT: Final = 6.00  # Cognito, a client of client credentials
_TOKEN: Final = 2.25e-3
_EDGE_REQUEST: Final = 1.0e-6  # CloudFront, HTTPS
_OUT_GB: Final = 0.09  # to the internet
_LEDGER_GB: Final = 0.25 + 0.20  # DynamoDB, and its point-in-time recovery
_ARCHIVE_GB: Final = 0.023  # S3 standard

ENDPOINTS: Final = 6
KEYS: Final = 2
SECRETS: Final = 2
ACLS: Final = 2
RULES_EACH: Final = 4
ALARM_METRICS: Final = 85
"""Of all alarms; one that computes is paid by the metrics it reads."""
_METRICS: Final = 45
"""Measures that some deployable tells."""

# Assumed, not measured.
_LOG_KIB: Final = 4.0  # log lines of one order, of all services
_LEDGER_KIB: Final = 8.0  # rows of one order, indexes included
_PDF_KIB: Final = 30.0
_TRACED: Final = 0.05  # X-Ray's own share, beyond one a second
_EDGE_REQUESTS: Final = 2  # page and PDF

_TRAILED: Final = ("PutItem", "TransactWriteItems", "PutObject")


class Item(NamedTuple):
    """One line of the bill."""

    what: str
    month_usd: float
    """Whatever is done."""
    order_usd: float


def items(stage: Stage) -> tuple[Item, ...]:
    """Return the bill of a stage whose orders are worked by its least number of tasks."""
    paces = (MAILS, REQUESTS)
    journeys = HOURS * 60 / EVERY.to_minutes()
    return (
        Item("requests, functions and mail", 0, requests_usd_per_thousand() / 1000),
        Item("workers", _workers(stage), 0),
        Item(
            "interface endpoints of their network",
            ENDPOINTS * stage.availability_zones * _ENDPOINT_H * HOURS,
            0,
        ),
        Item("firewalls", ACLS * (_ACL + RULES_EACH * _ACL_RULE), 3 * _ACL_REQUEST),
        Item("alarms, metrics, dashboard", _watching(paces), 0),
        Item("logs and traces", 0, _LOG_KIB / _KIB_A_GB * _LOG_GB + 3 * _TRACED * _TRACE),
        Item("trail of ledger and archive", 0, _trail_events() * _TRAIL_EVENT),
        Item("canary", _CLIENT + journeys * (_TOKEN + requests_usd_per_thousand() / 1000), 0),
        Item("keys and secrets", KEYS * _KEY + SECRETS * _SECRET, 0),
        Item("pages and PDFs to customers", 0, _to_customers()),
        Item("a month of orders, kept for a month", 0, _kept()),
    )


def _workers(stage: Stage) -> float:
    size = stage.size
    hour = size.vcpus * USD["worker_vcpu_h"] + size.memory_mib / 1024 * USD["worker_gb_h"]
    return size.least * hour * HOURS


def _watching(objectives: tuple[Objective, ...]) -> float:
    composite = len(objectives) * len(BURNS)
    return (
        ALARM_METRICS * _ALARM_METRIC
        + composite * _COMPOSITE_ALARM
        + _DASHBOARD
        + _METRICS * _METRIC
    )


def _trail_events() -> int:
    fetched = 1  # the PDF, which customers take from the archive themselves
    return fetched + sum(
        USE_CASES[name].requests.get(request, 0) * times
        for name, times in OF_AN_INVOICE.items()
        for request in _TRAILED
    )


def _to_customers() -> float:
    return _EDGE_REQUESTS * _EDGE_REQUEST + _PDF_KIB / _KIB_A_GB * _OUT_GB


def _kept() -> float:
    return (_LEDGER_KIB * _LEDGER_GB + _PDF_KIB * _ARCHIVE_GB) / _KIB_A_GB


def table(stage: Stage) -> str:
    """Return the bill as a table in Markdown, in US dollars a month."""
    bill = items(stage)
    head = " | ".join(f"{orders:,}" for orders in ORDERS_A_MONTH)
    lines = [f"| US dollars a month | {head} |", f"|---|{'---:|' * len(ORDERS_A_MONTH)}"]
    lines += [
        _row(item.what, [item.month_usd + item.order_usd * n for n in ORDERS_A_MONTH])
        for item in bill
    ]
    sums = [sum(item.month_usd + item.order_usd * n for item in bill) for n in ORDERS_A_MONTH]
    thousands = [1000 * total / n for total, n in zip(sums, ORDERS_A_MONTH, strict=True)]
    return "\n".join([*lines, _row("**together**", sums), _row("a thousand orders", thousands)])


def _row(what: str, amounts: list[float]) -> str:
    return f"| {what} | {' | '.join(f'{amount:,.2f}' for amount in amounts)} |"


if __name__ == "__main__":
    sys.stdout.write(f"{table(STAGES['prod'])}\n")
