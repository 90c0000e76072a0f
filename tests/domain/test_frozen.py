from datetime import date

import pytest
from pydantic import ValidationError

from services.domain.frozen import Frozen
from services.domain.invoice import Receipt
from services.domain.mail import Mail
from services.domain.numbering import Counter, Series
from tests.builders import NOW, a_bill, a_link, a_seller, an_invoice, an_order

SERIES = Series(seller_id="aurora", livemode=True, type="380", period="2026-11")
RECORDS: list[Frozen] = [
    a_seller(mail={"from": "a@example.com", "reply_to": "b@example.com", "bcc": ["c@example.com"]}),
    an_order(),
    a_bill(price_mode="gross", supply_date="2026-11-01"),
    an_invoice(payment={"status": "due", "method": "cash", "paid_amount": "1.5"}),
    a_link(),
    SERIES,
    Counter(series=SERIES, last=7, last_issued_on=date(2028, 2, 29), frozen="restore"),
    Mail(
        id="mail_1",
        seller_id="aurora",
        number="1",
        order_id="ord_1",
        intent="invoice",
        to="z***@example.com",
        lease_until=NOW,
    ),
    Receipt(
        seller_id="aurora",
        number="1",
        key="aurora/2026/1.pdf",
        sha256="0" * 64,
        size=1,
        version_id=None,
        renderer="counterfoil/1",
        archived_at=NOW,
    ),
]
NAMES = [type(record).__name__ for record in RECORDS]


@pytest.mark.parametrize("record", RECORDS, ids=NAMES)
def test_a_record_goes_to_json_and_back_unchanged(record: Frozen) -> None:
    kind = type(record)
    assert kind.model_validate_json(record.model_dump_json()) == record
    assert kind.model_validate_json(record.model_dump_json(by_alias=True)) == record
    assert kind.model_validate(record.model_dump(mode="json")) == record


@pytest.mark.parametrize("record", RECORDS, ids=NAMES)
def test_a_record_refuses_fields_it_does_not_know(record: Frozen) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        type(record).model_validate({**record.model_dump(mode="json"), "surprise": 1})


@pytest.mark.parametrize("record", RECORDS, ids=NAMES)
def test_a_record_cannot_be_changed(record: Frozen) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(record, next(iter(type(record).model_fields)), "x")
