from typing import Any

import pytest

from services.domain.e_invoice import acting_vat_id, claim
from services.domain.invoice import Bill
from tests.builders import a_bill, a_seller, an_order_request

S19 = {"category": "S", "rate": "19"}
JUBA = {"line1": "1 Airport Road", "postal_code": "0000", "city": "Juba", "country": "SS"}
BUYER = an_order_request()["buyer"]


def of_one_line(
    tax: dict[str, str] = S19,
    *,
    quantity: str = "1",
    unit_price: str = "10",
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> Bill:
    line = {"name": "Paper", "quantity": quantity, "unit_price": unit_price, "tax": tax}
    return a_bill(lines=[line], **changes)


def test_an_ordinary_bill_claims_the_standard() -> None:
    assert a_bill().e_invoice == "en16931"
    assert claim(a_bill()) == "en16931"


@pytest.mark.parametrize(("price", "claimed"), [("1.250", "en16931"), ("1.255", None)])
def test_three_decimals_claim_it_only_where_the_third_is_a_zero(
    price: str, claimed: str | None
) -> None:
    zero = {"category": "Z", "rate": "0"}
    assert of_one_line(zero, currency="KWD", unit_price=price).e_invoice == claimed


def test_a_third_decimal_of_the_tax_alone_is_one_too_many() -> None:
    assert of_one_line(currency="KWD", unit_price="1.250").e_invoice is None


def test_a_third_decimal_in_the_sellers_currency_is_one_too_many() -> None:
    kuwaiti = a_seller(currency="KWD")
    assert of_one_line(seller=kuwaiti, exchange_rate="0.5").e_invoice == "en16931"
    assert of_one_line(seller=kuwaiti, exchange_rate="0.333").e_invoice is None


@pytest.mark.parametrize(
    "unknown",
    [
        {"currency": "STN"},
        {"buyer": BUYER | {"address": JUBA}},
        {"ship_to": {"name": "Depot", "address": JUBA}},
        {"buyer": BUYER | {"vat_id": "SS123456"}},
        {"seller": a_seller(address=JUBA)},
        {"seller": a_seller(currency="STN"), "exchange_rate": "24.5"},
    ],
)
def test_what_the_code_lists_do_not_know_claims_nothing(unknown: dict[str, Any]) -> None:
    assert a_bill(**unknown).e_invoice is None


@pytest.mark.parametrize(
    ("category", "numbers", "claimed"),
    [
        ("S", {"vat_ids": []}, "en16931"),
        ("G", {"vat_ids": []}, None),
        ("E", {"vat_ids": [], "registration_number": None}, None),
        ("O", {"vat_ids": [], "registration_number": None}, "en16931"),
    ],
)
def test_a_seller_needs_the_number_its_tax_asks_for(
    category: str, numbers: dict[str, Any], claimed: str | None
) -> None:
    seller = a_seller(tax_scheme="small_business", **numbers)
    tax = {"category": category, "rate": "19" if category == "S" else "0"}
    if category == "O":
        tax |= {"exemption_reason": "Deposit"}
    assert of_one_line(tax, seller=seller).e_invoice == claimed


@pytest.mark.parametrize(
    ("rate", "price", "claimed"),
    [("0.4", "100", "en16931"), ("0.4", "1000", None), ("0.5", "1000", "en16931")],
)
def test_a_rate_that_rounds_to_nothing_may_bring_no_tax(
    rate: str, price: str, claimed: str | None
) -> None:
    tax = {"category": "S", "rate": rate}
    assert of_one_line(tax, unit_price=price).e_invoice == claimed


def test_a_whole_yen_between_tax_and_rate_is_too_far() -> None:
    double = {"category": "S", "rate": "100"}
    odd = of_one_line(double, currency="JPY", price_mode="gross", unit_price="101")
    even = of_one_line(double, currency="JPY", price_mode="gross", unit_price="102")
    assert (odd.e_invoice, even.e_invoice) == (None, "en16931")


def test_sums_that_floating_point_cannot_hold_claim_nothing() -> None:
    zero = {"category": "Z", "rate": "0"}
    most = of_one_line(zero, quantity="1000", unit_price="99999999.99999")
    more = of_one_line(zero, quantity="1000", unit_price="100000000")
    assert (most.e_invoice, more.e_invoice) == ("en16931", None)
    assert of_one_line(zero, currency="JPY", quantity="9999", unit_price="100000000").e_invoice


def of_many(*ids: str, country: str = "FR", **changes: Any) -> str | None:  # noqa: ANN401 - as above
    place = {"line1": "1", "postal_code": "1", "city": "X", "country": country}
    buyer = BUYER | {"vat_id": f"{country}12345678", "address": place}
    return acting_vat_id(a_bill(seller=a_seller(vat_ids=list(ids)), buyer=buyer, **changes))


def k_line() -> list[dict[str, Any]]:
    tax = {"category": "K", "rate": "0"}
    return [{"name": "Paper", "quantity": "1", "unit_price": "10", "tax": tax}]


def test_a_seller_acts_under_the_id_of_its_own_country() -> None:
    assert of_many("ATU12345678", "DE123456789") == "DE123456789"


def test_a_seller_acts_under_the_first_id_where_none_is_its_own_countrys() -> None:
    assert of_many("ATU12345678", "PL1234567890") == "ATU12345678"


def test_tax_is_charged_under_the_id_of_the_country_it_goes_to() -> None:
    assert of_many("DE123456789", "FR12345678901") == "FR12345678901"


def test_an_intra_community_supply_never_goes_to_the_country_of_its_id() -> None:
    ids = ("FR12345678901", "ATU12345678")
    assert of_many(*ids, lines=k_line()) == "ATU12345678"
    assert of_many("DE123456789", "FR12345678901", lines=k_line()) == "DE123456789"


def test_northern_ireland_supplies_within_the_community_under_its_own_prefix() -> None:
    assert of_many("GB123456789", "XI123456789", lines=k_line()) == "XI123456789"


def test_greek_ids_begin_with_el() -> None:
    assert of_many("DE123456789", "EL123456789", country="GR") == "EL123456789"


def test_a_seller_without_ids_acts_under_none() -> None:
    assert acting_vat_id(a_bill(seller=a_seller(vat_ids=[]))) is None
