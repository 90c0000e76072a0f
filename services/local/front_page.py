"""The front page of one machine: what runs here, where it is, and an order to try."""

from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from services.backends.queue import Figures
from services.local.pages import assets, page


class Front(NamedTuple):
    """What the page shows, as it stands now."""

    curl: str
    sample_page_url: str | None
    """The page of some invoice; None while there is none."""
    orders: Figures
    archived: Figures


class _Step(NamedTuple):
    name: str
    what: str
    queue: bool = False
    figure: str | None = None
    age: str | None = None


def front_routes(look: Callable[[], Front]) -> list[BaseRoute]:
    """Return the routes of the front page and of the files it and the inbox need.

    `look` is called for each view, in a thread.
    """

    def front(_request: Request) -> Response:
        now = look()
        return page(
            "front.html.jinja",
            title="Counterfoil",
            at="front",
            curl=now.curl,
            sample_page_url=now.sample_page_url,
            steps=_steps(now),
        )

    return [Route("/", front), assets()]


def _steps(now: Front) -> list[_Step]:
    return [
        _Step("order_api", "Accepts an order in one durable write"),
        _waiting("orders", "Waiting for a worker", now.orders),
        _Step("invoice_worker", "Numbers, renders, archives"),
        _waiting("archived", "Waiting for its mail", now.archived),
        _Step("notifier", "Mails the customer a link"),
    ]


def _waiting(name: str, what: str, figures: Figures) -> _Step:
    age = figures.oldest_age_s
    return _Step(
        name,
        what,
        queue=True,
        figure=f"{figures.undeleted:,}",
        age=None if age is None else f"oldest {age:.0f} s",
    )
