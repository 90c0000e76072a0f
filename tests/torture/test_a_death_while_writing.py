"""A process that is killed by the system in the middle of a file it writes."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.backends.embedded.create_only import create

CONTENT = b"%PDF" * 25_000
WRITTEN_BEFORE_DEATH = 4_096

WRITER = f"""
import resource, signal, sys
from pathlib import Path
from services.backends.embedded.create_only import create

signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, ({WRITTEN_BEFORE_DEATH}, resource.RLIM_INFINITY))
create(Path(sys.argv[1]), b"%PDF" * 25_000, lambda: "1")
"""


@pytest.mark.skipif(
    resource.getrlimit(resource.RLIMIT_FSIZE)[1] != resource.RLIM_INFINITY,
    reason="files are limited here already",
)
def test_a_file_whose_writer_died_is_not_there_and_can_be_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "invoice.pdf"
    died = subprocess.run([sys.executable, "-c", WRITER, path], check=False)
    assert died.returncode == -signal.SIGXFSZ
    assert [file.stat().st_size for file in path.parent.iterdir()] == [WRITTEN_BEFORE_DEATH]
    assert not path.exists()

    assert create(path, CONTENT, lambda: "2")
    assert path.read_bytes() == CONTENT
