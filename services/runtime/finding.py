"""What a check of the doctor found."""

from typing import Literal, NamedTuple

Severity = Literal["ok", "warning", "error"]


class Finding(NamedTuple):
    """One thing that was looked at. Whatever is not ok says how it is put right."""

    check: str
    severity: Severity
    detail: str
    fix: str | None = None


def ok(check: str, detail: str) -> Finding:
    """Return a finding with which all is well."""
    return Finding(check, "ok", detail)


def warning(check: str, detail: str, fix: str) -> Finding:
    """Return a finding that works today and should be looked at."""
    return Finding(check, "warning", detail, fix)


def error(check: str, detail: str, fix: str) -> Finding:
    """Return a finding with which the system does not work, or not safely."""
    return Finding(check, "error", detail, fix)
