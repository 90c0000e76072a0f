import json
import re
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any, NoReturn

import pytest

from services.backends.unavailable import Unavailable
from services.local.group import Group, listen
from services.local.settings import LocalSettings
from tests.local.running import COUNTERFOIL, free_port, running

SENT = r"mail\.sent"

pytestmark = pytest.mark.xdist_group("processes")


def test_an_order_placed_over_http_is_mailed_and_its_link_opens(tmp_path: Path) -> None:
    with running(tmp_path / "state", free_port(), "--no-samples") as group, group.client as client:
        order_id = group.place(client, "k1")
        group.wait_for(SENT)
        order = client.get(f"/v1/orders/{order_id}").json()
        page = client.get(order["invoice"]["page_url"])
        pdf = client.get(order["invoice"]["pdf_url"])

    assert order["status"] == "sent"
    assert page.status_code == 200
    assert order["invoice"]["number"] in page.text
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_group_drains_without_a_trace_and_leaves_nobody_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running(tmp_path / "state", free_port(), "--no-samples") as group, group.client as client:
        for n in range(20):
            group.place(client, f"k{n}")
        if number == signal.SIGINT:
            group.signal_all(number)
        else:
            group.process.send_signal(number)
        assert group.process.wait(timeout=10) == 0
        said = group.rest()
        with pytest.raises(ProcessLookupError):
            group.signal_all(0)
    assert "Traceback" not in said


def test_after_kill_9_of_the_whole_group_every_order_is_sent_once(tmp_path: Path) -> None:
    state, port, count = tmp_path / "state", free_port(), 40
    with running(state, port, "--no-samples") as group, group.client as client:
        for n in range(count):
            group.place(client, f"k{n}")
        group.wait_for(SENT, times=5)
        group.signal_all(signal.SIGKILL)
        group.process.wait()

    with running(state, port, "--no-samples") as group, group.client as client:
        while len(list((state / "outbox").glob("*.eml"))) < count:
            group.wait_for(SENT)
        page = client.get("/v1/orders", params={"limit": 100}).json()
        still = [o["id"] for o in page["data"] if o["status"] != "sent"]
        while still:
            group.next_line()
            page = client.get("/v1/orders", params={"limit": 100}).json()
            still = [o["id"] for o in page["data"] if o["status"] != "sent"]

    assert len(page["data"]) == count
    assert len({order["invoice"]["number"] for order in page["data"]}) == count
    assert len(list((state / "outbox").glob("*.eml"))) == count
    audit = subprocess.run(
        [COUNTERFOIL, "audit", "--state", state, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert audit.returncode == 0, audit.stdout
    assert json.loads(audit.stdout)["invoices"] == count


def test_children_end_when_their_parent_is_killed_alone(tmp_path: Path) -> None:
    with running(tmp_path / "state", free_port(), "--no-samples") as group:
        group.process.kill()
        # Their log pipe closes only when the last child has ended.
        said = group.rest()
    assert "Place an order" in said


def test_a_worker_that_is_killed_is_replaced_and_its_order_is_finished(tmp_path: Path) -> None:
    with running(tmp_path / "state", free_port(), "--no-samples") as group, group.client as client:
        order_id = group.place(client, "k1", metadata={"simulate": "crash_worker"})
        group.wait_for(r"worker-\d+ ended \(signal SIGKILL\)")
        group.wait_for(r"worker\.started")
        timeline = client.get(f"/v1/orders/{order_id}?expand=timeline").json()["timeline"]
    assert [entry["event"] for entry in timeline] == ["accepted", "issued"]


def test_a_queue_that_does_not_answer_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopping = threading.Event()

    class Deaf:
        looks = 0

        def figures(self) -> NoReturn:
            self.looks += 1
            if self.looks == 3:
                stopping.set()
            raise Unavailable("the disk does not answer")

    deaf: Any = Deaf()
    port = free_port()
    settings = LocalSettings(state=tmp_path / "state", port=port)
    with listen(port) as listening:
        assert Group(settings, deaf, listening, stopping).run() == 0
    assert capsys.readouterr().err.count("cannot look at the orders queue: the disk") == 3


def test_a_taken_port_is_told_in_one_line_before_anything_starts(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path / "one", port, "--no-samples"):
        second = subprocess.run(
            [COUNTERFOIL, "run", "--state", tmp_path / "two", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 4
    assert f"port {port} is taken" in second.stderr
    assert "Traceback" not in second.stderr


def test_the_first_run_shows_a_dozen_orders_of_which_one_is_poison(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with running(state, free_port()) as group:
        group.wait_for(SENT, times=11)
        listed = subprocess.run(
            [COUNTERFOIL, "failures", "list", "--state", state, "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
    (failure,) = json.loads(listed.stdout)["data"]
    assert failure["code"] == "simulated_render_failure"
    welcome = "".join(group.lines)
    assert re.search(r"curl -i http://127\.0\.0\.1:\d+/v1/orders", welcome)
