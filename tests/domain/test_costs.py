"""Prices stand in one place, and what they are multiplied with was counted."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from services.domain.costs import (
    OF_AN_INVOICE,
    USD,
    USE_CASES,
    Unit,
    UseCase,
    requests_usd_per_thousand,
    use_case_usd,
)

ARCHITECTURE = Path(__file__).parents[2] / "docs" / "architecture.md"


def counted(use_case: str) -> Counter[str]:
    """Return the requests that the documentation shows for a use case."""
    row = re.compile(rf"^\| {re.escape(use_case)} \| \d+ \| (.+) \|$", re.MULTILINE)
    found = row.search(ARCHITECTURE.read_text())
    assert found, use_case
    names: Counter[str] = Counter()
    for part in found[1].split(", "):
        times, _, name = part.rpartition(" ")
        names[name] += int(times or 1)
    return names


@pytest.mark.parametrize("use_case", USE_CASES)
def test_a_use_case_takes_the_requests_that_were_counted(use_case: str) -> None:
    assert dict(USE_CASES[use_case].requests) == dict(counted(use_case))


def test_everything_has_a_price() -> None:
    assert set(USD) == set(get_args(Unit))
    assert all(0 < price < 1 for price in USD.values())
    assert set(OF_AN_INVOICE) <= set(USE_CASES)


def test_a_use_case_costs_what_its_parts_cost() -> None:
    two = UseCase({"PutItem": 1, "SendMessageBatch": 2}, write_units=8, read_units=4)
    assert use_case_usd(two) == pytest.approx(2 * 0.40e-6 + 8 * 0.625e-6 + 4 * 0.125e-6)
    called = two._replace(function_gb_s=0.5, api_requests=1)
    more = use_case_usd(called) - use_case_usd(two)
    assert more == pytest.approx(0.5 * 13.3334e-6 + 0.20e-6 + 3.50e-6)


def test_most_of_a_thousand_invoices_is_their_mail() -> None:
    mail = 1000 * USD["mail"]
    assert mail < requests_usd_per_thousand() < 2 * mail
