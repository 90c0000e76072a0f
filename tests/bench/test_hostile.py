"""The hostile bench: it times answers, and only the right ones."""

import json

import pytest

from bench.hostile.measure import accepted, row, turned_down
from bench.hostile.shop import shop
from bench.rendering.orders import order


def test_only_a_body_that_is_turned_down_is_timed_as_hostile() -> None:
    with shop() as opened:
        assert turned_down(opened, b"[" * 1_000) > 0
        assert accepted(opened, 0) > 0
        with pytest.raises(ValueError, match="answered with 202"):
            turned_down(opened, json.dumps(order(1, 8)).encode())


def test_a_dearer_body_has_the_smaller_ratio() -> None:
    cheap = row([20.0, 10.0, 30.0], [2.0, 2.0, 2.0])
    assert (cheap.value, cheap.peer_value, cheap.ratio, cheap.met) == (20, 2, 0.1, True)
    assert not row([500.0], [1.0]).met
