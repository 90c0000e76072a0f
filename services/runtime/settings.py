"""How settings are read: once, from COUNTERFOIL_* variables, every fault named in one error."""

from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "COUNTERFOIL_"

PublicUrl = Annotated[str, StringConstraints(pattern=r"\Ahttps?://[^\s/]+\z")]
"""Scheme and host of mailed links, without a path or trailing slash."""


class SettingsError(Exception):
    """One or more settings are missing or malformed; the message names each and says what to do."""


class DeployableSettings(BaseSettings):
    """What every deployable is told: where its state is and how it speaks."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore"
    )

    backend: Literal["embedded"] = "embedded"
    state: Path = Path("var")
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"


S = TypeVar("S", bound=DeployableSettings)


def read_settings(cls: type[S], **given: Any) -> S:  # noqa: ANN401 - checked field by field
    """Read one deployable's settings; `given` values (command-line options) come first."""
    try:
        return cls(**given)
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'_'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError(
            "settings are wrong; correct these variables:\n  " + "\n  ".join(lines)
        ) from None
