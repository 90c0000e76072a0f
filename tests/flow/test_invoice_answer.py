from datetime import timedelta

from services.domain.order import Archived, Issued, Order
from services.flow.invoice_answer import invoice_answer
from tests.builders import NOW, RING, a_link, an_invoice, an_order
from tests.issued import IN_MILS

PUBLIC_URL = "https://shop.example.com"


def issued(**changes: object) -> Order:
    record, link = an_invoice(), a_link()
    fact = Issued(
        number=record.number,
        series=record.series,
        issued_on=record.issued_on,
        link_id=link.id,
        link_key_id=link.key_id,
        link_expires_at=NOW + timedelta(days=90),
    )
    return an_order(issued=fact).model_copy(update=changes)


def test_an_invoice_that_is_not_archived_yet_has_no_hash() -> None:
    answer = invoice_answer(an_invoice(), issued(), public_url=PUBLIC_URL, links=RING)
    assert answer["sha256"] is None
    assert answer["status"] == "issued"
    assert answer["pdf_url"] == f"{answer['page_url']}/pdf"


def test_an_archived_and_credited_invoice_says_so() -> None:
    order = issued(archived=Archived(sha256="ab" * 32, size=1, at=NOW), credited_at=NOW)
    answer = invoice_answer(an_invoice(), order, public_url=PUBLIC_URL, links=RING)
    assert answer["sha256"] == "ab" * 32
    assert answer["status"] == "credited"


def test_only_a_record_that_claims_a_standard_has_xml() -> None:
    answer = invoice_answer(an_invoice(), issued(), public_url=PUBLIC_URL, links=RING)
    assert answer["xml_url"] == f"{answer['page_url']}/xml"
    in_mils = an_invoice(**IN_MILS)
    assert invoice_answer(in_mils, issued(), public_url=PUBLIC_URL, links=RING)["xml_url"] is None


def test_totals_have_exactly_the_decimals_of_the_currency() -> None:
    lines = [
        {
            "name": "Tea",
            "quantity": "1",
            "unit_price": "1200",
            "tax": {"category": "S", "rate": "10"},
        }
    ]
    record = an_invoice(currency="JPY", lines=lines)
    answer = invoice_answer(record, issued(), public_url=PUBLIC_URL, links=RING)
    assert answer["totals"] == {"net": "1200", "tax": "120", "gross": "1320", "due": "0"}


def test_a_link_whose_key_left_the_ring_is_not_shown() -> None:
    ring = RING._replace(keys={2: b"another"}, current=2)
    answer = invoice_answer(an_invoice(), issued(), public_url=PUBLIC_URL, links=ring)
    assert answer["page_url"] is answer["pdf_url"] is answer["xml_url"] is None
