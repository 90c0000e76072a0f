"""The console's areas: each is a linked page, and a key away from every other."""

from typing import NamedTuple

from services.backends.keys import Role
from services.ops_console.visitor import ADMINS, ENTRANTS


class Area(NamedTuple):
    """An entry of the navigation."""

    name: str
    path: str
    go: str
    """Pressed after `g` it leads there."""
    roles: frozenset[Role] = ENTRANTS


AREAS = (
    Area("Overview", "/ops/", "o"),
    Area("Orders", "/ops/orders", "r"),
    Area("Failures", "/ops/failures", "f"),
    Area("Mail", "/ops/mail", "m"),
    Area("Queues", "/ops/queues", "q"),
    Area("Actions", "/ops/actions", "a"),
    Area("Sellers", "/ops/sellers", "s"),
    Area("Keys", "/ops/keys", "k", ADMINS),
)


def areas_for(role: Role) -> list[Area]:
    """Return the areas that a role may enter."""
    return [area for area in AREAS if role in area.roles]
