"""What a child still has in hand when its parent, who reads its log, is gone."""

import json
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from services.local.group import listen
from services.local.samples.first_run import put_key, put_sellers
from services.runtime.clock import utc_now
from services.runtime.composition import open_backends
from services.runtime.randomness import random_key
from services.runtime.settings import DeployableSettings
from tests.builders import an_order_request
from tests.local.running import PATIENCE_S, free_port

pytestmark = pytest.mark.xdist_group("processes")


def test_an_order_is_answered_as_ever_when_nobody_reads_the_log_any_more(tmp_path: Path) -> None:
    backends = open_backends(DeployableSettings(state=tmp_path))
    put_sellers(backends, utc_now)
    put_key(backends, tmp_path, utc_now, random_key)
    port = free_port()
    with listen(port) as listening:
        orphan = subprocess.Popen(
            [
                *(sys.executable, "-m", "services.local.child", "web", "--name", "web"),
                *("--state", tmp_path, "--port", str(port), "--listen", str(listening.fileno())),
            ],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[listening.fileno()],
        )
    with orphan:
        assert orphan.stdin is not None
        assert orphan.stderr is not None
        orphan.stderr.close()
        answer = httpx2.post(
            f"http://127.0.0.1:{port}/v1/orders",
            content=json.dumps(an_order_request()),
            headers={
                "Authorization": f"Bearer {(tmp_path / 'dev-key').read_text()}",
                "Content-Type": "application/json",
                "Idempotency-Key": "k1",
            },
            timeout=PATIENCE_S,
        )
        orphan.stdin.close()
    assert answer.status_code == 202, answer.text
    assert orphan.returncode == 0
