"""What the console works with."""

from typing import NamedTuple

from starlette.requests import Request

from services.runtime.clock import Clock
from services.runtime.composition import Backends
from services.runtime.http.credentials import KeyOf
from services.runtime.http.threads import Blocking
from services.runtime.randomness import NewId


class Desk(NamedTuple):
    """Everything that pages are made from and actions are done with."""

    backends: Backends
    find_key: KeyOf
    """Finds a key that opens something now, and notes that it was used."""
    public_url: str
    clock: Clock
    new_id: NewId
    blocking: Blocking
    session_key: bytes
    worker_vcpus: int | None
    """Of a worker's task on AWS, for what it costs; None on one machine."""

    @property
    def on_aws(self) -> bool:
        """Tell whether counts are approximate and every look costs requests."""
        return self.worker_vcpus is not None

    @property
    def secure(self) -> bool:
        """Tell whether the console is reached over https."""
        return self.public_url.startswith("https:")


def desk_of(request: Request) -> Desk:
    """Return the desk of the app that a request came to."""
    desk: Desk = request.app.state.desk
    return desk
