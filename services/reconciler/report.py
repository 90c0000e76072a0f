"""What an audit says."""

from services.domain.frozen import Frozen


class AuditFault(Frozen):
    """One thing that is not as it must be."""

    series: str
    number: str | None
    code: str
    detail: str


class SeriesSpan(Frozen):
    """What a series holds."""

    series: str
    first: str | None
    last: str | None
    count: int


class AuditReport(Frozen):
    """The result: `ok` when there is no fault."""

    ok: bool
    invoices: int
    files: int
    series: tuple[SeriesSpan, ...]
    faults: tuple[AuditFault, ...]
