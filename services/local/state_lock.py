"""One system per state folder: a lock that ends with the process that holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StateInUse(Exception):  # noqa: N818 - what it is, in words an operator says
    """Another `counterfoil run` works on this state folder; stop it, or choose another folder."""


@contextmanager
def state_locked(state: Path) -> Iterator[None]:
    """Hold the state folder's lock. Raises StateInUse at once when somebody else has it."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise StateInUse(
                f"{state} is in use by process {holder}; stop it, or choose another --state"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
