"""One run: a world made from a seed, brought through bad weather, and left until all is quiet."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from starlette.types import ASGIApp

from services.backends.keys import Role
from services.backends.orders import FailureQuery
from services.backends.unavailable import Unavailable
from services.domain.order import Order
from services.flow.new_key import new_key
from services.flow.redrive import redrive_order
from services.order_api.main import create_app
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from services.runtime.http.threads import inline
from tests.builders import a_seller
from tests.simulation.actors import PUBLIC_URL, Drill, Services
from tests.simulation.chance import Chance
from tests.simulation.faults import CALM, History, Rates, Weather
from tests.simulation.finance import Finance
from tests.simulation.plan import Planned, Poison, planned, poison_of
from tests.simulation.provider import Provider, Telling
from tests.simulation.scheduler import Actor, Scheduler
from tests.simulation.shops import Shops
from tests.simulation.state import new_state, reached
from tests.simulation.witness import Witness

START = datetime(2026, 12, 31, 22, 56, tzinfo=UTC)
"""Four minutes before the year ends in Berlin."""

SELLERS: dict[str, dict[str, Any]] = {
    "aurora": {"time_zone": "Europe/Berlin"},
    "harbor": {"time_zone": "America/New_York", "numbering": {"reset": "never"}},
    "indigo": {
        "time_zone": "Pacific/Auckland",
        "numbering": {
            "reset": "monthly",
            "pattern": "{yyyy}-{mm}-{seq:5}",
            "credit_note_pattern": "CN-{yyyy}-{mm}-{seq:5}",
        },
    },
}

_LONGEST_S = 86_400.0
_MONTHS_S = 90 * 86_400.0
_OLD_NEWS = 0.1
_FIRST, _FAR = 0.33, timedelta(days=36_500)


class Run(NamedTuple):
    """What a run is made of; the same values give the same history."""

    seed: int
    orders: int
    telling: Telling = Telling()
    rates: Rates = Rates()
    ages: bool = True
    """Whether queues know how old their messages are."""


class World:
    """Everything there is in a run, and the director, who is the caller's thread."""

    def __init__(self, run: Run, tell: Callable[[str], object] | None = None) -> None:
        self.run = run
        self.random = Chance(run.seed)
        self.history = History(tell)
        self.scheduler = Scheduler(START, lambda: self.random.uniform(1.0, 20.0))
        self.weather = Weather(self.scheduler, self.random, self.history)
        self.witness = Witness()
        self.state = new_state(self.weather, self.witness, ages=run.ages)
        self.real = self.state.backends
        self.backends = reached(self.real, self.weather)
        self.provider = Provider(self.weather, run.telling)
        self.drill = Drill()
        self.services = Services(self.backends, self.weather, self.provider, self.drill)
        self.violations: list[str] = []
        for seller_id, changes in SELLERS.items():
            profile = a_seller(seller_id=seller_id, **changes).profile
            self.real.sellers.put(seller_id, profile, START)
        app, sold = self._app(), planned(run.orders, list(SELLERS), self.random)
        self.shops = Shops(sold, app, self._bearers("checkout"), self.weather)
        self.finance = Finance(
            self.real.orders, self.shops.promises, app, self._bearers("finance"), self.weather
        )
        self.actors = self._actors()

    def play(self) -> None:
        """Take the run from its first order to its end."""
        self.weather.rates = self.run.rates
        for actor in self.actors:
            self.scheduler.add(actor)
        try:
            self._play()
        finally:
            self.scheduler.end()

    def _play(self) -> None:
        while not self.shops.done:
            self.scheduler.sleep(10.0)
        self.scheduler.sleep(300.0)
        self._calm()
        self._let_the_sound_through()
        self.drill.on = False
        for _ in range(3):
            self._redrive_all()
            self._settle()
        self.scheduler.now += _MONTHS_S
        self._repeat_old_news()
        self._settle()

    def _app(self) -> ASGIApp:
        return create_app(
            self.backends,
            public_url=PUBLIC_URL,
            clock=self.scheduler.clock,
            new_id=self.services.new_id,
            blocking=inline,
        )

    def _bearers(self, role: Role) -> Callable[[Planned | Order], dict[str, str]]:
        """Make a key for every seller and mode, and return who finds them."""
        bearers: dict[tuple[str, bool], dict[str, str]] = {}
        for seller_id in SELLERS:
            for livemode in (True, False):
                random = self.random.randbytes(20)
                secret, key = new_key(seller_id, role, livemode=livemode, random=random, now=START)
                self.real.keys.create(key)
                bearers[seller_id, livemode] = {"authorization": f"Bearer {secret}"}
        return lambda one: bearers[one.seller_id, one.livemode]

    def _actors(self) -> list[Actor]:
        services = self.services
        return [
            *(Actor(f"shop-{n}", self.shops.trade) for n in range(4)),
            *(Actor(f"finance-{n}", self.finance.credit) for n in range(2)),
            *(Actor(f"worker-{n}", services.work) for n in range(3)),
            Actor("notifier-0", services.notify),
            Actor("notifier-1", services.notify_as_lambda),
            # A stalled function keeps no other's news waiting: Lambda runs several at a time.
            *(Actor(f"news-{n}", services.note) for n in range(3)),
            Actor("reconciler", services.reconcile),
            Actor("operator", self._operate),
            Actor("auditor", self._audit),
            Actor("fate", self._disturb),
        ]

    def _operate(self) -> None:
        """Redrive now and then what failed, as people do before they have mended the cause."""
        self.scheduler.sleep(self.random.uniform(60.0, 240.0))
        with suppress(Unavailable):
            for order in self.backends.orders.failures(FailureQuery(limit=20, state="open")):
                if self.weather.happens(_FIRST):
                    self._redrive(order)

    def _redrive(self, order: Order) -> None:
        redrive_order(
            order.id,
            "tried again",
            orders=self.backends.orders,
            orders_queue=self.backends.orders_queue,
            archived_queue=self.backends.archived_queue,
            now=self.scheduler.clock(),
        )

    def _redrive_all(self) -> None:
        for order in self.real.orders.failures(FailureQuery(limit=self.run.orders, state="open")):
            self._redrive(order)

    def _audit(self) -> None:
        """Audit while numbers are given; others run between any two of its reads."""
        self.scheduler.sleep(self.random.uniform(60.0, 200.0))
        calm = Weather(self.scheduler, self.random, self.history)
        report = audit(books(reached(self.real, calm)))
        self.violations += [f"audit: {fault.code} {fault.detail}" for fault in report.faults]
        self.scheduler.sleep(600.0)

    def _disturb(self) -> None:
        """Set clocks, take parts of the world down, bring messages of long ago."""
        random = self.random
        self.scheduler.sleep(random.uniform(2.0, 8.0))
        self.witness.contiguous(self.real.numbering, self.real.invoices)
        if self.weather.rates == CALM:
            return
        if self.weather.happens(0.1):
            self._set_a_clock(random.choice(self.actors))
        if self.weather.happens(0.1) and self.state.orders_queue.bodies:
            self.state.orders_queue.send([random.choice(self.state.orders_queue.bodies)])
        if self.weather.happens(0.02):
            parts = sorted(set(vars(self.real)) - {"secrets", "topics"})
            self.weather.down = random.choice([*parts, "mailer"])
            self.scheduler.sleep(random.uniform(5.0, 90.0))
            self.weather.down = None

    def _set_a_clock(self, actor: Actor) -> None:
        # A notifier's clock must not be off by more than its leases can bear.
        far_s = 240.0 if actor.name.startswith(("notifier", "news")) else 900.0
        self.history.faults["clock_set"] += 1
        actor.skew = timedelta(seconds=self.random.uniform(-far_s, far_s))

    def _calm(self) -> None:
        self.weather.rates = CALM
        self.weather.down = None
        for actor in self.actors:
            actor.skew = timedelta()

    def _let_the_sound_through(self) -> None:
        """Wait until poison alone is left: it must keep nobody else."""
        end = self.scheduler.now + _LONGEST_S
        while any(poison_of(order.reference) is Poison.NONE for order in self._due()):
            self.scheduler.sleep(60.0)
            if self.scheduler.now > end:
                self.violations.append(f"sound orders did not end within {_LONGEST_S:g} s")
                return

    def _due(self) -> list[Order]:
        return self.real.orders.due(START + _FAR, self.run.orders)

    def _settle(self) -> None:
        """Let everybody go on until nothing is left to do. Time is skipped while all wait."""
        end = self.scheduler.now + _LONGEST_S
        while self.scheduler.now < end:
            self.scheduler.sleep(30.0)
            if all(queue.figures().undeleted == 0 for queue in self.state.queues):
                due = self._due()
                if not due and self.provider.silent:
                    return
                if due and due[0].due_at:
                    wait_s = (due[0].due_at - self.scheduler.time()).total_seconds()
                    self.scheduler.now += max(wait_s, 0.0)
        self.violations.append(f"not quiet after {_LONGEST_S:g} s")

    def _repeat_old_news(self) -> None:
        for queue in (self.state.orders_queue, self.state.archived_queue):
            queue.send([body for body in queue.bodies if self.weather.happens(_OLD_NEWS)])
        for body in self.provider.told:
            if self.weather.happens(_OLD_NEWS):
                self.provider.tell_again(body, 1.0)
