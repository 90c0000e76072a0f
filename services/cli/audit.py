"""`counterfoil audit`: every number, every hash, every archived byte."""

from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, table
from services.cli.surroundings import JsonOption, StateOption, open_state, surroundings
from services.reconciler.audit import audit as audit_books
from services.reconciler.audit import audit_and_seal
from services.reconciler.nightly import books as books_of
from services.reconciler.rebuild import rebuild
from services.reconciler.report import AuditReport
from services.runtime.composition import Backends

SeriesOption = Annotated[
    str | None,
    typer.Option("--series", metavar="KEY", help="Audit this series alone.", show_default=False),
]
RebuildOption = Annotated[
    bool,
    typer.Option(
        "--rebuild", help="First raise the counters above the archive and thaw frozen series."
    ),
]


def audit(
    ctx: typer.Context,
    *,
    series: SeriesOption = None,
    rebuild_counters: RebuildOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check that no invoice number is missing, doubled or changed. Exit 1 on any fault."""
    screen = Screen(as_json, state)
    backends = open_state(ctx, state).backends
    books = books_of(backends)
    if rebuild_counters:
        counters = rebuild(books, surroundings(ctx).clock())
        screen.note(f"Rebuilt {len(counters)} counters: all series give numbers again.")
    if series is None:
        report = audit_and_seal(books, surroundings(ctx).clock().date())
    else:
        _must_exist(backends, series)
        report = audit_books(books, series)
    screen.answer(report.model_dump(mode="json"), _for_people(report))
    if not report.ok:
        if any(fault.code == "frozen" for fault in report.faults):
            screen.suggest("counterfoil audit --rebuild")
        raise typer.Exit(ExitCode.FAILED)


def _must_exist(backends: Backends, series: str) -> None:
    known = [counter.series.key for counter in backends.numbering.counters()]
    if series not in known:
        listed = ", ".join(known) or "none yet"
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_such_series",
            f"No series {series} has given a number. Series: {listed}.",
            then="counterfoil audit",
        )


def _for_people(report: AuditReport) -> RenderableType:
    spans = table("Series", "First", "Last", "Count", right=("Count",))
    for span in report.series:
        spans.add_row(span.series, span.first or "", span.last or "", str(span.count))
    faults = table("Series", "Number", "Fault", "Detail")
    for fault in report.faults:
        code = Text(fault.code, style="red")
        faults.add_row(fault.series, fault.number or "", code, fault.detail)
    shown: list[RenderableType] = [spans] if report.series else []
    if report.faults:
        shown += [Text(), faults]
    return Group(*shown, Text(), _verdict(report))


def _verdict(report: AuditReport) -> Text:
    counted = f"{report.invoices} invoices, {report.files} files"
    if report.ok:
        return Text.assemble(("✓ ", "green"), f"{counted}: no gap, no duplicate, every hash holds")
    return Text.assemble(("✗ ", "red"), f"{counted}: {len(report.faults)} faults")
