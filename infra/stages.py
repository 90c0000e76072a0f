"""The stages, and in what they differ: sizes, retention, capacity, names."""

from typing import Final, Literal, NamedTuple

from services.domain.scaling import MAX_WORKERS

StageName = Literal["dev", "test", "prod"]

RESERVED_FOR_EXAMPLES: Final = (".example", ".invalid", ".test")
"""Endings of names that nobody can own (RFC 2606)."""


class Size(NamedTuple):
    """Of the worker's tasks, and how many of them."""

    vcpus: int
    memory_mib: int
    least: int
    most: int


class Limits(NamedTuple):
    """How much the edges let through."""

    requests_per_s: int
    burst: int
    requests_per_address: int
    """In five minutes, from one address."""
    mails_at_once: int
    """Invocations of the notifier at once; what SES lets this account send bounds it."""


class Source(NamedTuple):
    """Where releases come from."""

    connection_arn: str
    """Of AWS CodeConnections, made by hand: it asks the repository's owner."""
    repository: str
    """Owner and name."""
    branch: str


class Stage(NamedTuple):
    """One installation. Nothing is shared between two."""

    name: StageName
    region: str
    domain: str
    """Host of mailed links. They live for years, so it must outlive any distribution."""
    api_domain: str | None
    """Host of the order API; the gateway's own address without one."""
    zone_id: str | None
    """Route 53 zone of `domain`, which is its name; without one its records are made by hand."""
    mail_domains: tuple[str, ...]
    """Domains that sellers send from; each is verified in SES."""
    size: Size
    limits: Limits
    availability_zones: int
    archive_years: int
    """Default retention of the archive, the longest that a seller's law asks for."""
    archive_mode: Literal["GOVERNANCE", "COMPLIANCE"]
    """COMPLIANCE: not even the account's root can delete an invoice before its time."""
    log_days: Literal[30, 90, 365]
    keep: bool
    """Whether what holds state is kept when its stack is deleted."""
    reserve_concurrency: bool
    """New accounts have ten executions in all and can reserve none."""
    month_usd: int
    """What the account may cost in a month until somebody is told."""
    source: Source | None = None
    """What the pipeline releases; without one `make deploy` does, and there is no pipeline."""

    @property
    def public_url(self) -> str:
        """Return scheme and host of mailed links."""
        return f"https://{self.domain}"

    def named(self, name: str) -> str:
        """Return the name that a resource has in this stage."""
        return f"counterfoil-{self.name}-{name}"


class NoDomain(Exception):  # noqa: N818 - what is missing, in words an operator says
    """The stage still has the domain it was published with."""


def check_domains(stage: Stage) -> None:
    """Raise NoDomain when the stage has names that nobody can own."""
    names = [stage.domain, *stage.mail_domains, *([stage.api_domain] if stage.api_domain else [])]
    if foreign := [name for name in names if name.endswith(RESERVED_FOR_EXAMPLES)]:
        raise NoDomain(
            f"{', '.join(foreign)} can belong to nobody; write your own domains for "
            f"{stage.name} into infra/stages.py (see docs/deploy.md)"
        )


_DEV = Stage(
    name="dev",
    region="eu-central-1",
    domain="dev.counterfoil.example",
    api_domain=None,
    zone_id=None,
    mail_domains=("dev.counterfoil.example",),
    size=Size(vcpus=1, memory_mib=2048, least=1, most=2),
    limits=Limits(requests_per_s=20, burst=40, requests_per_address=1_000, mails_at_once=2),
    availability_zones=1,
    archive_years=1,
    archive_mode="GOVERNANCE",
    log_days=30,
    keep=False,
    reserve_concurrency=False,
    month_usd=250,
)

_TEST = _DEV._replace(
    name="test",
    domain="test.counterfoil.example",
    mail_domains=("test.counterfoil.example",),
    size=Size(vcpus=1, memory_mib=2048, least=1, most=10),
    limits=Limits(requests_per_s=200, burst=400, requests_per_address=10_000, mails_at_once=5),
    availability_zones=2,
)

_PROD = Stage(
    name="prod",
    region="eu-central-1",
    domain="counterfoil.example",
    api_domain=None,
    zone_id=None,
    mail_domains=("counterfoil.example",),
    size=Size(vcpus=1, memory_mib=2048, least=2, most=MAX_WORKERS),
    limits=Limits(requests_per_s=1_000, burst=2_000, requests_per_address=20_000, mails_at_once=20),
    availability_zones=2,
    archive_years=10,
    archive_mode="COMPLIANCE",
    log_days=30,
    keep=True,
    reserve_concurrency=True,
    month_usd=2_000,
)

STAGES: Final = {stage.name: stage for stage in (_DEV, _TEST, _PROD)}
"""Every stage by its name."""
