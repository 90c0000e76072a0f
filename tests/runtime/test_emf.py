import json
from datetime import UTC, datetime

from services.domain.histogram import bucket
from services.domain.measures import MEASURES, Tally
from services.runtime.emf import MOST_VALUES, lines

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_counts_are_one_line_with_their_units_and_the_service_as_dimension() -> None:
    tally = Tally(at=NOON, service="order_api", counts={"requests": 7, "accepted": 3})
    (line,) = map(json.loads, lines(tally))
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert line["_aws"]["Timestamp"] == 1_795_262_400_000
    assert directive["Dimensions"] == [["service"]]
    assert {one["Name"]: one["Unit"] for one in directive["Metrics"]} == {
        "requests": "Count",
        "accepted": "Count",
    }
    assert (line["service"], line["requests"], line["accepted"]) == ("order_api", 7, 3)


def test_durations_come_a_hundred_at_a_time_and_none_is_lost() -> None:
    buckets = {bucket(1.0): 150, bucket(60.0): 30}
    tally = Tally(at=NOON, service="notifier", spans={"order_to_mail_s": buckets})
    found = [json.loads(line) for line in lines(tally)]
    sizes = [len(line["order_to_mail_s"]) for line in found]
    assert sizes == [MOST_VALUES, 80]
    assert sorted({one for line in found for one in line["order_to_mail_s"]}) == [1.024, 65.536]


def test_a_sellers_part_is_a_field_and_no_dimension() -> None:
    tally = Tally(
        at=NOON, service="notifier", counts={"mailed": 2}, sellers={"sel_a": {"mailed": 2}}
    )
    (line,) = map(json.loads, lines(tally))
    assert line["sellers"] == {"sel_a": {"mailed": 2}}
    assert "sellers" not in json.dumps(line["_aws"])


def test_a_tally_of_nothing_writes_nothing() -> None:
    assert list(lines(Tally(at=NOON, service="portal"))) == []


def test_every_measure_says_what_it_is_in_a_unit_that_cloudwatch_knows() -> None:
    assert all(measure.what and measure.unit in {"Count", "Seconds"} for measure in MEASURES)
