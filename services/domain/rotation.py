"""Rotating the keys of links: what may be done to a ring, and when.

A key is added first and signs later, when every process knows it; else some would not know a link
that another has signed. It is dropped when the last link that it signed has ended.
"""

from datetime import datetime, timedelta
from typing import Final

from services.domain.link import KeyRing, Stopped

MOST_KEYS: Final = 255
"""Ids are one byte of a token, and 0 is none."""

RESTARTED_WITHIN: Final = timedelta(days=7)
"""A process signs with the key it was started with; so long after a change none may be left."""


class NotPossible(Exception):  # noqa: N818 - an answer, in words an operator says
    """The ring cannot be changed like this; `code` is a stable word for it."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code


def with_key(ring: KeyRing, key: bytes) -> tuple[int, KeyRing]:
    """Return the id of a new key that verifies and does not sign yet, and the ring with it.

    An id is not given again while another is left. Raises NotPossible when none is.
    """
    after = range(max(ring.keys) + 1, MOST_KEYS + 1)
    free = [key_id for key_id in (*after, *range(1, MOST_KEYS + 1)) if key_id not in ring.keys]
    if not free:
        raise NotPossible("no_id_left", f"The ring holds {MOST_KEYS} keys; drop one first.")
    return free[0], ring._replace(keys={**ring.keys, free[0]: key})


def signing_with(ring: KeyRing, key_id: int, now: datetime, lifetime: timedelta) -> KeyRing:
    """Return the ring with another key that signs; `lifetime` is the longest of links signed now.

    Raises NotPossible for a key that is not in the ring.
    """
    _must_hold(ring, key_id)
    if key_id == ring.current:
        return ring
    stopped = {**ring.stopped, ring.current: Stopped(now, lifetime)}
    stopped.pop(key_id, None)
    return ring._replace(current=key_id, stopped=stopped)


def without(ring: KeyRing, key_id: int, now: datetime, lifetime: timedelta) -> KeyRing:
    """Return the ring without a key of which no link is left. Raises NotPossible."""
    _must_hold(ring, key_id)
    if key_id == ring.current:
        what = f"Key {key_id} signs the links of today; let another one sign first."
        raise NotPossible("key_signs", what)
    ends = needed_until(ring, key_id, lifetime)
    if ends and now < ends:
        what = f"Links that key {key_id} has signed may open until {ends:%Y-%m-%d %H:%M} UTC."
        raise NotPossible("links_open", what)
    return ring._replace(
        keys={id_: key for id_, key in ring.keys.items() if id_ != key_id},
        stopped={id_: stop for id_, stop in ring.stopped.items() if id_ != key_id},
    )


def needed_until(ring: KeyRing, key_id: int, lifetime: timedelta) -> datetime | None:
    """Return when the last link that a key can have signed has ended; None: it never signed.

    `lifetime` is the longest of links signed now; what it was when the key stopped counts as well.
    """
    stop = ring.stopped.get(key_id)
    if stop is None:
        return None
    return stop.at + RESTARTED_WITHIN + max(stop.lifetime, lifetime)


def _must_hold(ring: KeyRing, key_id: int) -> None:
    if key_id not in ring.keys:
        held = ", ".join(map(str, sorted(ring.keys)))
        raise NotPossible("no_such_key", f"There is no link key {key_id}; there are {held}.")
