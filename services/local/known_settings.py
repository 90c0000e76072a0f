"""Every setting of the one-machine edition: its value, where that came from, and typing errors."""

from difflib import get_close_matches
from typing import Literal, NamedTuple

from pydantic import SecretStr
from pydantic_settings import EnvSettingsSource

from services.local.settings import LocalSettings
from services.runtime.settings import PREFIX, AwsNames

REDACTED = "********"

Origin = Literal["default", "environment", "option"]


class Setting(NamedTuple):
    """One setting as it counts now. A secret is never in `value`."""

    variable: str
    value: str | None
    origin: Origin


class UnknownVariable(NamedTuple):
    """A variable that looks like a setting and is none."""

    name: str
    meant: str | None


def _given() -> set[str]:
    # The one reader of the environment, settings themselves apart: names alone leave it.
    source = EnvSettingsSource(LocalSettings)
    return {name.upper() for name in source.env_vars if name.upper().startswith(PREFIX)}


def _variable(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


def shown_settings(settings: LocalSettings, options: frozenset[str]) -> list[Setting]:
    """Return every setting; `options` names the fields that were given on the command line."""
    given = _given()
    return [
        Setting(
            variable=_variable(field),
            value=_shown(getattr(settings, field)),
            origin=_origin(field, options, given),
        )
        for field in LocalSettings.model_fields
    ]


def _shown(value: object) -> str | None:
    if isinstance(value, SecretStr):
        return REDACTED
    return None if value is None else str(value)


def _origin(field: str, options: frozenset[str], given: set[str]) -> Origin:
    if field in options:
        return "option"
    return "environment" if _variable(field) in given else "default"


def unknown_variables() -> list[UnknownVariable]:
    """Return what is set under our prefix but read by nobody: a typing error passes silently."""
    classes = (LocalSettings, AwsNames)
    known = [_variable(field) for cls in classes for field in cls.model_fields]
    return [
        UnknownVariable(name, next(iter(get_close_matches(name, known, n=1)), None))
        for name in sorted(_given().difference(known))
    ]
