"""What a month costs is computed, and the page says what was computed."""

from pathlib import Path

import pytest

from infra import costs
from infra.costs import ORDERS_A_MONTH, items, table
from infra.stages import STAGES
from services.domain.costs import requests_usd_per_thousand
from tests.infra.synthesized import Json, Synthesized

SCALE = Path(__file__).parents[2] / "docs" / "scale.md"


def _read_by(alarm: Json) -> int:
    queries = alarm.get("Metrics")
    return sum("MetricStat" in one for one in queries) if queries else 1


def test_the_page_has_the_table_that_is_computed() -> None:
    assert table(STAGES["prod"]) in SCALE.read_text()


def test_the_bill_has_what_production_has(made: Synthesized) -> None:
    if made.stage.name != "prod":
        return
    alarms = made.of_type("AWS::CloudWatch::Alarm")
    assert sum(_read_by(one.properties) for one in alarms) == costs.ALARM_METRICS
    acls = made.of_type("AWS::WAFv2::WebACL")
    assert [len(one.properties["Rules"]) for one in acls] == [costs.RULES_EACH] * costs.ACLS
    assert len(made.of_type("AWS::KMS::Key")) == costs.KEYS
    assert len(made.of_type("AWS::SecretsManager::Secret")) == costs.SECRETS
    endpoints = made.of_type("AWS::EC2::VPCEndpoint")
    paid = [one for one in endpoints if one.properties["VpcEndpointType"] == "Interface"]
    assert len(paid) == costs.ENDPOINTS


def test_requests_cost_what_the_counted_ones_do() -> None:
    (requests,) = [one for one in items(STAGES["prod"]) if one.what.startswith("requests")]
    assert requests.order_usd == pytest.approx(requests_usd_per_thousand() / 1000)


def test_a_stage_with_more_tasks_costs_more() -> None:
    prod = STAGES["prod"]
    larger = prod._replace(size=prod.size._replace(least=prod.size.least + 1))
    more = sum(one.month_usd for one in items(larger)) - sum(one.month_usd for one in items(prod))
    vcpus, gb = prod.size.vcpus, prod.size.memory_mib / 1024
    assert more == pytest.approx((vcpus * 0.03238 + gb * 0.00356) * 730)


def test_a_row_is_what_is_always_paid_and_what_each_order_adds() -> None:
    rows = table(STAGES["prod"]).splitlines()
    assert len(rows) == len(items(STAGES["prod"])) + 4
    firewalls = next(one for one in items(STAGES["prod"]) if one.what == "firewalls")
    amounts = [f"{firewalls.month_usd + firewalls.order_usd * n:,.2f}" for n in ORDERS_A_MONTH]
    assert f"| firewalls | {' | '.join(amounts)} |" in rows
