"""The fleet: how many workers run."""

from typing import NamedTuple, Protocol


class FleetFigures(NamedTuple):
    """How many workers there are."""

    running: int
    starting: int
    wanted: int


class Fleet(Protocol):
    """Who runs the workers."""

    def figures(self) -> FleetFigures:
        """Return how many workers there are now."""
        ...
