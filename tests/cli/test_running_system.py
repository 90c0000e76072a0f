"""Commands work on the state of a system that runs, as people type them beside it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.builders import an_order_request
from tests.local.running import COUNTERFOIL, free_port, running

pytestmark = pytest.mark.xdist_group("processes")


def test_a_start_for_programs_says_where_things_are_in_json(tmp_path: Path) -> None:
    port = free_port()
    line = [str(COUNTERFOIL), "run", "--json", "--no-samples", "--port", str(port)]
    with subprocess.Popen(
        [*line, "--state", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as group:
        assert group.stdout is not None
        said = b"".join(iter(group.stdout.readline, b"}\n")) + b"}"
        group.terminate()
    assert json.loads(said)["url"] == f"http://127.0.0.1:{port}"
    assert group.returncode == 0


def test_the_commands_work_beside_the_running_system(tmp_path: Path) -> None:
    state, port = tmp_path / "state", free_port()
    order, backup = tmp_path / "order.json", tmp_path / "backup.tar.gz"
    order.write_text(json.dumps(an_order_request()))

    def typed(*words: object) -> subprocess.CompletedProcess[str]:
        line = [str(COUNTERFOIL), *map(str, words), "--state", str(state)]
        return subprocess.run(line, capture_output=True, text=True, check=False)

    with running(state, port, "--no-samples"):
        loaded = typed("load", "--rate", 40, "--count", 20, "--url", f"http://127.0.0.1:{port}")
        created = typed("order", "create", order, "--json")
        watched = typed("order", "watch", json.loads(created.stdout)["id"], "--timeout", 60)
        saved = typed("backup", backup)
        examined = typed("doctor", "--port", port)
        second = typed("run", "--port", free_port())
        replaced = typed("restore", backup, "--replace", "--yes")

    assert loaded.returncode == 0, loaded.stderr
    assert "lost            0" in loaded.stdout
    assert watched.returncode == 0, watched.stderr
    assert "mail_sent" in watched.stdout
    assert saved.returncode == 0, saved.stderr
    assert examined.returncode == 0, examined.stdout
    assert "/healthz answers" in examined.stdout
    assert (second.returncode, replaced.returncode) == (4, 4)
    assert "is in use by process" in second.stderr
    assert typed("audit").returncode == 0
