"""A death at one step of an order's life, or a credit's, and another while it is brought up."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.flow import test_a_crash_at_every_step as ordering
from tests.flow import test_a_crash_while_crediting as crediting


class Way(NamedTuple):
    """What is walked, from the first call on the state to the last."""

    keys: list[str]
    steps_of: Any
    assert_once: Any


WAYS = {
    "an order": Way(["k1"], ordering.steps_of, ordering.assert_each_came_to_be_once),
    "a credit": Way(["rest"], crediting.steps_of, crediting.assert_each_credit_came_to_be_once),
}
PAIRS = 50
SHARES = 8
"""The soak's pairs are cut up so that they spread over the cores."""


@pytest.mark.parametrize("what", WAYS)
def test_after_two_deaths_nothing_is_lost_and_nothing_is_done_twice(
    tmp_path: Path, what: str
) -> None:
    # A sample of all pairs, spread evenly: both strides are prime to the number of steps.
    way = WAYS[what]
    steps = len(way.steps_of(tmp_path / "straight", way.keys))
    for n in range(PAIRS):
        ends = [n * 17 % steps, n * 29 % steps]
        way.assert_once(tmp_path / str(n), way.keys, ends)


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("what", WAYS)
def test_after_any_two_deaths_nothing_is_lost_and_nothing_is_done_twice(
    tmp_path: Path, what: str, share: int
) -> None:
    way = WAYS[what]
    steps = len(way.steps_of(tmp_path / "straight", way.keys))
    for first in range(share, steps, SHARES):
        after_it = way.assert_once(tmp_path / str(first), way.keys, [first])
        for second in range(after_it):
            way.assert_once(tmp_path / f"{first}-{second}", way.keys, [first, second])
