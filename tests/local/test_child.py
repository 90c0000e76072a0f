"""One process of the group, started without the others."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = (sys.executable, "-m", "services.local.child")

pytestmark = pytest.mark.xdist_group("processes")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to such a limit")
def test_a_worker_takes_no_more_memory_than_it_was_given(tmp_path: Path) -> None:
    worker = subprocess.Popen(
        [*CHILD, "worker", "--name", "worker-1", "--state", str(tmp_path), "--port", "8080"],
        env={"COUNTERFOIL_MEMORY_LIMIT_MIB": "700"},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with worker:
        assert worker.stdin is not None
        assert worker.stderr is not None
        assert "worker.started" in worker.stderr.readline()
        limit, _ = resource.prlimit(worker.pid, resource.RLIMIT_DATA)
        worker.stdin.close()  # as when the parent died: it drains and ends
        said = worker.stderr.read()
    assert limit == 700 << 20
    assert worker.returncode == 0, said
