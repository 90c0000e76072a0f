"""No personal data in logs or queues: every test is watched, and fails where some turns up.

What a test leaves on standard output and error is what its services logged, children included;
commands that print orders have their output read by the test itself. Queues keep what they held
in their file, deleted or not, until SQLite writes over it.
"""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

CANARIES = ("ukasiewicz", "zoe@example", "llerstra")
"""Of the buyer in tests/builders.py: name, e-mail and street, as far as JSON leaves them alone."""


_QUEUED: list[str] = []


def note_queued(params: object, **_: object) -> None:
    """Watch what is sent to SQS; botocore calls this before each request (tests/aws_world.py)."""
    _QUEUED.extend(f"a message to SQS: {line}" for line in hits(ascii(params)))


def hits(text: str) -> Iterator[str]:
    """Yield the lines that hold personal data."""
    for line in text.splitlines():
        if any(canary in line for canary in CANARIES):
            yield line


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test whose logs or queues hold personal data; its last report has all of its logs."""
    report = yield
    if call.when == "teardown" and report.passed:
        found = [*_in_logs(report), *_in_queues(item), *_QUEUED]
        _QUEUED.clear()
        if found:
            report.outcome = "failed"
            report.longrepr = "personal data: " + "\n".join(found)
    return report


def _in_logs(report: pytest.TestReport) -> Iterator[str]:
    for text in (report.capstdout, report.capstderr, report.caplog):
        yield from hits(text)


def _in_queues(item: pytest.Item) -> Iterator[str]:
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    if not isinstance(folder, Path):
        return
    for path in folder.rglob("queues.db*"):
        if any(canary.encode() in path.read_bytes() for canary in CANARIES):
            yield f"a message in {path}"
