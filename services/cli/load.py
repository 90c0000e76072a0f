"""`counterfoil load`: see what the system does under orders."""

import asyncio
from typing import Annotated

import httpx2
import typer
from rich.console import Group
from rich.text import Text

from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, card, progress
from services.cli.surroundings import JsonOption, StateOption, settings_for, surroundings
from services.local.load import Bars, CannotLoad
from services.local.load import load as run_load
from services.local.load_report import Load, LoadReport, Percentiles
from services.local.samples.first_run import KEY_FILE
from services.local.settings import LocalSettings

TIMEOUT_S = 30.0
CONNECTIONS = 64


def load(
    ctx: typer.Context,
    *,
    rate: Annotated[float, typer.Option("--rate", min=0.1, max=10_000, help="Orders a second.")],
    count: Annotated[int, typer.Option("--count", min=1, max=1_000_000, help="How many orders.")],
    url: Annotated[
        str | None,
        typer.Option(
            "--url", metavar="URL", help="The system; else this machine's port.", show_default=False
        ),
    ] = None,
    patience: Annotated[
        float, typer.Option("--patience", min=1, help="Seconds to wait for the last order.")
    ] = 120.0,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Place orders over HTTP at a steady rate and wait for all. Exit 1 when one is lost."""
    screen = Screen(as_json, state)
    settings = settings_for(state)
    asked = Load(rate, count, patience, run=surroundings(ctx).new_id()[:8])
    base_url = url or f"http://127.0.0.1:{settings.port}"
    try:
        with progress("Placed", "Ended") as (placed, ended):
            bars = Bars(placed, ended)
            report = asyncio.run(_load(base_url, _key(settings), asked, bars))
    except CannotLoad as cannot:
        raise Refusal(
            ExitCode.FAILED, "cannot_load", f"{cannot}.", then="counterfoil doctor"
        ) from None
    screen.answer(report.model_dump(mode="json"), _for_people(report))
    if not report.ok:
        screen.suggest("counterfoil doctor")
        raise typer.Exit(ExitCode.FAILED)


def _key(settings: LocalSettings) -> str:
    path = settings.state / KEY_FILE
    if not path.exists():
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_key",
            f"There is no {path}: the first run makes it.",
            then="counterfoil run",
        )
    return path.read_text().strip()


async def _load(base_url: str, key: str, asked: Load, bars: Bars) -> LoadReport:
    async with httpx2.AsyncClient(
        base_url=base_url,
        headers={"Authorization": f"Bearer {key}"},
        timeout=TIMEOUT_S,
        limits=httpx2.Limits(max_connections=CONNECTIONS),
        trust_env=False,  # a proxy would be measured too
    ) as client:
        return await run_load(client, asked, bars)


def _for_people(report: LoadReport) -> Group:
    lost = Text(str(report.lost), style="bold red" if report.lost else "green")
    return card(
        f"{report.asked} orders at {report.rate:g}/s",
        {
            "accepted": str(report.accepted),
            "refused": _counts(report.refused),
            "sent": str(report.sent),
            "failed": _counts(report.failed),
            "lost": lost,
            "orders/s": f"{report.orders_per_s:g}" if report.orders_per_s else None,
            "accept": _spread(report.accept_ms, "ms", 1),
            "accept to sent": _spread(report.sent_after_s, "s", 2),
        },
    )


def _counts(counts: dict[str, int]) -> str | None:
    return ", ".join(f"{code} {count}" for code, count in sorted(counts.items())) or None


def _spread(values: Percentiles | None, unit: str, places: int) -> Text | None:
    if values is None:
        return None
    parts: list[str | tuple[str, str]] = []
    for name, value in values.model_dump().items():
        parts += [(f"{name} ", "dim"), f"{value:.{places}f} {unit}  "]
    return Text.assemble(*parts)
