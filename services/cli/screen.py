"""What the command shows: data on stdout, everything else on stderr, colours on terminals only."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, JustifyMethod, RenderableType
from rich.live import Live
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from services.cli.refusal import Refusal

PIPE_WIDTH = 200
"""Columns when nobody looks at a terminal: wide enough that no cell is broken for grep."""

ShowProgress = Callable[[int, int], None]
"""Is told how much is done, and of how much."""


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, markup=False, highlight=False, emoji=False)
    if console.no_color:  # rich would keep bold and underline, which are escape codes too
        console = Console(
            stderr=stderr, markup=False, highlight=False, emoji=False, color_system=None
        )
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    return console


class Screen(NamedTuple):
    """How one run of the command shows what it has to show."""

    as_json: bool
    state: Path | None = None
    """The folder that was named, so that the commands it suggests name it too."""

    def json(self, document: object) -> None:
        """Print one JSON document on stdout."""
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))

    def show(self, *contents: RenderableType) -> None:
        """Print data for people on stdout."""
        _console(stderr=False).print(Group(*contents))

    def answer(self, document: object, *people: RenderableType) -> None:
        """Print the data of a command as it was asked for."""
        if self.as_json:
            self.json(document)
        else:
            self.show(*people)

    def repaint(self, look: Callable[[], RenderableType], wait: Callable[[], None]) -> None:
        """Show what `look` returns in the same place, again after each `wait`, until Ctrl-C.

        Where nobody looks at a terminal it is shown once.
        """
        console = _console(stderr=False)
        if not console.is_terminal:
            console.print(look())
            return
        with Live(look(), console=console, auto_refresh=False) as live, suppress(KeyboardInterrupt):
            while True:
                wait()
                live.update(look(), refresh=True)

    def note(self, text: str, style: str = "dim") -> None:
        """Say something beside the data, on stderr; a program that asked for JSON is not told."""
        if not self.as_json:
            _console(stderr=True).print(Text(text, style=style), soft_wrap=True)

    def suggest(self, command: str) -> None:
        """Name the next command to people, on stderr."""
        if not self.as_json:
            _console(stderr=True).print(
                Text.assemble(("Next: ", "dim"), (self._here(command), "cyan")), soft_wrap=True
            )

    def refuse(self, refusal: Refusal) -> None:
        """Print a refusal on stderr, for people or as one JSON document."""
        if self.as_json:
            typer.echo(json.dumps(self._refused(refusal), ensure_ascii=False), err=True)
            return
        console = _console(stderr=True)
        console.print(Text.assemble(("Error: ", "bold red"), refusal.what), soft_wrap=True)
        for fault in refusal.faults:
            where = (fault.pointer or "/", "bold")
            line = Text.assemble("  ", where, f" {fault.detail} ", (fault.code, "dim"))
            console.print(line, soft_wrap=True)
        if refusal.then:
            self.suggest(refusal.then)

    def _refused(self, refusal: Refusal) -> dict[str, object]:
        return {
            "code": refusal.code,
            "detail": refusal.what,
            "next": self._here(refusal.then) if refusal.then else None,
            "errors": [fault._asdict() for fault in refusal.faults],
        }

    def _here(self, command: str) -> str:
        if self.state is None or "--help" in command:
            return command
        return f"{command} --state {shlex.quote(str(self.state))}"


def table(*columns: str, right: tuple[str, ...] = ()) -> Table:
    """Return an empty table; the columns named in `right` hold figures or amounts.

    The first column is never broken: what it names is copied into the next command.
    """
    made = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    for place, column in enumerate(columns):
        justify: JustifyMethod = "right" if column in right else "left"
        made.add_column(column, justify=justify, overflow="fold", no_wrap=place == 0)
    return made


def card(title: str, rows: Mapping[str, RenderableType | None]) -> Group:
    """Return names and values of one thing, those without a value left out."""
    made = Table(box=None, show_header=False, pad_edge=False)
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows.items():
        if value is not None:
            made.add_row(name, value)
    return Group(Text(title, style="bold"), made)


@contextmanager
def progress(*labels: str) -> Iterator[list[ShowProgress]]:
    """Show a bar for each label on stderr; nothing at all when stderr is no terminal."""
    console = _console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        yield [_row(bars, label) for label in labels]


def _row(bars: Progress, label: str) -> ShowProgress:
    row = bars.add_task(label, total=None)
    return lambda done, total: bars.update(row, completed=done, total=total or None)
