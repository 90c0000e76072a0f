"""Any backend's Sellers: every put is a new version."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from services.domain.seller import Seller
from tests.builders import NOW, a_seller
from tests.contract.places import Backend

PROFILE = a_seller().profile


def test_there_is_no_seller_nobody_put(backend: Backend) -> None:
    assert backend.sellers.read("papierhaus") is None
    assert backend.sellers.all() == []


def test_a_profile_is_read_back_whole_with_what_says_whose_it_is(backend: Backend) -> None:
    put = backend.sellers.put("papierhaus", PROFILE, NOW, sample=True)
    assert put == Seller(id="papierhaus", version=1, valid_from=NOW, sample=True, profile=PROFILE)
    assert backend.sellers.read("papierhaus") == put


def test_each_put_makes_the_next_version_and_only_the_latest_is_read(backend: Backend) -> None:
    backend.sellers.put("papierhaus", PROFILE, NOW)
    renamed = a_seller(legal_name="Papierhaus Nord GmbH").profile
    later = NOW + timedelta(days=1)
    put = backend.sellers.put("papierhaus", renamed, later)
    assert (put.version, put.valid_from, put.sample) == (2, later, False)
    assert backend.sellers.read("papierhaus") == put
    assert backend.sellers.all() == [put]


def test_sellers_are_listed_by_id(backend: Backend) -> None:
    zebra = backend.sellers.put("zebra", PROFILE, NOW)
    backend.sellers.put("atlas", PROFILE, NOW)
    atlas = backend.sellers.put("atlas", PROFILE, NOW)
    assert backend.sellers.all() == [atlas, zebra]


def test_puts_at_the_same_time_make_as_many_versions(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    versions = threads.map(
        lambda _: backend.sellers.put("papierhaus", PROFILE, NOW).version, range(16)
    )
    assert sorted(versions) == list(range(1, 17))
