"""`counterfoil doctor`: looks at everything that could be wrong, and says how to put it right."""

import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime

from services.local import machine_checks, state_checks
from services.local.known_settings import unknown_variables
from services.local.settings import LocalSettings
from services.local.state_trouble import STATE_TROUBLE
from services.runtime.composition import LEDGER_FILE, open_backends
from services.runtime.finding import Finding, error, ok
from services.runtime.secrets import FILE_NAME as SECRETS_FILE

_UNREADABLE: tuple[type[Exception], ...] = (*STATE_TROUBLE, OSError, ValueError, KeyError)


def examine(settings: LocalSettings, now: datetime) -> list[Finding]:
    """Return a finding for everything that was looked at. Never makes a state; changes nothing."""
    holder = state_checks.runs(settings.state)
    findings = list(_machine(settings, running=holder is not None))
    findings.append(_running(holder))
    if (settings.state / LEDGER_FILE).exists():
        findings += _state(settings, now, running=holder is not None)
    else:
        findings.append(ok("state", f"{settings.state} is new: counterfoil run fills it"))
    return findings


def _machine(settings: LocalSettings, *, running: bool) -> Iterator[Finding]:
    yield machine_checks.python_version(sys.version_info[:3])
    yield machine_checks.sqlite_version(sqlite3.sqlite_version_info)
    yield machine_checks.folder(settings.state)
    yield machine_checks.disk(settings.state)
    yield machine_checks.port(settings.port, running=running)
    yield from machine_checks.variables(unknown_variables())
    yield machine_checks.fonts()


def _running(holder: int | None) -> Finding:
    if holder is None:
        return ok("system", "not running")
    return ok("system", f"running, process {holder}" if holder else "running")


def _state(settings: LocalSettings, now: datetime, *, running: bool) -> list[Finding]:
    files = list(state_checks.private_files(settings.state))
    databases = list(state_checks.databases(settings.state))
    secrets_missing = not (settings.state / SECRETS_FILE).exists()
    if secrets_missing or any(finding.severity == "error" for finding in databases):
        # Opening would make new secrets; and a damaged or newer file would fail, or worse, work.
        return [*files, *databases]
    try:
        backends = open_backends(settings, lambda: now)
    except _UNREADABLE as broken:
        fix = "restore it from a backup: counterfoil restore FILE --replace"
        unread = error("state", f"the state cannot be opened: {type(broken).__name__}", fix)
        return [*files, *databases, unread]
    return [
        *files,
        *databases,
        state_checks.clock(backends, now),
        *state_checks.series(backends),
        *state_checks.queues(backends, running=running),
        state_checks.failures(backends),
    ]
