"""Opens every backend for the suites in this folder, which know nothing but the Protocols."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.contract import racers
from tests.contract.places import OPENERS, Backend, Place

PROCESSES = 4
THREADS = 8


@pytest.fixture(params=sorted(OPENERS))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(request.param, tmp_path)


@pytest.fixture
def backend(place: Place) -> Backend:
    return place.open()


@pytest.fixture(scope="session")
def processes() -> Iterator[ProcessPoolExecutor]:
    """Other processes, which wait for one another before each race."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        PROCESSES,
        mp_context=spawn,
        initializer=racers.line_up,
        initargs=(spawn.Barrier(PROCESSES),),
    ) as pool:
        yield pool


@pytest.fixture(scope="session")
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool
