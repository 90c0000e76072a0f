"""Accepting beside its model: one order for each key, whatever is repeated and whoever dies."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from services.backends.queue import Queue
from services.backends.unavailable import Unavailable
from services.domain.message import decode_order_accepted
from services.domain.order import LONGEST_WAIT, Order
from services.domain.rejection import Rejected
from services.flow.accept import Acceptance, IdempotencyKeyReused, accept
from services.reconciler.main import desk
from services.reconciler.overdue import send_on_overdue
from tests.builders import LOOKUP_KEY, TRACEPARENT, a_seller, an_order_request
from tests.contract.places import KINDS
from tests.flow.crashing import Killed
from tests.models.exploring import System, explore, explored, whole

WISHES: tuple[dict[str, Any], ...] = (
    {"reference": "A-1"},
    {"reference": "A-2"},
    {"reference": "A-1", "notes": "Ring twice"},
)
"""Orders that differ."""


def _dense(document: dict[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _turned_round(document: dict[str, Any]) -> bytes:
    return json.dumps(dict(reversed(document.items())), indent=1, ensure_ascii=False).encode()


def _spelt_out(document: dict[str, Any]) -> bytes:
    return _dense({"price_mode": "net", "charges": [], "notes": None} | document)


def _with_more_zeros(document: dict[str, Any]) -> bytes:
    lines = [line | {"quantity": f"0{line['quantity']}"} for line in document["lines"]]
    return _dense(document | {"lines": lines})


SPELLINGS: tuple[Callable[[dict[str, Any]], bytes], ...] = (
    _dense,
    _turned_round,
    _spelt_out,
    _with_more_zeros,
)
"""Ways to write the same order."""

BROKEN = (b"", b"{", b"[]", b'{"reference": "A-1"}', b"\xff", _dense(an_order_request(total="1")))


class Name(NamedTuple):
    """What an order is accepted under."""

    seller_id: str
    livemode: bool
    channel: str
    key: str


class Dispatcher:
    """A queue that fails, or whose user dies, before or after its effect when it is told to."""

    def __init__(self, real: Queue) -> None:
        self._real = real
        self.before: BaseException | None = None
        self.after: BaseException | None = None

    def __getattr__(self, verb: str) -> object:
        return getattr(self._real, verb)

    def send(self, bodies: list[str]) -> None:
        if self.before:
            raise self.before
        self._real.send(bodies)
        if self.after:
            raise self.after


TROUBLES = st.sampled_from((None, None, *((w, e) for w in ("before", "after") for e in range(2))))


class AcceptBesideItsModel(System):
    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.sellers = {name: a_seller(seller_id=name) for name in ("aurora", "boreal")}
        self.standing: dict[Name, tuple[dict[str, Any], Order]] = {}
        self.sent: set[str] = set()

    def _accept(self, name: Name, body: bytes, queue: Any) -> Acceptance:  # noqa: ANN401 - as failing
        return accept(
            body,
            seller=self.sellers[name.seller_id],
            livemode=name.livemode,
            channel=name.channel,
            idempotency_key=name.key,
            traceparent=TRACEPARENT,
            now=self.clock.now,
            orders=self.backend.orders,
            queue=queue,
            lookup_key=LOOKUP_KEY,
        )

    def _invoices(self, name: Name) -> bool:
        """Tell whether the seller's profile allows an order of these at all."""
        return bool(self.sellers[name.seller_id].profile.vat_ids)

    @rule(
        name=st.builds(
            Name,
            st.sampled_from(("aurora", "boreal")),
            st.booleans(),
            st.sampled_from(("api", "intake")),
            st.sampled_from(("key-1", "key-2")),
        ),
        wish=st.sampled_from(WISHES),
        spelling=st.sampled_from(SPELLINGS),
        trouble=TROUBLES,
    )
    def post(
        self,
        name: Name,
        wish: dict[str, Any],
        spelling: Callable[[dict[str, Any]], bytes],
        trouble: tuple[str, int] | None,
    ) -> None:
        body = spelling(an_order_request(**wish))
        if name in self.standing:
            self._post_again(name, wish, body)
        elif self._invoices(name):
            self._post_first(name, wish, body, trouble)
        else:
            with pytest.raises(Rejected):
                self._accept(name, body, self.backend.queue)

    def _post_first(
        self, name: Name, wish: dict[str, Any], body: bytes, trouble: tuple[str, int] | None
    ) -> None:
        queue = Dispatcher(self.backend.queue)
        if trouble:
            setattr(queue, trouble[0], (Unavailable("no answer"), Killed())[trouble[1]])
        try:
            accepted = self._accept(name, body, queue)
        except Killed:
            accepted = self._accept(name, body, self.backend.queue)
            assert accepted.replayed
        else:
            assert not accepted.replayed
        assert accepted.order.request == body.decode()
        assert accepted.order.id not in {order.id for _, order in self.standing.values()}
        self.standing[name] = (wish, accepted.order)
        if trouble is None or trouble[0] == "after":
            self.sent.add(accepted.order.id)

    def _post_again(self, name: Name, wish: dict[str, Any], body: bytes) -> None:
        accepted_wish, order = self.standing[name]
        if wish == accepted_wish:
            again = self._accept(name, body, self.backend.queue)
            assert again.replayed
            assert _as_accepted(again.order) == _as_accepted(order)
            return
        refusal = IdempotencyKeyReused if self._invoices(name) else Rejected
        with pytest.raises(refusal):
            self._accept(name, body, self.backend.queue)

    @rule(body=st.sampled_from(BROKEN), key=st.sampled_from(("key-1", "key-2", "key-3")))
    def post_what_is_no_order(self, body: bytes, key: str) -> None:
        with pytest.raises(Rejected):
            self._accept(Name("aurora", True, "api", key), body, self.backend.queue)  # noqa: FBT003 - a Name

    @rule(seller_id=st.sampled_from(("aurora", "boreal")), registered=st.booleans())
    def change_what_the_seller_may_invoice(self, seller_id: str, *, registered: bool) -> None:
        changes: dict[str, Any] = {} if registered else {"vat_ids": [], "registration_number": None}
        self.sellers[seller_id] = a_seller(seller_id=seller_id, **changes)

    @rule()
    def let_the_reconciler_look(self) -> None:
        assert self._drained() == self.sent
        self.clock.advance(LONGEST_WAIT.total_seconds() + 60)
        send_on_overdue(desk(whole(self.backend)), self.clock.now)
        self.sent = {order.id for _, order in self.standing.values()}
        assert self._drained() == self.sent
        self.sent = set()

    def _drained(self) -> set[str]:
        found: list[str] = []
        while messages := self.backend.queue.receive(10, visibility_s=60, wait_s=0):
            self.backend.queue.delete(messages)
            found += [decode_order_accepted(message.body).order_id for message in messages]
        assert len(set(found)) == len(found), "a replay dispatched an order again"
        return set(found)

    @invariant()
    def what_was_accepted_stays_as_it_came(self) -> None:
        orders = [order for _, order in self.standing.values()]
        stored = self.backend.orders.read([order.id for order in orders])
        assert list(map(_as_accepted, stored)) == list(map(_as_accepted, orders))


def _as_accepted(order: Order) -> Order:
    """Return an order without what the reconciler notes on it."""
    return order.model_copy(update={"due_at": None, "version": 0, "dispatches": 0, "history": ()})


@explored
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_order_is_accepted_once_for_each_key_and_always_dispatched(
    kind: str, effort: int
) -> None:
    explore(AcceptBesideItsModel, kind, effort=effort, examples=60)
