"""`counterfoil keys`: credentials for the HTTP API."""

from typing import Annotated

import typer
from rich.text import Text

from services.backends.conflict import Conflict
from services.backends.keys import Role
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen
from services.cli.surroundings import JsonOption, StateOption, open_state, surroundings
from services.flow.new_key import known_subject, new_key


def create(
    ctx: typer.Context,
    *,
    seller: Annotated[str, typer.Option("--seller", metavar="ID", help="Whom the key acts for.")],
    role: Annotated[Role, typer.Option("--role", help="What the key may do.")],
    test: Annotated[bool, typer.Option("--test", help="A key for test orders.")] = False,
    subject: Annotated[
        str | None,
        typer.Option(
            "--subject",
            metavar="SUB",
            help="On AWS: the Cognito client id or user subject that may act; it has its secret.",
            show_default=False,
        ),
    ] = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create a key. Its secret is shown this once and kept nowhere."""
    screen = Screen(as_json, state)
    given = surroundings(ctx)
    backends = open_state(ctx, state).backends
    if backends.sellers.read(seller) is None:
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_such_seller",
            f"There is no seller {seller}.",
            then="counterfoil seller list",
        )
    live, now = not test, given.clock()
    if subject:
        key = known_subject(seller, role, livemode=live, subject=subject, now=now)
        try:
            backends.keys.create(key)
        except Conflict:
            taken = "This subject acts for a seller already. Give each seller a client of its own."
            raise Refusal(ExitCode.CONFLICT, "subject_taken", taken) from None
        shown = {"object": "key", "subject": subject, "seller": seller, "role": role}
        screen.answer(shown | {"livemode": live}, Text(f"{subject} acts for {seller} as {role}"))
        return
    secret, key = new_key(seller, role, livemode=live, random=given.new_key(), now=now)
    backends.keys.create(key)
    document = {
        "object": "key",
        "secret": secret,
        "prefix": key.prefix,
        "seller": key.seller_id,
        "role": key.role,
        "livemode": key.livemode,
    }
    screen.answer(document, Text(secret))
    screen.note("Keep this key now: it is not stored and cannot be shown again.", style="yellow")
