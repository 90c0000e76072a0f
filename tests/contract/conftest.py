"""Opens every backend for the suites in this folder, which know nothing but the Protocols."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.aws_world import aws
from tests.contract import racers
from tests.contract.places import KINDS, Backend, Place

PROCESSES = 4
THREADS = 8


@pytest.fixture(params=sorted(KINDS))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    place = Place(request.param, tmp_path)
    if place.backend != "aws":
        yield place
        return
    with aws():
        yield place


@pytest.fixture
def backend(place: Place) -> Backend:
    return place.open()


@pytest.fixture(scope="session")
def process_pool() -> Iterator[ProcessPoolExecutor]:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        PROCESSES,
        mp_context=spawn,
        initializer=racers.line_up,
        initargs=(spawn.Barrier(PROCESSES),),
    ) as pool:
        yield pool


@pytest.fixture(scope="session")
def thread_pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool


@pytest.fixture
def processes(place: Place, request: pytest.FixtureRequest) -> ProcessPoolExecutor:
    """Other processes, which wait for one another before each race."""
    if place.kind.no_races:
        pytest.skip(place.kind.no_races)
    pool: ProcessPoolExecutor = request.getfixturevalue("process_pool")
    return pool


@pytest.fixture
def threads(place: Place, request: pytest.FixtureRequest) -> ThreadPoolExecutor:
    if place.kind.no_races:
        pytest.skip(place.kind.no_races)
    pool: ThreadPoolExecutor = request.getfixturevalue("thread_pool")
    return pool


@pytest.fixture
def waits(place: Place) -> None:
    """Ask for a backend that waits by the clock of the test."""
    if place.kind.no_waits:
        pytest.skip(place.kind.no_waits)


@pytest.fixture
def forgetting(place: Place) -> None:
    """Ask for a backend that drops old rows when it is told to."""
    if place.kind.no_forgetting:
        pytest.skip(place.kind.no_forgetting)


@pytest.fixture
def totals(place: Place) -> None:
    """Ask for a backend whose queues know their age and how much went through them."""
    if place.kind.no_totals:
        pytest.skip(place.kind.no_totals)
