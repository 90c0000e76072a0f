from concurrent.futures import ThreadPoolExecutor

import pytest

from services.document.einvoice.cii import cii
from services.document.einvoice.schema import check_schema, invalid_element
from services.domain.rejection import Rejected
from tests.builders import a_bill, an_invoice
from tests.document.einvoice.corpus import CORPUS, line

ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<x>&b;&secret;</x>"""


@pytest.mark.parametrize("name", CORPUS)
def test_every_bill_of_the_corpus_passes_before_it_has_a_number(name: str) -> None:
    check_schema(CORPUS[name]().bill)


def test_a_bill_without_a_claim_has_no_xml_to_check() -> None:
    bill = a_bill(currency="KWD", lines=[line(unit_price="1.255")])
    assert bill.e_invoice is None
    check_schema(bill)


def test_a_bill_that_breaks_the_schema_is_refused_without_repeating_it() -> None:
    bill = a_bill()
    no_lines = bill.model_copy(update={"lines": ()})
    with pytest.raises(Rejected) as rejected:
        check_schema(no_lines)
    (fault,) = rejected.value.faults
    assert fault.code == "e_invoice_invalid"
    assert "ApplicableHeaderTradeAgreement" in fault.detail
    assert bill.buyer.name not in fault.detail


def test_the_element_that_is_wrong_is_named() -> None:
    xml = cii(an_invoice())
    assert invalid_element(xml) is None
    assert invalid_element(xml.replace(b">104.35<", b">much<")) == "GrandTotalAmount"
    assert invalid_element(ENTITIES) == "x"


def test_threads_do_not_mix_up_their_errors() -> None:
    right = cii(an_invoice())
    wrong = {
        name: right.replace(before, after)
        for name, before, after in (
            ("GrandTotalAmount", b"GrandTotalAmount>104.35", b"GrandTotalAmount>much"),
            ("BilledQuantity", b'"HUR">0.5', b'"HUR">half'),
            ("DuePayableAmount", b"DuePayableAmount>0.00", b"DuePayableAmount>nothing"),
        )
    }
    names = [*wrong, None] * 50
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(invalid_element, [wrong.get(name or "", right) for name in names])
        assert list(found) == names
