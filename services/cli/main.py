"""The command's edge: runs a command line, turns errors into words and exit codes."""

import getpass
import sys
import time
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

import typer

from services.cli.commands import app
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen
from services.cli.surroundings import Surroundings
from services.domain.rejection import Rejected
from services.local.state_trouble import STATE_TROUBLE
from services.runtime.clock import utc_now
from services.runtime.randomness import new_traceparent, random_id, random_key
from services.runtime.settings import SettingsError


def _usage(error: typer.TyperException) -> Refusal:
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else "counterfoil"
    return Refusal(
        ExitCode(error.exit_code), "wrong_usage", error.format_message(), then=f"{path} --help"
    )


def _system_error(error: OSError) -> Refusal:
    what = f"{error.filename or 'The system'}: {error.strerror or error}."
    return Refusal(ExitCode.FAILED, "system_error", what, then="counterfoil doctor")


def _refusal(error: Exception) -> Refusal | None:
    """Return what to say, None for what is a bug."""
    if isinstance(error, Rejected):
        what = "This cannot be accepted; correct what is named and try again."
        return Refusal(ExitCode.FAILED, "rejected", what, faults=error.faults)
    if isinstance(error, SettingsError):
        return Refusal(ExitCode.USAGE, "wrong_settings", str(error), then="counterfoil config show")
    if isinstance(error, typer.Abort):
        return Refusal(ExitCode.FAILED, "aborted", "Stopped; nothing more was done.")
    if isinstance(error, typer.TyperException):
        return _usage(error)
    if isinstance(error, STATE_TROUBLE):
        what = f"The state cannot be used: {error}."
        return Refusal(ExitCode.FAILED, "state_trouble", what, then="counterfoil doctor")
    return _system_error(error) if isinstance(error, OSError) else None


def _state_in(arguments: Sequence[str]) -> Path | None:
    # Read off the line itself: a line that cannot be parsed is refused too.
    for argument, following in zip_longest(arguments, arguments[1:]):
        if argument == "--state" and following:
            return Path(following)
        if argument.startswith("--state="):
            return Path(argument.removeprefix("--state="))
    return None


def command_line(arguments: Sequence[str], given: Surroundings) -> int:
    """Run one command and return its exit code. What is a bug leaves a traceback."""
    try:
        code = app(list(arguments), prog_name="counterfoil", standalone_mode=False, obj=given)
    except Exception as error:
        refusal = error if isinstance(error, Refusal) else _refusal(error)
        if refusal is None:
            raise
        Screen("--json" in arguments, _state_in(arguments)).refuse(refusal)
        return int(refusal.exit_code)
    return int(code or ExitCode.OK)


def _ask(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Refusal(
            ExitCode.USAGE,
            "needs_a_yes",
            f"{question} Nobody is at the keyboard to answer: add --yes to do it without asking.",
        )
    return typer.confirm(question, err=True)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        return "unknown"


def main() -> None:
    """Run the command with the real clock, randomness and keyboard."""
    given = Surroundings(
        clock=utc_now,
        sleep=time.sleep,
        new_id=random_id,
        new_key=random_key,
        new_traceparent=new_traceparent,
        user=_user(),
        ask=_ask,
    )
    sys.exit(command_line(sys.argv[1:], given))
