"""`counterfoil order create` and `order show`."""

import re
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from services.cli.files import read_input
from services.cli.order_view import order_card, timeline_table
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen
from services.cli.surroundings import (
    JsonOption,
    Opened,
    SellerOption,
    StateOption,
    Surroundings,
    open_state,
    surroundings,
)
from services.domain.ids import sha256_hex
from services.domain.order import Order
from services.domain.seller import Seller
from services.flow.accept import Acceptance, IdempotencyKeyReused, accept
from services.flow.order_answer import accepted_answer, order_answer
from services.runtime.composition import Backends
from services.runtime.http.caps import MAX_BODY_BYTES
from services.runtime.http.idempotency import MAX_LENGTH

OrderArgument = Annotated[str, typer.Argument(metavar="ID", help="Order id, such as ord_1f3a...")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Order as JSON; - reads stdin.")]
KeyOption = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="TEXT",
        help="Idempotency key; without it one is made from the file's content.",
        show_default=False,
    ),
]
TestOption = Annotated[
    bool, typer.Option("--test", help="A test order: TEST- numbers, mail that never leaves.")
]
_ORDER_ID = re.compile(r"\Aord_[0-9a-f]{40}\Z")
_PRINTABLE = re.compile(r"\A[\x20-\x7e]+\Z")


def full_answer(order: Order, opened: Opened) -> dict[str, Any]:
    """Return the order as `GET /v1/orders/{id}?expand=timeline` answers it."""
    return order_answer(
        order,
        public_url=opened.settings.links_start_with,
        links=opened.backends.secrets.links,
        expand_timeline=True,
    )


def read_order(opened: Opened, order_id: str) -> Order:
    """Return an order, or refuse when there is none."""
    found = opened.backends.orders.read([order_id]) if _ORDER_ID.match(order_id) else []
    if not found:
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_such_order",
            f"There is no order {order_id} in {opened.settings.state}.",
            then="counterfoil order show --help",
        )
    return found[0]


def _seller(sellers: list[Seller], seller_id: str | None) -> Seller:
    ranked = sorted(sellers, key=lambda seller: (not seller.sample, seller.valid_from, seller.id))
    named = [seller for seller in ranked if seller_id in (None, seller.id)]
    if not named:
        which = f"no seller {seller_id}" if seller_id else "no seller yet"
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_such_seller",
            f"There is {which}.",
            then="counterfoil seller list",
        )
    if seller_id is None and len(named) > 1 and not named[0].sample:
        listed = ", ".join(seller.id for seller in named)
        raise Refusal(
            ExitCode.USAGE, "which_seller", f"Name one of the sellers with --seller: {listed}."
        )
    return named[0]


def create(
    ctx: typer.Context,
    file: FileArgument,
    *,
    seller: SellerOption = None,
    key: KeyOption = None,
    test: TestOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept an order from a file, exactly as POST /v1/orders would."""
    screen = Screen(as_json, state)
    body = order_body(file)
    backends = open_state(ctx, state).backends
    if key is None:
        key = f"file-{sha256_hex(body)[:32]}"
        screen.note(f"Idempotency key {key}, made from the content: the same file is one order.")
    sent = _Sent(_seller(backends.sellers.all(), seller), checked_key(key), livemode=not test)
    acceptance = _accept(body, sent, backends, surroundings(ctx))
    if acceptance.replayed:
        screen.note("This order had been accepted before; nothing new was made.")
    document = accepted_answer(acceptance.order)
    screen.answer(document, order_card(document))
    screen.suggest(f"counterfoil order watch {acceptance.order.id}")


class _Sent(NamedTuple):
    """Who sends an order, and as what."""

    seller: Seller
    key: str
    livemode: bool


def order_body(file: Path) -> bytes:
    """Return the bytes of an order in a file, or refuse more than HTTP would take."""
    body = read_input(file)
    if len(body) > MAX_BODY_BYTES:
        what = f"{file} is larger than {MAX_BODY_BYTES // 1024} KiB, the most an order may be."
        raise Refusal(ExitCode.FAILED, "body_too_large", what)
    return body


def checked_key(key: str) -> str:
    """Return an idempotency key, or refuse one that HTTP would refuse."""
    if not _PRINTABLE.match(key) or len(key) > MAX_LENGTH:
        what = f"An idempotency key is 1 to {MAX_LENGTH} printable ASCII characters."
        raise Refusal(ExitCode.USAGE, "idempotency_key_malformed", what)
    return key


def _accept(body: bytes, sent: _Sent, backends: Backends, given: Surroundings) -> Acceptance:
    try:
        return accept(
            body,
            seller=sent.seller,
            livemode=sent.livemode,
            channel="cli",
            idempotency_key=sent.key,
            traceparent=given.new_traceparent(),
            now=given.clock(),
            orders=backends.orders,
            queue=backends.orders_queue,
            lookup_key=backends.secrets.lookups,
        )
    except IdempotencyKeyReused:
        raise Refusal(
            ExitCode.CONFLICT,
            "idempotency_key_reused",
            "The idempotency key belongs to an order with another content. "
            "Send the first content again, or choose another --key.",
        ) from None


def show_order(
    ctx: typer.Context,
    order_id: OrderArgument,
    *,
    timeline: Annotated[
        bool, typer.Option("--timeline", help="With --json: add the timeline.")
    ] = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show where an order is, and everything that happened to it."""
    screen = Screen(as_json, state)
    opened = open_state(ctx, state)
    document = full_answer(read_order(opened, order_id), opened)
    if as_json:
        screen.json({k: v for k, v in document.items() if timeline or k != "timeline"})
        return
    screen.show(order_card(document), "", timeline_table(document["timeline"]))
    if document["failure"]:
        screen.suggest(f"counterfoil failures show {order_id}")
