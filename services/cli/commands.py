"""Every command, in the order in which the help lists them."""

from collections.abc import Callable
from typing import NamedTuple

import typer
from typer.core import TyperGroup

from services.cli import (
    actions,
    audit,
    config,
    copies,
    correct,
    credit,
    doctor,
    failures,
    invoice,
    invoice_render,
    key_list,
    keys,
    link_keys,
    load,
    openapi,
    order,
    order_watch,
    queue,
    redrive,
    run,
    seller,
)
from services.cli.refusal import ExitCode

Command = Callable[..., None]


class _Group(NamedTuple):
    """Commands about one thing."""

    help: str
    commands: dict[str, Command]


_PANELS: dict[str, dict[str, Command | _Group]] = {
    "The system": {
        "run": run.run,
        "doctor": doctor.doctor,
        "load": load.load,
        "queue": _Group(
            "See how late we are; pause a queue and resume it.",
            {"top": queue.top, "pause": queue.pause, "resume": queue.resume},
        ),
        "config": _Group("See the settings that count.", {"show": config.show_config}),
        "openapi": openapi.openapi,
    },
    "Orders and invoices": {
        "order": _Group(
            "Accept orders and follow them.",
            {"create": order.create, "show": order.show_order, "watch": order_watch.watch},
        ),
        "invoice": _Group(
            "Look at invoices, take them back, and draw one from files.",
            {
                "show": invoice.show_invoice,
                "credit": credit.credit_invoice,
                "render": invoice_render.render_invoice,
            },
        ),
        "failures": _Group(
            "See what failed and why, and mend it.",
            {
                "list": failures.list_failures,
                "groups": failures.list_groups,
                "show": failures.show_failure,
                "redrive": redrive.redrive,
                "correct": correct.correct,
                "discard": redrive.discard,
            },
        ),
    },
    "Sellers and keys": {
        "seller": _Group(
            "Keep the profiles that invoices are issued from.",
            {"put": seller.put, "validate": seller.validate, "list": seller.list_sellers},
        ),
        "keys": _Group(
            "Keep the credentials for the HTTP API.",
            {"create": keys.create, "list": key_list.list_keys, "revoke": key_list.revoke},
        ),
    },
    "Safety": {
        "links": _Group(
            "Keep the keys that mailed links are signed with.",
            {
                "keys": link_keys.list_keys,
                "add-key": link_keys.add_key,
                "use-key": link_keys.use_key,
                "drop-key": link_keys.drop_key,
            },
        ),
        "actions": _Group("See who did what, when and why.", {"list": actions.list_actions}),
        "audit": audit.audit,
        "backup": copies.backup,
        "restore": copies.restore,
    },
}


class _InPanelOrder(TyperGroup):
    """Typer lists commands before groups, which would tear the panels of the help apart."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - Typer's
        return [name for commands in _PANELS.values() for name in commands]


app = typer.Typer(
    name="counterfoil",
    cls=_InPanelOrder,
    help="Turns accepted orders into legal invoices in customers' inboxes.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 conflict.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _without_command(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def _which(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(ExitCode.USAGE)


def _group(group: _Group) -> typer.Typer:
    made = typer.Typer(help=group.help)
    made.callback(invoke_without_command=True)(_which)
    for name, command in group.commands.items():
        made.command(name)(command)
    return made


for _panel, _commands in _PANELS.items():
    for _name, _command in _commands.items():
        if isinstance(_command, _Group):
            app.add_typer(_group(_command), name=_name, rich_help_panel=_panel)
        else:
            app.command(_name, rich_help_panel=_panel)(_command)
