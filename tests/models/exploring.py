"""Steps that hypothesis makes up, and a fresh system for each row of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from services.backends.embedded.topics import LoggedTopics
from services.domain.link import KeyRing
from services.runtime.composition import Backends
from services.runtime.secrets import Secrets
from tests.aws_world import aws
from tests.builders import LOOKUP_KEY
from tests.contract.places import Backend, Place

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - folders in it are made by tempfile
"""Thousands of states are made here and none is to outlive a power cut."""

SECRETS: Final = Secrets(links=KeyRing(1, {1: b"l" * 32}), cursors=b"c" * 32, lookups=LOOKUP_KEY)

SHARES: Final = {"aws": 0.1}
"""Of the examples that a kind gets: an emulated AWS takes a hundred times as long for a step."""

explored = pytest.mark.parametrize(
    "effort", [pytest.param(1, id="quick"), pytest.param(20, id="long", marks=pytest.mark.soak)]
)
"""Runs a test twice: with a few examples, always the same, and for long, always with others."""


@contextmanager
def fresh(kind: str) -> Iterator[Backend]:
    """Open an empty backend of a kind of `places.KINDS`."""
    with ExitStack() as stack:
        if kind == "aws":
            stack.enter_context(aws())
        parent = MEMORY if MEMORY.is_dir() else None
        folder = stack.enter_context(TemporaryDirectory(dir=parent))
        yield Place(kind, Path(folder)).open()


def whole(backend: Backend) -> Backends:
    """Return a backend of the contract suites as the services are given it."""
    return Backends(
        orders=backend.orders,
        numbering=backend.numbering,
        invoices=backend.invoices,
        mails=backend.mails,
        links=backend.links,
        sellers=backend.sellers,
        keys=backend.keys,
        orders_queue=backend.queue,
        orders_dead_letters=backend.dead_letters,
        archived_queue=backend.announcements,
        archived_dead_letters=backend.dead_letters,
        archive=backend.archive,
        topics=LoggedTopics(),
        minutes=backend.minutes,
        workers=backend.workers,
        decisions=backend.decisions,
        actions=backend.actions,
        pauses=backend.pauses,
        fleet=backend.fleet,
        secrets=SECRETS,
    )


class System(RuleBasedStateMachine):
    """A backend beside what the model knows; both begin empty with every example."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.kind = kind
        self.backend = self._stack.enter_context(fresh(kind))
        self.clock = self.backend.clock

    def teardown(self) -> None:
        self._stack.close()


def explore(
    system: Callable[[str], System], kind: str, *, effort: int, examples: int, steps: int = 30
) -> None:
    """Take `effort` times as many rows of steps; a row that fails is shown at its shortest."""
    share = SHARES.get(kind, 1.0)
    run_state_machine_as_test(
        partial(system, kind),  # type: ignore[arg-type] # whatever makes a machine will do
        settings=settings(
            max_examples=round(examples * share) * effort,
            stateful_step_count=steps,
            derandomize=effort == 1,
            database=None,
            print_blob=True,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
