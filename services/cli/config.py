"""`counterfoil config`: what the system is told, and by whom."""

from rich.text import Text

from services.cli.screen import Screen, table
from services.cli.surroundings import JsonOption, StateOption, settings_for
from services.local.known_settings import shown_settings, unknown_variables


def show_config(*, state: StateOption = None, as_json: JsonOption = False) -> None:
    """Show every setting with its value and where it came from. Secrets are not shown."""
    screen = Screen(as_json, state)
    options = frozenset() if state is None else frozenset({"state"})
    settings = shown_settings(settings_for(state), options)
    unknown = unknown_variables()
    rows = table("Setting", "Value", "From")
    for setting in settings:
        value = Text("not set", style="dim") if setting.value is None else Text(setting.value)
        came_from = Text(setting.origin, style="dim" if setting.origin == "default" else "cyan")
        rows.add_row(setting.variable, value, came_from)
    document = {
        "settings": [setting._asdict() for setting in settings],
        "unknown": [variable._asdict() for variable in unknown],
    }
    screen.answer(document, rows)
    for name, meant in unknown:
        hint = f"; did you mean {meant}?" if meant else ""
        screen.note(f"{name} is set, but no setting has this name{hint}", style="yellow")
