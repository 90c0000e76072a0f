"""`counterfoil openapi`: the contract of the HTTP API."""

from services.cli.screen import Screen
from services.cli.surroundings import JsonOption, StateOption


def openapi(*, state: StateOption = None, as_json: JsonOption = False) -> None:
    """Print the OpenAPI document of the HTTP API; it is JSON either way."""
    # FastAPI takes a third of a second to import, and no other command needs it.
    from services.order_api.openapi import openapi_document  # noqa: PLC0415

    Screen(as_json, state).json(openapi_document())
