"""Who is asked to transfer money, and who must not be."""

from typing import Any

import pytest

from services.domain.transfer import awaits_transfer, is_qr_iban, payment_text
from tests.builders import a_seller, an_invoice
from tests.document.orders import DUE
from tests.swiss import IBAN, QR_IBAN


@pytest.mark.parametrize("method", ["bank_transfer", "card", "wallet", "cash", "other"])
def test_what_is_due_is_transferred_however_the_shop_was_told(method: str) -> None:
    assert awaits_transfer(an_invoice(payment=DUE | {"method": method}))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"payment": DUE | {"method": "direct_debit"}},
        {"payment": DUE, "type_": "381"},
        {"payment": DUE, "livemode": False},
        {"payment": DUE, "seller": a_seller(bank=None)},
    ],
    ids=["paid", "collected", "credit note", "test", "no account"],
)
def test_nobody_is_asked_for_money_that_is_not_theirs_to_send(changes: dict[str, Any]) -> None:
    assert not awaits_transfer(an_invoice(**changes))


def test_an_amount_beyond_what_a_transfer_carries_has_no_code() -> None:
    line = {"name": "Ship", "tax": {"category": "O", "rate": "0", "exemption_reason": "Old"}}
    bought = [line | {"quantity": "1", "unit_price": "999999999.99"}]
    assert awaits_transfer(an_invoice(payment=DUE, lines=bought))
    twice = [line | {"quantity": "2", "unit_price": "999999999.99"}]
    assert not awaits_transfer(an_invoice(payment=DUE, lines=twice))


def test_the_shops_reference_is_quoted_before_the_number() -> None:
    assert payment_text(an_invoice(payment=DUE)) == "INV-2026-000001"
    assert payment_text(an_invoice(payment=DUE | {"reference": "Order 7"})) == "Order 7"


def test_a_qr_iban_is_known_by_its_institution() -> None:
    assert is_qr_iban(QR_IBAN)
    assert not is_qr_iban(IBAN)
    assert not is_qr_iban("DE68300000000532013000")
