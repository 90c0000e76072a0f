"""What every command is given: time, randomness, the person at the keyboard, and the state."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from services.cli.refusal import ExitCode, Refusal
from services.local.settings import PORT_FILE, LocalSettings
from services.runtime.clock import Clock
from services.runtime.composition import LEDGER_FILE, Backends, open_backends
from services.runtime.randomness import NewId
from services.runtime.settings import read_settings
from services.runtime.telemetry import start_logs

StateOption = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="DIR",
        help="Folder that holds the state; else COUNTERFOIL_STATE, else var.",
        show_default=False,
        file_okay=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
SellerOption = Annotated[
    str | None, typer.Option("--seller", metavar="ID", help="Which seller.", show_default=False)
]


class Surroundings(NamedTuple):
    """Everything outside the program that commands touch, besides files and the network."""

    clock: Clock
    sleep: Callable[[float], None]
    new_id: NewId
    new_key: Callable[[], bytes]
    new_traceparent: Callable[[], str]
    user: str
    """Who is logged in on this machine, for the action log."""
    ask: Callable[[str], bool]
    """Asks the person a yes-or-no question; raises Refusal when nobody is there to answer."""


def surroundings(ctx: typer.Context) -> Surroundings:
    """Return what this run of the command was given."""
    given = ctx.find_object(Surroundings)
    if given is None:
        raise TypeError("run the command through services.cli.main.command_line")
    return given


def named_settings(state: Path | None, **given: object) -> LocalSettings:
    """Read the settings as they were named and nothing else."""
    folder = {} if state is None else {"state": state}
    return read_settings(LocalSettings, **folder, **given)


def settings_for(state: Path | None, **given: object) -> LocalSettings:
    """Read the settings; an option that was given comes before the environment.

    A port that nobody named is the one the state was last served on.
    """
    settings = named_settings(state, **given)
    served = settings.state / PORT_FILE
    if "port" not in settings.model_fields_set and served.is_file():
        return settings.model_copy(update={"port": int(served.read_text())})
    return settings


class Opened(NamedTuple):
    """The state a command works on."""

    settings: LocalSettings
    backends: Backends


def must_have_ledger(settings: LocalSettings) -> LocalSettings:
    """Return the settings if their state exists: a mistyped folder is no empty shop."""
    if not (settings.state / LEDGER_FILE).exists():
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_state",
            f"There is no state in {settings.state}: it holds no {LEDGER_FILE}. "
            "Name the right folder with --state, or start the system once to make one.",
            then="counterfoil run",
        )
    return settings


def on_this_machine(settings: LocalSettings) -> LocalSettings:
    """Return the settings if their state is a folder here, as some commands need it."""
    if settings.backend != "embedded":
        raise Refusal(
            ExitCode.USAGE,
            "not_on_this_backend",
            f"This command works on a folder of this machine, not on {settings.backend}. "
            "Unset COUNTERFOIL_BACKEND; what runs and backs up AWS is deployed there.",
        )
    return settings


def open_state(ctx: typer.Context, state: Path | None) -> Opened:
    """Open the state a command works on, here or on AWS; never make one."""
    settings = settings_for(state)
    if settings.backend == "embedded":
        must_have_ledger(settings)
    start_logs(settings.model_copy(update={"log_level": "warning"}), "counterfoil")
    return Opened(settings, open_backends(settings, surroundings(ctx).clock))
