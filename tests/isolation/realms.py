"""Two sellers, live and test: each with an invoice that only they may see, and canaries in it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from services.backends.keys import Role
from services.document.einvoice.cii import cii
from services.domain.invoice import Invoice
from services.domain.link import token
from services.domain.order import Order
from services.flow.new_key import new_key
from services.runtime.press import Press
from tests.builders import an_order_request
from tests.issued import pdf_carrying
from tests.pipeline import Pipeline

SELLERS = ("aurora", "harbor")
PATTERNS = {"aurora": "AU-{yyyy}-{seq:6}", "harbor": "HB-{yyyy}-{seq:6}"}
PRESS = Press(check=lambda _bill: None, render=lambda invoice: pdf_carrying(cii(invoice)))


class Realm(NamedTuple):
    """A seller, live or test: what one key sees."""

    seller_id: str
    livemode: bool

    @property
    def canary(self) -> str:
        """Return the word that is in everything of this realm, and nowhere else."""
        return f"Canary{self.seller_id.title()}{'Live' if self.livemode else 'Test'}"


REALMS = [Realm(seller, livemode) for seller in SELLERS for livemode in (True, False)]


class Owned(NamedTuple):
    """What stands in a realm."""

    order: Order
    invoice: Invoice
    token: str
    key: str
    failed: tuple[str, ...]
    """The ids of its failures: one to redrive, one to discard."""


class World:
    """One installation with all realms in it."""

    def __init__(self, state: Path) -> None:
        self.pipeline = Pipeline(state)
        for seller_id in SELLERS:
            notes = f"{PATTERNS[seller_id][:1]}C-{{yyyy}}-{{seq:6}}"
            rules = {"pattern": PATTERNS[seller_id], "credit_note_pattern": notes}
            self.pipeline.put_seller(seller_id, legal_name=f"{seller_id} Ltd", numbering=rules)
        self.owned = {realm: self._fill(realm) for realm in REALMS}

    def _fill(self, realm: Realm) -> Owned:
        order_id = self.pipeline.place(
            "the same key for everybody",
            seller_id=realm.seller_id,
            livemode=realm.livemode,
            **request_with(realm.canary),
        ).order.id
        bench = replace(self.pipeline.bench, press_for=lambda _order, _delivery: PRESS)
        while self.pipeline.work_once(bench) + self.pipeline.notify_once():
            pass
        order = self.pipeline.order(order_id)
        assert order.issued is not None
        backends = self.pipeline.backends
        invoice = backends.invoices.read(order.seller_id, order.issued.number)
        link = backends.links.read(order.issued.link_id)
        assert invoice is not None
        assert link is not None
        key = self.new_key(realm, "admin")
        failed = tuple(self._fail(realm, purpose) for purpose in ("redrive", "discard"))
        return Owned(order, invoice, token(link, backends.secrets.links), key, failed)

    def _fail(self, realm: Realm, purpose: str) -> str:
        order_id = self.pipeline.place(
            purpose,
            seller_id=realm.seller_id,
            livemode=realm.livemode,
            **request_with(realm.canary) | {"metadata": {"simulate": "fail_render"}},
        ).order.id
        self.pipeline.work_once()
        failure = self.pipeline.order(order_id).open_failure
        assert failure is not None
        return failure.id

    def new_key(self, realm: Realm, role: Role) -> str:
        random = bytes.fromhex(self.pipeline.new_id()) + b"of one realm"
        now = self.pipeline.clock()
        secret, key = new_key(
            realm.seller_id, role, livemode=realm.livemode, random=random, now=now
        )
        self.pipeline.backends.keys.create(key)
        return secret


def request_with(canary: str) -> dict[str, Any]:
    """Return an order request that has the canary in every text a buyer or shop writes."""
    request = an_order_request(reference=canary, notes=canary, purchase_order=canary)
    request["buyer"] |= {"name": canary, "email": f"{canary}@example.com", "reference": canary}
    request["buyer"]["address"] |= {"line1": canary, "city": canary}
    for line in request["lines"]:
        line |= {"name": canary, "sku": canary}
    text: dict[str, Any] = json.loads(json.dumps(request))
    return text


def strangers(content: bytes, allowed: Realm | None) -> Iterator[str]:
    """Yield the canaries of other realms that an answer holds."""
    lowered = content.lower()
    for realm in REALMS:
        if realm != allowed and realm.canary.lower().encode() in lowered:
            yield realm.canary
