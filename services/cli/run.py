"""`counterfoil run`: the whole system on this machine."""

from typing import Annotated

import typer

from services.cli.refusal import ExitCode, Refusal
from services.cli.surroundings import JsonOption, StateOption, settings_for
from services.local.state_lock import StateInUse

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

    del as_json
    settings = settings_for(state)
    try:
        code = start(settings.state, port or settings.port, samples=not no_samples)
    except StateInUse as in_use:
        raise Refusal(ExitCode.CONFLICT, "state_in_use", f"{in_use}.") from None
    except PortTaken as taken:
        raise Refusal(
            ExitCode.CONFLICT, "port_taken", f"{taken}.", then="counterfoil doctor"
        ) from None
    raise typer.Exit(code)
