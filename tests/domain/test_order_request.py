import pytest

from services.domain.order_request import MAX_LINES, OrderRequest
from services.domain.rejection import Rejected
from services.domain.validation import validated
from tests.builders import a_request, an_order_request


def refused(**changes: object) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as rejected:
        validated(OrderRequest, an_order_request(**changes))
    return [(fault.pointer, fault.code) for fault in rejected.value.faults]


def test_an_order_needs_only_what_the_api_says() -> None:
    line = {
        "name": "Paper",
        "quantity": "1",
        "unit_price": "1",
        "tax": {"category": "S", "rate": "19"},
    }
    request = validated(
        OrderRequest,
        {
            "reference": "A&B<1>",
            "currency": "EUR",
            "buyer": an_order_request()["buyer"],
            "lines": [line],
            "payment": {"status": "paid", "method": "card"},
        },
    )
    assert (request.price_mode, request.lines[0].unit) == ("net", "C62")
    assert request.charges == request.discounts == []


def test_five_hundred_lines_are_taken_and_one_more_is_not() -> None:
    line = an_order_request()["lines"][0]
    assert len(a_request(lines=[line] * MAX_LINES).lines) == 500
    assert refused(lines=[line] * 501) == [("/lines", "too_many")]


@pytest.mark.parametrize(
    ("field", "longest"),
    [("reference", 64), ("purchase_order", 64), ("notes", 1000)],
)
def test_texts_are_taken_up_to_their_length(field: str, longest: int) -> None:
    text = "ab " * 400
    assert a_request(**{field: text[: longest - 1] + "x"}).lines
    assert refused(**{field: text[:longest] + "x"}) == [(f"/{field}", "too_long")]


@pytest.mark.parametrize(
    ("field", "longest"),
    [("name", 200), ("description", 500), ("sku", 64)],
)
def test_texts_of_a_line_are_taken_up_to_their_length(field: str, longest: int) -> None:
    line, text = an_order_request()["lines"][0], "ab " * 200
    assert a_request(lines=[line | {field: text[: longest - 1] + "x"}]).lines
    assert refused(lines=[line | {field: text[:longest] + "x"}]) == [
        (f"/lines/0/{field}", "too_long")
    ]


@pytest.mark.parametrize("part", ["line1", "line2", "postal_code", "city", "region"])
def test_parts_of_an_address_are_taken_up_to_a_hundred_characters(part: str) -> None:
    buyer, text = an_order_request()["buyer"], "ab " * 40
    fits, exceeds = (
        buyer | {"address": buyer["address"] | {part: text[:length] + "x"}} for length in (99, 100)
    )
    assert a_request(buyer=fits).buyer.name
    assert refused(buyer=exceeds) == [(f"/buyer/address/{part}", "too_long")]


def test_twenty_pairs_of_metadata_are_taken() -> None:
    assert a_request(metadata={str(n): "x" for n in range(20)}).lines


def test_metadata_may_be_empty_but_never_nameless() -> None:
    assert a_request(metadata={"coupon": ""}).metadata == {"coupon": ""}
    assert refused(metadata={"": "x"}) == [("/metadata", "blank")]


@pytest.mark.parametrize("discount", [{}, {"percent": "1", "amount": "1"}, {"reason": "x"}])
def test_a_discount_is_either_a_percentage_or_an_amount(discount: dict[str, str]) -> None:
    line = an_order_request()["lines"][0] | {"discount": discount}
    assert refused(lines=[line]) == [("/lines/0/discount", "percent_or_amount")]


def test_a_card_number_as_reference_is_refused() -> None:
    payment = {"status": "paid", "method": "card", "reference": "4242 4242 4242 4242"}
    assert refused(payment=payment) == [("/payment/reference", "card_number")]


def test_an_optional_text_is_left_out_rather_than_empty() -> None:
    assert refused(notes="") == [("/notes", "blank")]
    assert a_request(notes=None).notes is None


def test_every_fault_is_named_at_once() -> None:
    assert refused(reference="", currency="X", notes="\u202e") == [
        ("/reference", "blank"),
        ("/currency", "unknown_currency"),
        ("/notes", "invisible_character"),
    ]
