"""No personal data in logs, queues or metrics: every test is watched, and fails where some is.

What a test leaves on standard output and error is what its services logged, children included;
commands that print orders have their output read by the test itself. Queues keep what they held
in their file, deleted or not, until SQLite writes over it. Metrics are lines of the log on AWS,
and what the console is drawn from: minutes, workers and decisions in the ledger.
"""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

CANARIES = ("ukasiewicz", "zoe@example", "llerstra")
"""Of the buyer in tests/builders.py: name, e-mail and street, as far as JSON leaves them alone."""


MEASURED = ("minutes", "workers", "decisions")
"""Tables of the ledger, and on AWS what partitions of its table begin with."""

_SENT: list[str] = []


def note_queued(params: object, **_: object) -> None:
    """Watch what is sent to SQS; botocore calls this before each request (tests/aws_world.py)."""
    _SENT.extend(f"a message to SQS: {line}" for line in hits(ascii(params)))


def note_measured(params: object, **_: object) -> None:
    """Watch what is sent to DynamoDB about figures, in the same way."""
    text = ascii(params)
    if any(f"{{'S': '{table}" in text for table in MEASURED):
        _SENT.extend(f"a figure to DynamoDB: {line}" for line in hits(text))


def hits(text: str) -> Iterator[str]:
    """Yield the lines that hold personal data."""
    for line in text.splitlines():
        if any(canary in line for canary in CANARIES):
            yield line


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that let personal data out.

    Its last report has all of its logs; its folder may be gone by then, so that is read before.
    """
    report = yield
    found: list[str] = []
    if call.when == "call":
        found = [*_in_queues(item), *_in_figures(item), *_SENT]
        _SENT.clear()
    elif call.when == "teardown":
        found = [*_in_logs(report), *_SENT]
        _SENT.clear()
    if found and report.passed:
        report.outcome = "failed"
        report.longrepr = "personal data: " + "\n".join(found)
    return report


def _in_logs(report: pytest.TestReport) -> Iterator[str]:
    for text in (report.capstdout, report.capstderr, report.caplog):
        yield from hits(text)


def _files(item: pytest.Item, pattern: str) -> Iterator[Path]:
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    if isinstance(folder, Path):
        yield from folder.rglob(pattern)


def _in_queues(item: pytest.Item) -> Iterator[str]:
    for path in _files(item, "queues.db*"):
        if any(canary.encode() in path.read_bytes() for canary in CANARIES):
            yield f"a message in {path}"


def _in_figures(item: pytest.Item) -> Iterator[str]:
    for path in _files(item, "ledger.db"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as ledger:
            for table in MEASURED:
                yield from (f"{table} in {path}: {line}" for line in _rows(ledger, table))


def _rows(ledger: sqlite3.Connection, table: str) -> list[str]:
    try:
        rows = ledger.execute(f"select value from {table}").fetchall()  # noqa: S608 - ours
    except sqlite3.DatabaseError:  # a test made a ledger that has no such table, or damaged it
        return []
    return [line for (value,) in rows for line in hits(value)]
