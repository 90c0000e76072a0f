"""Real processes, killed without a word at moments nobody chose, while a shop sends orders."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from services.runtime.composition import open_backends
from services.runtime.settings import DeployableSettings
from tests.simulation.chance import Chance
from tests.torture.installation import ROLES, Installation, Victim
from tests.torture.patience import PatientShop
from tests.torture.verdict import assert_nothing_was_lost_or_done_twice, is_quiet

OF_TWENTY: dict[Victim, int] = {
    "worker": 6,
    "notifier": 4,
    "web": 3,
    "reconciler": 2,
    "parent": 2,
    "group": 3,
}
"""How often each is killed: what holds work the most often."""

SEED = 20261121
CALLERS = 4

pytestmark = pytest.mark.xdist_group("processes")


def victims(kills: int, chance: Chance) -> tuple[list[Victim], list[Victim]]:
    """Return whom to kill, and whom in the end: one of each role, which the parent replaces."""
    last: list[Victim] = [*ROLES]
    those = [who for who, times in OF_TWENTY.items() for _ in range(times * kills // 20)]
    for who in (*last, "group"):
        those.remove(who)
    chance.shuffle(those)
    chance.shuffle(last)
    return those, last


def torture(installation: Installation, orders: int, kills: int, chance: Chance) -> PatientShop:
    """Send orders, and credit every fifth, while the killing goes on."""
    shop = PatientShop(installation)
    first, last = victims(kills, chance)
    keys = [f"order-{n}" for n in range(orders)]
    each = -(-orders // kills)
    with ThreadPoolExecutor(CALLERS) as callers:
        sent: list[Future[None] | Future[bool]] = []
        for victim, n in zip([*first, *last], count(0, each), strict=False):
            sent += [callers.submit(shop.order, key) for key in keys[n : n + each]]
            sent += [callers.submit(shop.credit, key) for key in creditable(shop)[:each]]
            installation.strike(victim)
        sent += [callers.submit(shop.order, key) for key in keys[each * (kills - 1) :]]
    for each_sent in sent:
        each_sent.result()
    installation.until(installation.whole, "the parent replaced all that were killed")
    installation.strike("group")
    return shop


def creditable(shop: PatientShop) -> Sequence[str]:
    return [key for key in list(shop.orders)[::5] if key not in shop.credits]


@pytest.mark.parametrize(
    ("orders", "kills"),
    [(100, 20), pytest.param(1_000, 200, marks=pytest.mark.soak)],
)
def test_whoever_is_killed_whenever_every_order_is_invoiced_and_mailed_once(
    tmp_path: Path, orders: int, kills: int
) -> None:
    chance, state = Chance(SEED), tmp_path / "state"
    with closing(Installation(state, chance)) as installation:
        shop = torture(installation, orders, kills, chance)
        for key in creditable(shop):
            installation.until(partial(shop.credit, key), f"{key} is invoiced and credited")
        backends = open_backends(DeployableSettings(state=state))
        ids = [*shop.orders.values(), *shop.credits.values()]
        installation.until(lambda: is_quiet(backends, ids), "all is quiet")
        assert len(shop.orders) == orders
        said = installation.log()
    assert_nothing_was_lost_or_done_twice(state, backends, ids)
    assert "Traceback" not in said
