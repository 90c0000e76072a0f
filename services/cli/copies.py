"""`counterfoil backup` and `counterfoil restore`."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.filesize import decimal
from rich.text import Text

from services.cli.files import must_be_file
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, card, progress
from services.cli.surroundings import (
    JsonOption,
    StateOption,
    YesOption,
    must_have_ledger,
    on_this_machine,
    settings_for,
    surroundings,
)
from services.flow.order_answer import timestamp
from services.local.backup import Backup, BackupNameTaken, BadBackupName, back_up
from services.local.backup_file import BadBackup
from services.local.restore import ArchiveDisagrees, Restored, StateNotEmpty
from services.local.restore import restore as restore_backup
from services.local.state_lock import StateInUse

_SHOWN_FAULTS = 10


def backup(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="New file: .tar, .tar.gz, .tgz, .tar.xz or .txz.")
    ],
    *,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the whole state into one file, also while the system runs."""
    screen = Screen(as_json, state)
    given = surroundings(ctx)
    folder = must_have_ledger(on_this_machine(settings_for(state))).state
    try:
        with progress("Backing up") as (show_progress,):
            made = back_up(folder, file, now=given.clock(), progress=show_progress)
    except BadBackupName as bad:
        raise Refusal(ExitCode.USAGE, "bad_backup_name", f"{bad}.") from None
    except BackupNameTaken as taken:
        raise Refusal(ExitCode.CONFLICT, "name_taken", f"{taken}; choose another name.") from None
    screen.answer(_backup_document(made), _backup_card(made))
    screen.note("It holds the signing keys: keep it where only you can read it.", style="yellow")
    if made.faults:
        listed = ", ".join(made.faults[:_SHOWN_FAULTS])
        screen.note(
            f"{len(made.faults)} archive files are missing or changed: {listed}", style="red"
        )
        screen.suggest("counterfoil audit")
        raise typer.Exit(ExitCode.FAILED)


def _backup_document(made: Backup) -> dict[str, object]:
    return {
        "file": str(made.file),
        "size": made.size,
        "created_at": timestamp(made.manifest.created_at),
        "invoices": made.manifest.invoices,
        "files": made.manifest.files,
        "mails": made.manifest.mails,
        "faults": made.faults,
    }


def _backup_card(made: Backup) -> Group:
    manifest = made.manifest
    return card(
        str(made.file),
        {
            "size": decimal(made.size),
            "invoices": str(manifest.invoices),
            "archive files": str(manifest.files),
            "mails": str(manifest.mails),
        },
    )


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Set the ledger that is there aside.")
    ] = False,
    yes: YesOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a backup the state again. Every series is frozen until an audit has rebuilt it."""
    screen = Screen(as_json, state)
    given = surroundings(ctx)
    source, folder = must_be_file(file), on_this_machine(settings_for(state)).state
    question = f"Replace the ledger in {folder} by the one in {source.name}?"
    if replace and not yes and not given.ask(question):
        raise typer.Abort
    with _words_for_restoring(file), progress("Restoring") as (show_progress,):
        restored = restore_backup(
            source,
            folder,
            replace=replace,
            now=given.clock(),
            new_id=given.new_id,
            progress=show_progress,
        )
    screen.answer(_restored_document(restored), _restored_card(folder, restored))
    screen.suggest("counterfoil audit --rebuild")


@contextmanager
def _words_for_restoring(file: Path) -> Iterator[None]:
    try:
        yield
    except BadBackup as bad:
        raise Refusal(ExitCode.FAILED, "bad_backup", f"{bad}.") from None
    except StateInUse as in_use:
        raise Refusal(ExitCode.CONFLICT, "state_in_use", f"{in_use}.") from None
    except StateNotEmpty as holds:
        then = f"counterfoil restore {shlex.quote(str(file))} --replace"
        raise Refusal(ExitCode.CONFLICT, "state_not_empty", f"{holds}.", then=then) from None
    except ArchiveDisagrees as disagrees:
        raise Refusal(ExitCode.CONFLICT, "archive_disagrees", f"{disagrees}.") from None


def _restored_document(restored: Restored) -> dict[str, object]:
    return {
        "created_at": timestamp(restored.manifest.created_at),
        "invoices": restored.manifest.invoices,
        "files": restored.manifest.files,
        "mails": restored.manifest.mails,
        "frozen": restored.frozen,
        "kept": restored.kept,
        "set_aside": str(restored.set_aside) if restored.set_aside else None,
    }


def _restored_card(folder: Path, restored: Restored) -> Group:
    frozen = f"{len(restored.frozen)}: no numbers are given before the audit has rebuilt them"
    return card(
        f"{folder} is as it was on {timestamp(restored.manifest.created_at)[:19]}Z",
        {
            "invoices": str(restored.manifest.invoices),
            "archive files": str(restored.manifest.files),
            "mails": str(restored.manifest.mails),
            "already there": str(restored.kept) if restored.kept else None,
            "frozen series": Text(frozen, style="yellow"),
            "old ledger": str(restored.set_aside) if restored.set_aside else None,
        },
    )
