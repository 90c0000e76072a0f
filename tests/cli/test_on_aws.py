"""The commands an operator needs where the state is on AWS, and those that refuse to work there."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.domain.link import KeyRing
from services.runtime.clock import utc_now
from services.runtime.secrets import Secrets, encoded
from tests import aws_world
from tests.builders import an_order_request
from tests.cli.terminal import Terminal
from tests.cli.test_doctor_aws import NAMES

KEYS = Secrets(links=KeyRing(1, {1: b"l" * 32}), cursors=b"c" * 32, lookups=b"k" * 32)
PROFILE = Path(__file__).parents[2] / "docs" / "examples" / "seller.toml"


@pytest.fixture
def cloud(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", aws_world.REGION)
    monkeypatch.setenv("COUNTERFOIL_BACKEND", "aws")
    terminal.pipeline.clock.now = utc_now()  # the emulation tells the real time
    with aws_world.aws() as clients:
        aws_world.make_table(clients.dynamodb)
        queues = {n: aws_world.make_queue(clients.sqs, n) for n in ("orders", "archived")}
        aws_world.make_archive(clients.s3)
        aws_world.make_secret(clients.secrets, "keys", json.loads(encoded(KEYS)))
        names = NAMES | {f"{name}_queue_url": url for name, url in queues.items()}
        for name, value in names.items():
            monkeypatch.setenv(f"COUNTERFOIL_{name.upper()}", value)
        yield terminal


def test_a_seller_and_whoever_acts_for_it_are_put_into_the_ledger_there(cloud: Terminal) -> None:
    assert cloud.anywhere("seller", "put", "shop", PROFILE).code == 0
    options = ("--seller", "shop", "--role", "checkout", "--subject", "client-1")
    made = cloud.anywhere("keys", "create", *options, "--json")
    assert made.code == 0
    assert made.json == {
        "object": "key",
        "subject": "client-1",
        "prefix": "client-1",
        "name": "",
        "seller": "shop",
        "role": "checkout",
        "livemode": True,
        "expires_at": None,
    }
    again = cloud.anywhere("keys", "create", *options)
    assert again.code == 4
    assert "acts for a seller already" in again.err


def test_an_order_is_accepted_and_shown_there(cloud: Terminal, tmp_path: Path) -> None:
    cloud.anywhere("seller", "put", "shop", PROFILE)
    file = tmp_path / "order.json"
    file.write_text(json.dumps(an_order_request()))
    created = cloud.anywhere("order", "create", file, "--json")
    assert created.code == 0, created.err
    shown = cloud.anywhere("order", "show", created.json["id"], "--json")
    assert shown.json["status"] == "accepted"


@pytest.mark.parametrize("words", [("run",), ("backup", "b.tar"), ("restore", PROFILE)])
def test_what_works_on_a_folder_refuses_to_work_there(
    cloud: Terminal, words: tuple[object, ...]
) -> None:
    refused = cloud.anywhere(*words)
    assert refused.code == 2
    assert "folder of this machine" in refused.err
