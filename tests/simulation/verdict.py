"""The verdict on a run: every promise, checked against what the world holds at its end."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from services.backends.orders import FailureQuery
from services.domain.ids import keyed_hash, mail_id
from services.domain.invoice import Invoice
from services.domain.mail import FIRST_INTENT
from services.domain.order import Order
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from tests.simulation.plan import Poison, poison_of
from tests.simulation.world import World


class Verdict(NamedTuple):
    """What a run came to."""

    seed: int
    orders: int
    """That stand, whoever was told."""
    mails: int
    doubled: int
    """Mails that went out more than once."""
    steps: int
    faults: Counter[str]
    violations: list[str]
    digest: str
    """SHA-256 of every step."""
    asked: int
    """Orders the run was to place."""
    last: tuple[str, ...]
    """The last steps."""


def verdict(world: World, unexpected: Sequence[str] = ()) -> Verdict:
    """Judge a run that was played; `unexpected` is what its log had no reason to say."""
    invoices = _invoices(world)
    world.witness.contiguous(world.real.numbering, world.real.invoices)
    world.witness.unchanged(world.real.archive)
    violations = [
        *world.violations,
        *world.witness.violations,
        *world.shops.violations,
        *world.finance.violations,
        *(f"{name} died of {error!r}" for name, error in world.scheduler.failures),
        *_broken_promises(world),
        *_audit_faults(world),
        *_mail_faults(world, invoices),
        *_credit_faults(world, invoices),
        *unexpected,
    ]
    taken = world.provider.taken
    return Verdict(
        seed=world.run.seed,
        orders=len(invoices),
        mails=len(taken),
        doubled=sum(count - 1 for count in taken.values()),
        steps=world.history.steps,
        faults=world.history.faults,
        violations=violations,
        digest=world.history.digest(),
        asked=world.run.orders,
        last=tuple(world.history.last),
    )


def _invoices(world: World) -> list[Invoice]:
    numbering, records = world.real.numbering, world.real.invoices
    return [i for counter in numbering.counters() for i in records.of_series(counter.series.key)]


def _broken_promises(world: World) -> list[str]:
    broken = []
    sold = [promise.order_id for promise in world.shops.promises.values()]
    for order_id in [*sold, *world.finance.promises.values()]:
        found = world.real.orders.read([order_id])
        fault = _unfinished(found[0]) if found else "is lost"
        if fault:
            broken.append(f"{order_id} was promised and {fault}")
    return broken


def _unfinished(order: Order) -> str | None:
    """Say what an order lacks at its end, None when it has everything."""
    failure = order.open_failure
    if not order.issued or not order.archived or order.due_at:
        return f"is {order.status}: {order.history[-3:]}"
    if poison_of(order.reference) is Poison.REFUSED_MAIL:
        told = failure and failure.kind == "mail" and failure.code and failure.detail
        return None if told else "nobody was told that its mail is refused"
    if order.status not in {"sent", "credited"} or not order.mailed or failure:
        return f"is {order.status}, {failure}: {order.history[-3:]}"
    return None


def _audit_faults(world: World) -> list[str]:
    real = world.real
    report = audit(books(real))
    faults = [f"audit: {fault.code} {fault.detail}" for fault in report.faults]
    if report.invoices != report.files:
        faults.append(f"{report.invoices} invoices have {report.files} files")
    left = real.orders.failures(FailureQuery(limit=world.run.orders, state="open"))
    if any(poison_of(order.reference) is not Poison.REFUSED_MAIL for order in left):
        faults.append("orders that could be mended are still failed")
    return faults


def _mail_faults(world: World, invoices: list[Invoice]) -> list[str]:
    faults = []
    for invoice in invoices:
        taken = world.provider.taken[_mail_id(invoice, world)]
        refused = poison_of(invoice.bill.reference) is Poison.REFUSED_MAIL
        if taken == 0 and not refused:
            faults.append(f"{invoice.number} was never mailed")
        if taken > 1 and world.run.telling.exact:
            faults.append(f"{invoice.number} was mailed {taken} times")
    return faults


def _credit_faults(world: World, invoices: list[Invoice]) -> list[str]:
    """See that no more was taken back of any invoice than it came to, and all that was promised."""
    faults = []
    taken: dict[tuple[str, str], Decimal] = {}
    for note in invoices:
        if note.bill.corrects:
            about = note.seller_id, note.bill.corrects.number
            taken[about] = taken.get(about, Decimal(0)) + note.bill.totals.gross
    for (seller_id, number), gross in taken.items():
        original = world.real.invoices.read(seller_id, number)
        (order,) = world.real.orders.read([original.order_id]) if original else (None,)
        if original is None or order is None or gross > original.bill.totals.gross:
            faults.append(f"{number}: {gross} were taken back")
        elif gross != sum(credit.gross for credit in order.taken_back):
            faults.append(f"{number}: {gross} were taken back, more or less than was promised")
    return faults


def _mail_id(invoice: Invoice, world: World) -> str:
    recipient = keyed_hash(world.real.secrets.lookups, invoice.bill.buyer.email.lower())
    return mail_id(invoice.seller_id, invoice.number, recipient, FIRST_INTENT)
