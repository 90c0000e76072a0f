"""The environment variables of functions and tasks, held against the settings classes.

A name that no class has, or a required one that is missing, ends the synthesis: what is deployed
would not start.
"""

from collections.abc import Mapping

from pydantic_settings import BaseSettings

from services.runtime.settings import PREFIX, AwsNames, DeployableSettings


class WrongEnvironment(Exception):  # noqa: N818 - what it is
    """A variable is missing, or no settings class has it."""


def environment(
    settings: type[DeployableSettings],
    names: Mapping[str, str],
    also: tuple[type[BaseSettings], ...] = (),
    **given: str,
) -> dict[str, str]:
    """Return the variables of a deployable: `names` are fields of AwsNames, `given` its own.

    `also` are further classes that it reads.

    Raises WrongEnvironment.
    """
    values = {"backend": "aws", **names, **given}
    read: tuple[type[BaseSettings], ...] = (settings, AwsNames, *also)
    if unknown := sorted(values.keys() - {name for cls in read for name in cls.model_fields}):
        raise WrongEnvironment(f"{settings.__name__} has no {', '.join(unknown)}")
    if missing := sorted({name for cls in read for name in _required(cls)} - values.keys()):
        raise WrongEnvironment(f"{settings.__name__} needs {', '.join(missing)}")
    return {f"{PREFIX}{name.upper()}": value for name, value in sorted(values.items())}


def _required(cls: type[BaseSettings]) -> set[str]:
    return {name for name, field in cls.model_fields.items() if field.is_required()}
