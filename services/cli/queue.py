"""`counterfoil queue`: how late we are, seen from a terminal; pausing a queue and resuming it."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from services.backends.unavailable import Unavailable
from services.cli.decisions import ReasonOption, ask_of
from services.cli.queue_view import overview_view
from services.cli.screen import Screen
from services.cli.surroundings import JsonOption, Opened, StateOption, open_state, surroundings
from services.flow.overview import overview
from services.flow.overview_answer import Overview
from services.flow.pausing import pause_queue, resume_queue
from services.runtime.clock import Clock
from services.runtime.pausing import ASKED_EVERY

REFRESH_S = 1.0


class QueueName(StrEnum):
    """The queues there are."""

    ORDERS = "orders"
    ARCHIVED = "archived"


QueueArgument = Annotated[QueueName, typer.Argument(metavar="NAME", help="orders or archived.")]


def top(
    ctx: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="Show it once and end.")] = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how late we are, why, and what is done about it, until Ctrl-C."""
    screen = Screen(as_json, state)
    given = surroundings(ctx)
    opened = open_state(ctx, state)
    if as_json:
        screen.json(_look(opened, given.clock).model_dump(mode="json"))
    elif once:
        screen.show(overview_view(_look(opened, given.clock)))
    else:
        screen.repaint(lambda: _view(opened, given.clock), lambda: given.sleep(REFRESH_S))


def _look(opened: Opened, clock: Clock) -> Overview:
    settings = opened.settings
    worker_vcpus = settings.worker_vcpus if settings.backend == "aws" else None
    return overview(opened.backends, clock(), worker_vcpus=worker_vcpus)


def _view(opened: Opened, clock: Clock) -> RenderableType:
    try:
        return overview_view(_look(opened, clock))
    except Unavailable as error:
        return Text(f"Reconnecting: {error}", style="yellow")


def pause(
    ctx: typer.Context,
    queue: QueueArgument,
    *,
    reason: ReasonOption,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take nothing from a queue until it is resumed. Messages stay, and what is in hand is done."""
    screen = Screen(as_json, state)
    ask = ask_of(surroundings(ctx), reason)
    backends = open_state(ctx, state).backends
    pause_queue(queue, ask, backends, seller_id=None)
    (standing,) = (found for found in backends.pauses.all() if found.queue == queue)
    already = "" if standing.at == ask.at else f" already, by {standing.who}: {standing.reason}"
    screen.answer(standing.model_dump(mode="json"), Text(f"{queue} is paused{already}"))
    screen.note(f"It counts within {ASKED_EVERY.total_seconds():.0f} s.")
    screen.suggest(f'counterfoil queue resume {queue} --reason "what was mended"')


def resume(
    ctx: typer.Context,
    queue: QueueArgument,
    *,
    reason: ReasonOption,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take from a paused queue again."""
    screen = Screen(as_json, state)
    ask = ask_of(surroundings(ctx), reason)
    backends = open_state(ctx, state).backends
    resume_queue(queue, ask, backends, seller_id=None)
    screen.answer({"queue": queue, "paused": False}, Text(f"{queue} is taken from again"))
    screen.suggest("counterfoil queue top")
