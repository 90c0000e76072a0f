from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.billing import bill
from services.domain.order_request import OrderRequest
from services.domain.rejection import Rejected
from services.domain.seller import Seller
from services.domain.validation import validated
from tests.builders import a_bill, a_request, a_seller, an_order_request
from tests.domain.arithmetic import check_arithmetic
from tests.domain.generated import any_tax, modestly, order_requests

UNKNOWN = a_seller(vat_ids=[], registration_number=None)
SMALL = a_seller(vat_ids=[], registration_number=None, tax_scheme="small_business")
UNTAXED = a_seller(vat_ids=[], registration_number=None, tax_scheme="none")
REGISTERED = a_seller(vat_ids=[])
BUYER = an_order_request()["buyer"]
COMPANY = BUYER | {"vat_id": "FR12345678901"}


def a_line(category: str, rate: str = "0", reason: str | None = None) -> dict[str, Any]:
    tax = {"category": category, "rate": rate, "exemption_reason": reason}
    return {"name": "Paper", "quantity": "1", "unit_price": "10", "tax": tax}


def faults(
    *lines: dict[str, Any],
    seller: Seller | None = None,
    buyer: dict[str, Any] = COMPANY,
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> list[tuple[str, str]]:
    request = a_request(lines=list(lines), buyer=buyer, **changes)
    try:
        bill(request, seller or a_seller())
    except Rejected as rejected:
        return [(fault.pointer, fault.code) for fault in rejected.faults]
    return []


def reasons(*lines: dict[str, Any], seller: Seller | None = None) -> list[str | None]:
    priced = a_bill(lines=list(lines), buyer=COMPANY, seller=seller)
    return [group.reason for group in priced.tax_groups]


@pytest.mark.parametrize("rate", ["0.000001", "19", "100"])
def test_category_s_is_charged_at_any_rate_up_to_a_hundred(rate: str) -> None:
    assert faults(a_line("S", rate)) == []


def test_a_rate_above_a_hundred_is_refused() -> None:
    assert faults(a_line("Z"), a_line("S", "100.1")) == [("/lines/1/tax/rate", "rate_above_100")]


def test_category_s_without_a_rate_is_refused_and_z_named() -> None:
    with pytest.raises(Rejected, match="use category Z"):
        a_bill(lines=[a_line("S")])


@pytest.mark.parametrize("category", ["Z", "E", "AE", "K", "G", "O"])
def test_other_categories_have_rate_0(category: str) -> None:
    reason = "Books" if category in {"E", "O"} else None
    assert faults(a_line(category, "0.00", reason)) == []
    assert faults(a_line(category, "19", reason)) == [("/lines/0/tax/rate", "rate_not_zero")]


@pytest.mark.parametrize("field", ["charges", "discounts"])
def test_charges_and_discounts_follow_the_same_rules(field: str) -> None:
    row = {"reason": "Post", "amount": "1", "tax": {"category": "S", "rate": "0"}}
    changes: dict[str, Any] = {field: [row]}
    assert faults(a_line("S", "19"), **changes) == [(f"/{field}/0/tax/rate", "rate_zero")]


@pytest.mark.parametrize("category", ["AE", "K"])
def test_reverse_charge_and_intra_community_supply_need_the_vat_ids_of_both(category: str) -> None:
    line = a_line(category)
    assert faults(line, buyer=BUYER) == [("/buyer/vat_id", "vat_id_required")]
    assert faults(line, seller=REGISTERED) == [("/lines/0/tax/category", "seller_vat_id_required")]


def test_a_missing_vat_id_is_one_fault_however_many_lines_need_it() -> None:
    assert faults(a_line("K"), a_line("K"), buyer=BUYER) == [("/buyer/vat_id", "vat_id_required")]


@pytest.mark.parametrize("category", ["S", "Z", "E", "G"])
def test_a_seller_nobody_can_identify_may_not_invoice(category: str) -> None:
    line = a_line(category, "19" if category == "S" else "0", "Books" if category == "E" else None)
    refused = [("/lines/0/tax/category", "seller_not_identified")]
    assert faults(line, seller=UNKNOWN) == refused
    assert [faults(line, seller=known) for known in (REGISTERED, SMALL, UNTAXED)] == [[], [], []]


def test_what_is_outside_the_scope_needs_no_identified_seller() -> None:
    assert faults(a_line("O", reason="Deposit"), seller=UNKNOWN) == []


@pytest.mark.parametrize("order", [("O", "Z"), ("Z", "O")])
def test_category_o_stays_alone(order: tuple[str, str]) -> None:
    lines = [a_line(category, reason="Deposit" if category == "O" else None) for category in order]
    assert faults(*lines) == [("/lines/1/tax/category", "category_o_is_mixed")]


@pytest.mark.parametrize(("category", "rate"), [("S", "19"), ("Z", "0")])
def test_a_reason_is_refused_where_tax_is_charged(category: str, rate: str) -> None:
    assert faults(a_line(category, rate, "Books")) == [
        ("/lines/0/tax/exemption_reason", "reason_not_allowed")
    ]


@pytest.mark.parametrize("category", ["E", "O"])
@pytest.mark.parametrize("seller", [a_seller(), UNTAXED], ids=["standard", "none"])
def test_exempt_and_out_of_scope_need_a_reason(category: str, seller: Seller) -> None:
    assert faults(a_line(category), seller=seller) == [
        ("/lines/0/tax/exemption_reason", "reason_required")
    ]


def test_one_reason_is_enough_for_a_group() -> None:
    assert reasons(a_line("E"), a_line("E", reason="Books")) == ["Books"]


def test_a_small_business_exempts_without_a_reason_but_does_not_leave_the_scope() -> None:
    assert faults(a_line("E"), seller=SMALL) == []
    assert faults(a_line("O"), seller=SMALL) == [
        ("/lines/0/tax/exemption_reason", "reason_required")
    ]


def test_different_reasons_of_a_group_are_joined_once_each() -> None:
    lines = [a_line("E", reason=reason) for reason in ("Books", "Lessons", "Books")]
    assert reasons(*lines) == ["Books; Lessons"]


def test_the_reason_of_the_shop_goes_before_the_standard_wording() -> None:
    assert reasons(a_line("AE", reason="Article 196")) == ["Article 196"]


def test_taxed_groups_have_no_reason() -> None:
    assert reasons(a_line("S", "19"), a_line("Z")) == [None, None]


def test_reasons_beyond_what_a_page_holds_are_refused() -> None:
    lines = [a_line("E", reason=f"{n} {'Books ' * 30}x") for n in range(6)]
    assert faults(*lines) == [("/lines/0/tax/exemption_reason", "reasons_too_long")]


@pytest.mark.parametrize("scheme", ["standard", "small_business", "none"])
def test_the_shop_decides_whether_tax_is_charged(scheme: str) -> None:
    assert faults(a_line("S", "19"), seller=a_seller(tax_scheme=scheme)) == []


@given(
    order_requests(),
    st.lists(any_tax(), min_size=6, max_size=6),
    st.sampled_from([UNKNOWN, SMALL, UNTAXED, REGISTERED, a_seller()]),
)
@modestly
def test_whatever_the_shop_decides_is_billed_rightly_or_refused(
    document: dict[str, Any], decided: list[dict[str, Any]], seller: Seller
) -> None:
    for line, tax in zip(document["lines"], decided, strict=False):
        line["tax"] = tax
    with suppress(Rejected):
        check_arithmetic(bill(validated(OrderRequest, document), seller))
