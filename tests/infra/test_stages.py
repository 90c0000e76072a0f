"""Stages differ in what they should, and cannot be deployed under names of others."""

import pytest

from infra.environment import WrongEnvironment, environment
from infra.stages import STAGES, NoDomain, check_domains
from services.order_api.settings import OrderApiSettings
from services.runtime.settings import AwsNames

NAMES = dict.fromkeys(AwsNames.model_fields.keys() - {"s3_path_style"}, "x")


def test_a_stage_is_not_deployed_under_a_domain_nobody_can_own() -> None:
    with pytest.raises(NoDomain, match=r"dev\.counterfoil\.example"):
        check_domains(STAGES["dev"])


def test_a_stage_with_domains_of_its_own_is_deployed() -> None:
    own = STAGES["dev"]._replace(domain="invoices.shop.org", mail_domains=("shop.org",))
    check_domains(own)


def test_production_alone_is_kept_locked_and_reserved() -> None:
    for stage in STAGES.values():
        is_production = stage.name == "prod"
        assert stage.keep is is_production
        assert stage.reserve_concurrency is is_production
        assert (stage.archive_mode == "COMPLIANCE") is is_production


def test_a_deployable_without_a_name_it_needs_is_not_synthesized() -> None:
    with pytest.raises(WrongEnvironment, match="public_url"):
        environment(OrderApiSettings, NAMES)
    with pytest.raises(WrongEnvironment, match="table"):
        environment(OrderApiSettings, {}, public_url="https://shop.org")


def test_a_deployable_is_told_nothing_it_does_not_know() -> None:
    with pytest.raises(WrongEnvironment, match="colour"):
        environment(OrderApiSettings, NAMES, public_url="https://shop.org", colour="blue")
