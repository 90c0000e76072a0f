"""What a worker process leaves to the garbage collector."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from services.document.rendition import render
from services.runtime.collecting import collect_seldom
from tests.builders import an_invoice


class _Knot:
    """What only the collector can free: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def seldom() -> Iterator[None]:
    """Give the test run its own collector back afterwards."""
    thresholds = gc.get_threshold()
    collect_seldom()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_what_was_loaded_before_is_not_looked_at_again() -> None:
    assert gc.get_freeze_count() > len(gc.get_objects())


def test_a_document_leaves_nothing_to_collect() -> None:
    render(an_invoice())
    gc.collect()
    render(an_invoice())
    assert gc.collect() == 0


def test_garbage_is_still_found_without_being_asked_for() -> None:
    lost = ref(_Knot())
    kept = [[i] for i in range(200_000)]
    assert lost() is None
    assert kept
