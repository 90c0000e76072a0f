"""How settings are read: once, from COUNTERFOIL_* variables, every fault named in one error."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "COUNTERFOIL_"

PublicUrl = Annotated[str, StringConstraints(pattern=r"\Ahttps?://[^\s/]+\z")]
"""Scheme and host of mailed links, without a path or trailing slash."""

BackendName = Literal["embedded", "aws"]

_Name = Annotated[str, Field(min_length=1)]
_CONFIG = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")


class SettingsError(Exception):
    """One or more settings are missing or malformed; the message names each and says what to do."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("settings are wrong; correct these variables:\n  " + "\n  ".join(faults))
        self.faults = tuple(faults)


class DeployableSettings(BaseSettings):
    """What every deployable is told: where its state is and how it speaks."""

    model_config: ClassVar[SettingsConfigDict] = _CONFIG

    backend: BackendName = "embedded"
    state: Path = Path("var")
    """The folder of the embedded backend."""
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: Annotated[str | None, Field(validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")] = (
        None
    )
    """Where spans go, if anywhere; read by OpenTelemetry itself, with its other variables."""


class RenderingSettings(DeployableSettings):
    """What bounds a process that renders invoices."""

    render_limit_s: Annotated[float, Field(gt=0, le=50)] = 30.0
    """How long one order may be checked or rendered, of which it needs milliseconds.

    Less than the minute its message is hidden: the process ends before others take the order."""
    memory_limit_mib: Annotated[int, Field(ge=512)] = 1536
    """How much memory a process may write to, the stacks of its threads included.

    Orders of 500 lines in Chinese characters take 170 MiB with one thread, 540 with sixteen."""


class AwsNames(BaseSettings):
    """What the resources of the aws backend are called. IAM says which of them one may touch."""

    model_config: ClassVar[SettingsConfigDict] = _CONFIG

    table: _Name
    orders_queue_url: _Name
    orders_dead_letters_url: _Name
    archived_queue_url: _Name
    archived_dead_letters_url: _Name
    archive_bucket: _Name
    """With Object Lock."""
    archive_lock: Literal["COMPLIANCE", "GOVERNANCE"] = "COMPLIANCE"
    """Whether an invoice is locked for everybody until its time is over, or, on stages that come
    and go, for all but whoever may bypass that."""
    test_archive_bucket: _Name
    """Of TEST invoices, which may be deleted: without Object Lock."""
    secrets_id: _Name
    """In Secrets Manager."""
    mail_configuration_set: _Name
    seller_topic_arn: _Name
    operator_topic_arn: _Name
    notifier_mapping: _Name | None = None
    """UUID of the event source mapping that calls the notifier; without it, pausing `archived`
    holds nobody. Only who pauses queues is told."""
    workers_cluster: _Name | None = None
    workers_service: _Name | None = None
    """Where ECS runs the workers; without both, they count by what they say of themselves."""
    s3_path_style: bool = False
    """For endpoints that know no bucket as a host name."""


class _Chosen(BaseSettings):
    model_config: ClassVar[SettingsConfigDict] = _CONFIG

    backend: str = "embedded"


def chosen_backend() -> str:
    """Return the backend that the environment names, unchecked."""
    return _Chosen().backend


S = TypeVar("S", bound=BaseSettings)


def read_settings(cls: type[S], **given: Any) -> S:  # noqa: ANN401 - checked field by field
    """Read one settings class; `given` values (command-line options) come first.

    Raises SettingsError. Where the aws backend is chosen it names what that lacks as well, so
    that nobody corrects one variable only to hear of the next.
    """
    settings, faults = _read(cls, given)
    chosen = given.get("backend") or chosen_backend()
    if issubclass(cls, DeployableSettings) and chosen == "aws":
        faults += _read(AwsNames, {})[1]
    if settings is None or faults:
        raise SettingsError(faults)
    return settings


def _read(cls: type[S], given: dict[str, Any]) -> tuple[S | None, list[str]]:
    try:
        return cls(**given), []
    except ValidationError as error:
        return None, [
            f"{PREFIX}{'_'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        ]
