"""The watch over personal data, watched: planted data makes a test fail, and nothing else does."""

import subprocess
import sys
from pathlib import Path

PLANTED = """
import os, sqlite3, sys
import structlog
from services.backends.aws.minutes import DynamoMinutes
from services.backends.embedded.database import Database
from services.backends.embedded.minutes import SqliteMinutes
from services.domain.measures import Tally
from services.domain.minute import Levels, QueueLevel
from services.runtime.emf import write_lines
from tests.aws_world import TABLE, aws, make_queue, make_table
from tests.builders import an_order_request
from tests.clock import START, SettableClock

BUYER = an_order_request()["buyer"]

def levels(name):
    queue = QueueLevel(name=name, visible=0, in_flight=0, oldest_age_s=None, dead_letters=0)
    return Levels(
        at=START, queues=(queue,), workers_running=0, workers_wanted=0, open_failures=0, stuck=0
    )

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

def test_a_message_to_sqs():
    with aws() as clients:
        url = make_queue(clients.sqs, "orders")
        clients.sqs.send_message(QueueUrl=url, MessageBody=BUYER["email"])

def test_a_metrics_line():
    write_lines(Tally(at=START, service="x", counts={"mailed": 1},
                      sellers={BUYER["email"]: {"mailed": 1}}))

def test_a_minute(tmp_path):
    SqliteMinutes(Database(tmp_path / "ledger.db", SettableClock())).put(levels(BUYER["name"]))

def test_a_minute_in_dynamodb():
    with aws() as clients:
        DynamoMinutes(clients.dynamodb, make_table(clients.dynamodb)).put(levels(BUYER["name"]))

def test_ids_alone(tmp_path):
    structlog.get_logger().info("order.accepted", order_id="ord_1", to="z***@example.com")
    (tmp_path / "queues.db").write_bytes(b"ord_1")
    SqliteMinutes(Database(tmp_path / "ledger.db", SettableClock())).put(levels("orders"))

def test_a_ledger_that_is_none(tmp_path):
    (tmp_path / "ledger.db").write_bytes(b"damaged" * 1000)

def test_a_buyer_in_the_ledger():
    with aws() as clients:
        make_table(clients.dynamodb)
        clients.dynamodb.put_item(
            TableName=TABLE,
            Item={"pk": {"S": "order#1"}, "sk": {"S": "order"}, "request": {"S": BUYER["email"]}},
        )
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
        "-o",
        "tmp_path_retention_policy=failed",  # as in `make test`: a passed test's folder goes
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
        "test_a_message_to_sqs",
        "test_a_metrics_line",
        "test_a_minute",
        "test_a_minute_in_dynamodb",
    }, ran.stdout
    assert "order.accepted" in ran.stdout, "the event that let it out is named"
