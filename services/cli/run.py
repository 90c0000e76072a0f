"""`counterfoil run`: the whole system on this machine."""

from typing import Annotated

import typer

from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen
from services.cli.surroundings import (
    JsonOption,
    StateOption,
    named_settings,
    on_this_machine,
)
from services.local.samples.first_run import FIRST_SELLER, KEY_FILE
from services.local.settings import LocalSettings
from services.local.state_lock import StateInUse
from services.local.welcome import welcome

PortOption = Annotated[
    int | None,
    typer.Option(
        "--port",
        min=1,
        max=65535,
        help="Port to serve on; else COUNTERFOIL_PORT, else 8080.",
        show_default=False,
    ),
]


def run(
    *,
    port: PortOption = None,
    no_samples: Annotated[
        bool, typer.Option("--no-samples", help="Start empty: sellers and a key, but no orders.")
    ] = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run everything on this machine until Ctrl-C, which drains within 10 s."""
    # Whatever serves HTTP takes a third of a second to import, and no other command needs it.
    from services.local.group import PortTaken  # noqa: PLC0415
    from services.local.start import start  # noqa: PLC0415

    settings = on_this_machine(named_settings(state))

    def announce(running: LocalSettings) -> None:
        if as_json:
            Screen(as_json, state).json(_places(running))
        else:
            typer.echo(welcome(running))  # as it is: no line of it may be wrapped

    try:
        code = start(
            settings.state,
            port or settings.port,
            samples=not no_samples,
            announce=announce,
        )
    except StateInUse as in_use:
        raise Refusal(ExitCode.CONFLICT, "state_in_use", f"{in_use}.") from None
    except PortTaken as taken:
        raise Refusal(
            ExitCode.CONFLICT, "port_taken", f"{taken}.", then="counterfoil doctor"
        ) from None
    raise typer.Exit(code)


def _places(settings: LocalSettings) -> dict[str, object]:
    here = f"http://127.0.0.1:{settings.port}"
    return {
        "url": here,
        "docs": f"{here}/docs",
        "inbox": f"{here}/inbox",
        "key_file": str(settings.state / KEY_FILE),
        "seller": FIRST_SELLER,
        "state": str(settings.state),
    }
