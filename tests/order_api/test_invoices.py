"""The calls under /v1/invoices."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from services.backends.keys import Role
from services.document.einvoice.cii import cii
from services.document.einvoice.ubl import ubl
from services.flow.invoice_answer import IssuedInvoiceAnswer
from services.order_api import examples
from services.order_api.main import create_app
from tests.issued import IN_MILS, PDF, Issue, archived, issued, pdf_carrying
from tests.order_api.shop import PUBLIC_URL, Shop, assert_problem

SELLER = "papierhaus"
NUMBER = "INV-2026-000001"
FILES = ("", "/pdf", "/xml", "/xml?format=ubl")


def issue(shop: Shop, **changes: Any) -> Issue:  # noqa: ANN401
    """Issue an invoice and archive a PDF that carries its XML."""
    numbered = issued(shop.backends, shop.clock, **changes)
    bill = numbered.invoice.bill
    content = pdf_carrying(cii(numbered.invoice)) if bill.e_invoice else PDF
    return archived(shop.backends, shop.clock, numbered, content)


def get(shop: Shop, rest: str = "", **who: Any) -> httpx2.Response:  # noqa: ANN401
    return shop.get(f"/v1/invoices/{NUMBER}{rest}", **{"seller": SELLER, **who})


def test_an_invoice_is_shown_in_the_promised_shape(shop: Shop) -> None:
    made = issue(shop)
    answer = get(shop)

    assert answer.status_code == 200
    page = answer.json()["page_url"]
    assert page.startswith(f"{PUBLIC_URL}/i/")
    assert made.order.archived is not None
    assert answer.json() == {
        "object": "invoice",
        "number": NUMBER,
        "type": "380",
        "order_id": made.order.id,
        "series": "papierhaus/live/380/2026",
        "issued_on": "2026-11-21",
        "currency": "EUR",
        "totals": {"net": "89.95", "tax": "14.40", "gross": "104.35", "due": "0.00"},
        "status": "issued",
        "sha256": made.order.archived.sha256,
        "page_url": page,
        "pdf_url": f"{page}/pdf",
        "xml_url": f"{page}/xml",
    }
    assert "retry-after" not in answer.headers


def test_the_reference_shows_what_the_call_answers(shop: Shop) -> None:
    issue(shop)
    assert get(shop).json().keys() == examples.INVOICE.keys()
    for example in (examples.INVOICE, examples.INVOICE_WITHOUT_XML):
        IssuedInvoiceAnswer.model_validate(example)


def test_an_invoice_that_has_not_changed_is_not_sent_again(shop: Shop) -> None:
    numbered = issued(shop.backends, shop.clock)
    first = get(shop)
    assert (first.headers["retry-after"], first.json()["sha256"]) == ("2", None)
    again = get(shop, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

    archived(shop.backends, shop.clock, numbered)
    changed = get(shop, headers={"If-None-Match": first.headers["etag"]})
    assert (changed.status_code, "retry-after" in changed.headers) == (200, False)


def test_the_pdf_is_the_archived_one(shop: Shop) -> None:
    archived(shop.backends, shop.clock, issued(shop.backends, shop.clock))
    answer = get(shop, "/pdf")

    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="{NUMBER}.pdf"'


def test_a_pdf_that_the_archive_gives_out_itself_is_one_redirect_away(shop: Shop) -> None:
    made = issue(shop)

    class Signing:
        read = shop.backends.archive.read

        def download_url(self, key: str, filename: str) -> str | None:
            assert (key, filename) == (made.invoice.archive_key, f"{NUMBER}.pdf")
            return "https://archive.example/signed"

    archive: Any = Signing()
    backends = replace(shop.backends, archive=archive)
    app = create_app(backends, public_url=PUBLIC_URL, clock=shop.clock, new_id=shop.new_id)
    client = TestClient(app, follow_redirects=False, headers=shop.bearer(seller=SELLER))

    answer = client.get(f"/v1/invoices/{NUMBER}/pdf")
    assert answer.status_code == 302
    assert answer.headers["location"] == "https://archive.example/signed"
    assert client.get(f"/v1/invoices/{NUMBER}/xml").content == cii(made.invoice)


@pytest.mark.parametrize("query", ["", "?format=cii"])
def test_the_xml_is_the_one_the_buyers_pdf_carries(shop: Shop, query: str) -> None:
    sent = b"<?xml version='1.0'?><as-it-was-sent/>"
    archived(shop.backends, shop.clock, issued(shop.backends, shop.clock), pdf_carrying(sent))
    answer = get(shop, f"/xml{query}")

    assert (answer.status_code, answer.content) == (200, sent)
    assert answer.headers["content-type"] == "application/xml"
    assert answer.headers["content-disposition"] == f'attachment; filename="{NUMBER}.xml"'


def test_ubl_is_written_from_the_record_archived_or_not(shop: Shop) -> None:
    made = issued(shop.backends, shop.clock)
    answer = get(shop, "/xml?format=ubl")

    assert (answer.status_code, answer.content) == (200, ubl(made.invoice))
    assert answer.headers["content-type"] == "application/xml"


def test_an_invoice_without_xml_says_why_and_still_has_its_pdf(shop: Shop) -> None:
    issue(shop, **IN_MILS)

    assert get(shop).json()["xml_url"] is None
    assert get(shop, "/pdf").content == PDF
    for rest in ("/xml", "/xml?format=ubl"):
        problem = assert_problem(get(shop, rest), 404, "no_e_invoice")
        assert "three decimals" in problem["detail"]


@pytest.mark.parametrize("rest", ["/pdf", "/xml"])
def test_a_file_that_is_still_being_made_is_worth_asking_for_again(shop: Shop, rest: str) -> None:
    issued(shop.backends, shop.clock)
    answer = get(shop, rest)

    assert_problem(answer, 409, "not_archived_yet")
    assert answer.headers["retry-after"] == "2"


@pytest.mark.parametrize("rest", ["/pdf", "/xml"])
def test_a_file_the_archive_lost_is_not_made_up(shop: Shop, rest: str) -> None:
    made = issue(shop)
    (shop.state / "archive" / made.invoice.archive_key).unlink()

    assert_problem(get(shop, rest), 500, "internal_error")


@pytest.mark.parametrize("rest", FILES)
@pytest.mark.parametrize("who", [{"seller": "aurora"}, {"livemode": False}])
def test_nobody_sees_another_sellers_or_modes_invoice(
    shop: Shop, who: dict[str, Any], rest: str
) -> None:
    issue(shop)
    assert_problem(get(shop, rest, **who), 404, "invoice_not_found")


@pytest.mark.parametrize("rest", FILES)
@pytest.mark.parametrize("number", ["INV-2026-000009", "%00", "a b", "A" * 65, "%F0%9F", "☃"])
def test_a_number_that_was_never_given_is_not_found(shop: Shop, number: str, rest: str) -> None:
    answer = shop.get(f"/v1/invoices/{number}{rest}")
    assert_problem(answer, 404, "invoice_not_found")


@pytest.mark.parametrize("rest", FILES)
@pytest.mark.parametrize(("role", "status"), [("finance", 200), ("operator", 200), ("viewer", 403)])
def test_who_may_read_orders_may_read_invoices(
    shop: Shop, role: Role, status: int, rest: str
) -> None:
    issue(shop)
    assert get(shop, rest, role=role).status_code == status


@pytest.mark.parametrize("rest", FILES)
def test_without_a_key_nothing_is_shown(shop: Shop, rest: str) -> None:
    issue(shop)
    assert_problem(shop.client.get(f"/v1/invoices/{NUMBER}{rest}"), 401, "unauthenticated")


@pytest.mark.parametrize(
    "rest",
    ["?expand=timeline", "/pdf?format=pdf", "/xml?format=xrechnung", "/xml?format=", "/xml?form=1"],
)
def test_a_query_that_means_nothing_here_is_refused(shop: Shop, rest: str) -> None:
    issue(shop)
    problem = assert_problem(get(shop, rest), 400, "bad_query")
    assert len(problem["errors"]) == 1


def test_a_parameter_given_twice_is_refused(shop: Shop) -> None:
    assert_problem(get(shop, "/xml?format=cii&format=ubl"), 400, "bad_query")


def test_head_is_answered_where_get_is(shop: Shop) -> None:
    issue(shop)
    for rest in FILES:
        url = f"/v1/invoices/{NUMBER}{rest}"
        answer = shop.client.head(url, headers=shop.bearer(seller=SELLER))
        assert (answer.status_code, answer.content) == (200, b"")
