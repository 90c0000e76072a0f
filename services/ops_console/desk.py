"""What the console works with."""

from typing import NamedTuple

from starlette.requests import Request

from services.runtime.clock import Clock
from services.runtime.composition import Backends
from services.runtime.http.threads import Blocking
from services.runtime.randomness import NewId


class Desk(NamedTuple):
    """Everything that pages are made from and actions are done with."""

    backends: Backends
    public_url: str
    clock: Clock
    new_id: NewId
    blocking: Blocking
    session_key: bytes
    worker_vcpus: int | None
    """Of a worker's task on AWS, for what it costs; None on one machine."""

    @property
    def secure(self) -> bool:
        """Tell whether the console is reached over https."""
        return self.public_url.startswith("https:")


def desk_of(request: Request) -> Desk:
    """Return the desk of the app that a request came to."""
    desk: Desk = request.app.state.desk
    return desk
