"""Who is called by an alarm of AWS finds what it means and what to do."""

import re
from pathlib import Path

from infra.aws_alarms import BUDGET
from tests.infra.synthesized import Synthesized

OPERATIONS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
ENTRIES = dict(re.findall(r"^### (.+)\n((?:(?!^##).*\n)*)", OPERATIONS, re.MULTILINE))


def test_every_alarm_leads_to_an_entry_that_says_what_to_do(made: Synthesized) -> None:
    alarms = [
        *made.of_type("AWS::CloudWatch::Alarm"),
        *made.of_type("AWS::CloudWatch::CompositeAlarm"),
    ]
    led = {one.properties["AlarmDescription"].partition("operations.md#")[2] for one in alarms}
    for name in sorted({*led, BUDGET}):
        assert "- Means: " in ENTRIES.get(name, ""), name
    calling = led - {"worker-need"}
    for name in sorted({*calling, BUDGET}):
        assert "\n- Do: " in ENTRIES[name], name
        assert "\n- Over: " in ENTRIES[name], name


def test_no_entry_is_about_an_alarm_that_is_not_raised(made: Synthesized) -> None:
    raised = str([one.properties for one in made.everything()])
    for name in ENTRIES:
        assert f"operations.md#{name}'" in raised or name == BUDGET, name
