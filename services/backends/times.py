"""Times as text of one width, so that text order is time order."""

from datetime import UTC, datetime


def utc_text(moment: datetime) -> str:
    """Write a time as `2026-11-21T09:30:00.000000Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def from_utc_text(text: str) -> datetime:
    """Read a time that `utc_text` wrote."""
    return datetime.fromisoformat(text)
