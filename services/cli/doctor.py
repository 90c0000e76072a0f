"""`counterfoil doctor`: what is wrong, and how to put it right."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from services.cli.refusal import ExitCode
from services.cli.run import PortOption
from services.cli.screen import Screen
from services.cli.surroundings import JsonOption, StateOption, settings_for, surroundings
from services.local.doctor import examine
from services.runtime.clock import Clock
from services.runtime.finding import Finding, Severity
from services.runtime.settings import BackendName, chosen_backend

_MARK: dict[Severity, tuple[str, str]] = {
    "ok": ("✓", "green"),
    "warning": ("!", "yellow"),
    "error": ("✗", "red"),
}


def doctor(
    ctx: typer.Context,
    *,
    backend: Annotated[
        BackendName | None,
        typer.Option(
            "--backend",
            help="Where the state is; else COUNTERFOIL_BACKEND, else embedded.",
            show_default=False,
        ),
    ] = None,
    port: PortOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check machine and state, or AWS, with a fix for each finding. Exit 1 on an error."""
    screen = Screen(as_json, state)
    clock = surroundings(ctx).clock
    on_aws = (backend or chosen_backend()) == "aws"
    findings = _on_aws(clock) if on_aws else _here(clock, port, state, backend)
    errors = sum(finding.severity == "error" for finding in findings)
    document = {"ok": not errors, "findings": [finding._asdict() for finding in findings]}
    screen.answer(document, _rows(findings))
    warnings = sum(finding.severity == "warning" for finding in findings)
    screen.note(f"{len(findings)} checks: {errors} errors, {warnings} warnings")
    if errors:
        raise typer.Exit(ExitCode.FAILED)


def _on_aws(clock: Clock) -> list[Finding]:
    # boto3 takes longer to import than the rest together, and no other command needs it.
    from services.runtime.aws_checks.examine import examine_aws  # noqa: PLC0415

    return examine_aws(clock)


def _here(
    clock: Clock, port: int | None, state: Path | None, backend: BackendName | None
) -> list[Finding]:
    settings = settings_for(state, backend=backend) if backend else settings_for(state)
    if port is not None:
        settings = settings.model_copy(update={"port": port})
    return examine(settings, clock())


def _rows(findings: Sequence[Finding]) -> Table:
    made = Table(box=None, show_header=False, pad_edge=False)
    made.add_column(no_wrap=True)
    made.add_column(style="bold", no_wrap=True)
    made.add_column(overflow="fold")
    for finding in findings:
        mark, style = _MARK[finding.severity]
        made.add_row(Text(mark, style=style), finding.check, finding.detail)
        if finding.fix:
            made.add_row("", "", Text(f"→ {finding.fix}", style=style))
    return made
