"""A trace in the log says where it happened, never what the variables held."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import logging, sys
import structlog
from services.runtime.settings import DeployableSettings
from services.runtime.telemetry import start_logs
from tests.builders import a_bill

def fail(bill):
    buyer = bill.buyer
    raise RuntimeError("no paper")

start_logs(DeployableSettings(log_format=sys.argv[1]), "worker", colour=sys.argv[2] == "colour")
try:
    fail(a_bill())
except RuntimeError as error:
    structlog.get_logger().error("order.released", exc_info=error)
    logging.getLogger("library").exception("it failed")
"""


@pytest.mark.parametrize("colour", ["colour", "plain"])
@pytest.mark.parametrize("form", ["json", "console"])
def test_a_trace_shows_no_variables_whoever_logs_it(form: str, colour: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, form, colour],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr.count("RuntimeError: no paper") == 2
    assert "ukasiewicz" not in ran.stderr
    assert "buyer=" not in ran.stderr
