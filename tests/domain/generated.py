"""Orders that hypothesis makes up, and how hard it tries."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from services.domain.code_lists.currencies import EXPONENTS
from tests.builders import an_order_request

modestly = settings(max_examples=100, derandomize=True, deadline=None)
"""The same examples on every run, so that the suite is green or red for a reason."""

_RATES = ("19", "7", "20", "5.5", "8.1", "100", "0.000001")


def decimal_strings(places: int, largest: int = 9999) -> SearchStrategy[str]:
    """Return amounts as the API takes them, with up to `places` decimals."""
    decimals = st.integers(0, places).flatmap(
        lambda n: st.decimals(min_value=0, max_value=largest, places=n)
    )
    return decimals.map(lambda value: f"{value:f}")


def taxes() -> SearchStrategy[list[dict[str, Any]]]:
    """Return the few taxes that the rows of one order choose from; O stays alone."""
    charged = st.sampled_from(_RATES).map(lambda rate: {"category": "S", "rate": rate})
    free = st.sampled_from(("Z", "E", "AE", "K", "G")).map(
        lambda category: (
            {"category": category, "rate": "0"}
            | ({"exemption_reason": "Books, Article 132"} if category == "E" else {})
        )
    )
    outside = {"category": "O", "rate": "0", "exemption_reason": "Deposit, no supply"}
    return st.one_of(st.lists(st.one_of(charged, free), min_size=1, max_size=4), st.just([outside]))


def any_tax() -> SearchStrategy[dict[str, Any]]:
    """Return taxes that pass as fields, whether or not they go together."""
    return st.fixed_dictionaries(
        {
            "category": st.sampled_from(("S", "Z", "E", "AE", "K", "G", "O")),
            "rate": st.sampled_from(("0", "19", "100", "100.000001", "999999999")),
            "exemption_reason": st.sampled_from((None, "Books")),
        }
    )


@st.composite
def lines(draw: DrawFn, tax: SearchStrategy[dict[str, Any]], places: int) -> dict[str, Any]:
    """Return one line, its discount never above it."""
    line = {
        "name": "Paper",
        "quantity": draw(decimal_strings(6)),
        "unit_price": draw(decimal_strings(6)),
        "tax": draw(tax),
    }
    discount = draw(st.sampled_from(("none", "percent", "amount")))
    if discount == "percent":
        line["discount"] = {"percent": draw(decimal_strings(3, 100))}
    if discount == "amount":
        line |= {"quantity": "1.5", "unit_price": "1000"}
        line["discount"] = {"amount": draw(decimal_strings(places, 1500))}
    return line


@st.composite
def order_requests(
    draw: DrawFn,
    modes: tuple[str, ...] = ("net", "gross"),
    currencies: tuple[str, ...] = ("EUR", "JPY", "KWD"),
) -> dict[str, Any]:
    """Return order requests of every category, mode and number of decimals."""
    currency = draw(st.sampled_from(currencies))
    tax = st.sampled_from(draw(taxes()))
    places = EXPONENTS[currency]

    def adjustments(largest: int) -> SearchStrategy[list[dict[str, Any]]]:
        amount = decimal_strings(places, largest)
        row = st.fixed_dictionaries({"reason": st.just("Shipping"), "amount": amount, "tax": tax})
        return st.lists(row, max_size=3)

    buyer = an_order_request()["buyer"] | {"vat_id": "FR12345678901"}
    return an_order_request(
        currency=currency,
        price_mode=draw(st.sampled_from(modes)),
        buyer=buyer,
        lines=draw(st.lists(lines(tax, places), min_size=1, max_size=6)),
        charges=draw(adjustments(500)),
        discounts=draw(adjustments(50)),
    )
