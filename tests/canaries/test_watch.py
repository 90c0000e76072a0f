"""The watch over personal data, watched: planted data makes a test fail, and nothing else does."""

import subprocess
import sys
from pathlib import Path

PLANTED = """
import os, sqlite3, sys
import structlog
from tests.builders import an_order_request

BUYER = an_order_request()["buyer"]

def test_a_log_line_with_the_name():
    structlog.get_logger().info("order.accepted", buyer=BUYER["name"])

def test_a_line_of_json_with_the_street():
    print(ascii(BUYER["address"]["line1"]), file=sys.stderr)

def test_a_line_of_a_child_process():
    os.system("echo mail to " + BUYER["email"])

def test_a_message_with_the_address(tmp_path):
    with sqlite3.connect(tmp_path / "queues.db") as queues:
        queues.execute("create table messages (body text)")
        queues.execute("insert into messages values (?)", (BUYER["email"],))
    queues.close()

def test_ids_alone(tmp_path):
    structlog.get_logger().info("order.accepted", order_id="ord_1", to="z***@example.com")
    (tmp_path / "queues.db").write_bytes(b"ord_1")
"""


def test_planted_personal_data_fails_the_test_that_let_it_out(tmp_path: Path) -> None:
    planted = tmp_path / "test_planted.py"
    planted.write_text(PLANTED)
    options = [
        "-p",
        "tests.canaries.watch",
        "-p",
        "no:cacheprovider",
        "-q",
        "--rootdir",
        str(tmp_path),
    ]
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, planted],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    ended = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    assert {line.split("::")[1].split(" ")[0] for line in ended} == {
        "test_a_log_line_with_the_name",
        "test_a_line_of_json_with_the_street",
        "test_a_line_of_a_child_process",
        "test_a_message_with_the_address",
    }, ran.stdout
    assert "order.accepted" in ran.stdout, "the event that let it out is named"
