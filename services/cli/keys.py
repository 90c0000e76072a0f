"""`counterfoil keys`: credentials for the HTTP API."""

from datetime import timedelta
from typing import Annotated, Literal

import typer
from pydantic_core import PydanticCustomError
from rich.text import Text

from services.backends.actions import Actions
from services.backends.conflict import Conflict
from services.backends.keys import Key, Keys, Role
from services.backends.times import utc_text
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen
from services.cli.surroundings import (
    JsonOption,
    StateOption,
    Surroundings,
    open_state,
    surroundings,
)
from services.domain.text import printable
from services.flow.acting import Ask, act, action_id
from services.flow.new_key import known_subject, new_key

LONGEST_LINE = 200
LONGEST_DAYS = 3650


def create(  # noqa: PLR0913 - one parameter for each option
    ctx: typer.Context,
    *,
    seller: Annotated[str, typer.Option("--seller", metavar="ID", help="Whom the key acts for.")],
    role: Annotated[Role, typer.Option("--role", help="What the key may do.")],
    test: Annotated[bool, typer.Option("--test", help="A key for test orders.")] = False,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What it is for.")] = "",
    expires_days: Annotated[
        int | None,
        typer.Option(
            "--expires-days",
            metavar="N",
            help="Opens nothing after so many days.",
            min=1,
            max=LONGEST_DAYS,
            show_default=False,
        ),
    ] = None,
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
    check_line(name, "name")
    given, backends = surroundings(ctx), open_state(ctx, state).backends
    if backends.sellers.read(seller) is None:
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_such_seller",
            f"There is no seller {seller}.",
            then="counterfoil seller list",
        )
    now = given.clock()
    expires_at = None if expires_days is None else now + timedelta(days=expires_days)
    if subject:
        secret = None
        key = known_subject(seller, role, livemode=not test, subject=subject, now=now)
    else:
        secret, key = new_key(seller, role, livemode=not test, random=given.new_key(), now=now)
    key = key.model_copy(update={"name": name, "expires_at": expires_at})
    write_down("create_key", key, given, backends.actions, reason=name)
    _store(key, backends.keys)
    _show_new(key, Screen(as_json, state), secret, subject)


def write_down(
    what: Literal["create_key", "revoke_key"],
    key: Key,
    given: Surroundings,
    actions: Actions,
    *,
    reason: str,
) -> None:
    """Put into the action log what is about to be done to a key."""
    ask = Ask(
        id=action_id(given.new_id()),
        who=f"cli:{given.user}",
        role="shell",
        reason=reason,
        at=given.clock(),
    )
    act(ask, what, key.prefix, actions=actions, seller_id=key.seller_id)


def check_line(text: str, option: str) -> None:
    """Refuse the text of an option that is no single line, or a long one."""
    try:
        fits = len(printable(text)) <= LONGEST_LINE
    except PydanticCustomError:
        fits = False
    if not fits:
        what = f"--{option} is a line of at most {LONGEST_LINE} characters."
        raise Refusal(ExitCode.USAGE, f"bad_{option}", what)


def _store(key: Key, keys: Keys) -> None:
    try:
        keys.create(key)
    except Conflict:
        taken = "This subject acts for a seller already. Give each seller a client of its own."
        raise Refusal(ExitCode.CONFLICT, "subject_taken", taken) from None


def _show_new(key: Key, screen: Screen, secret: str | None, subject: str | None) -> None:
    shown = {
        "object": "key",
        **({"secret": secret} if secret else {"subject": subject}),
        "prefix": key.prefix,
        "seller": key.seller_id,
        "role": key.role,
        "livemode": key.livemode,
        "name": key.name,
        "expires_at": utc_text(key.expires_at) if key.expires_at else None,
    }
    if secret is None:
        screen.answer(shown, Text(f"{subject} acts for {key.seller_id} as {key.role}"))
        return
    screen.answer(shown, Text(secret))
    screen.note("Keep this key now: it is not stored and cannot be shown again.", style="yellow")
