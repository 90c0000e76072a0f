"""Any backend's Links: a revoked link is revoked at once and for good."""

from datetime import timedelta

import pytest

from services.backends.conflict import Conflict
from services.domain.link import opens
from tests.builders import NOW, a_link
from tests.contract.places import Backend


def test_a_link_is_read_back_whole(backend: Backend) -> None:
    link = a_link()
    backend.links.create(link)
    assert backend.links.read(link.id) == link
    assert backend.links.read("f" * 32) is None


def test_a_second_link_of_one_id_is_a_conflict(backend: Backend) -> None:
    link = a_link()
    backend.links.create(link)
    with pytest.raises(Conflict):
        backend.links.create(link.model_copy(update={"number": "INV-2026-000099"}))
    assert backend.links.read(link.id) == link


def test_a_revoked_link_opens_nothing_from_then_on(backend: Backend) -> None:
    link = a_link()
    backend.links.create(link)
    backend.links.revoke(link.id, NOW)
    assert backend.links.read(link.id) == link.model_copy(update={"revoked_at": NOW})
    assert not opens(backend.links.read(link.id), NOW)


def test_revoking_again_keeps_the_time_of_the_first(backend: Backend) -> None:
    link = a_link()
    backend.links.create(link)
    backend.links.revoke(link.id, NOW)
    backend.links.revoke(link.id, NOW + timedelta(days=1))
    assert backend.links.read(link.id) == link.model_copy(update={"revoked_at": NOW})


def test_revoking_a_link_that_is_not_there_makes_none(backend: Backend) -> None:
    backend.links.revoke("f" * 32, NOW)
    assert backend.links.read("f" * 32) is None
