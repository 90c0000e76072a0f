from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.money import (
    amount_text,
    exact_arithmetic,
    exponent,
    round_amount,
    round_to,
    spread,
)
from tests.domain.generated import modestly

SHARES = st.lists(
    st.decimals(min_value=-10_000, max_value=10_000, places=6), min_size=1, max_size=20
)


@pytest.mark.parametrize(("currency", "places"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_each_currency_has_its_own_decimals(currency: str, places: int) -> None:
    assert exponent(currency) == places


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("0.00499", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01")],
)
def test_ties_are_rounded_away_from_zero(value: str, rounded: str) -> None:
    assert str(round_to(Decimal(value), 2)) == rounded


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        ("12.3", "EUR", "12.30"),
        ("1200.4", "JPY", "1200"),
        ("1.5", "KWD", "1.500"),
        ("1E+3", "EUR", "1000.00"),
    ],
)
def test_amounts_are_written_with_exactly_their_decimals(
    value: str, currency: str, text: str
) -> None:
    assert amount_text(Decimal(value), currency) == text


def test_products_of_the_longest_numbers_are_not_rounded_on_the_way() -> None:
    with exact_arithmetic():
        longest = Decimal("999999999.999999")
        assert str(longest * longest) == "999999999999998000.000000000001"


@given(SHARES, st.sampled_from([0, 2, 3]))
@modestly
def test_what_is_spread_adds_up_and_nothing_moves_by_more_than_one_unit(
    shares: list[Decimal], places: int
) -> None:
    total, unit = round_to(sum(shares, Decimal(0)), places), Decimal(1).scaleb(-places)
    parts = spread(total, shares, places)
    assert sum(parts) == total
    assert all(abs(part - share) < unit for part, share in zip(parts, shares, strict=True))


@given(SHARES, st.sampled_from([0, 2, 3]))
@modestly
def test_what_is_spread_keeps_its_sign_and_nothing_stays_nothing(
    shares: list[Decimal], places: int
) -> None:
    parts = spread(round_to(sum(shares, Decimal(0)), places), shares, places)
    assert all(part * share >= 0 for part, share in zip(parts, shares, strict=True))
    assert all(part == 0 for part, share in zip(parts, shares, strict=True) if share == 0)


def test_the_share_that_lost_most_gets_the_missing_unit() -> None:
    shares = [Decimal("5.001"), Decimal("1.009"), Decimal("1.000")]
    assert spread(Decimal("7.01"), shares, 2) == [Decimal("5.00"), Decimal("1.01"), Decimal("1.00")]


def test_amounts_are_rounded_to_their_currency() -> None:
    assert str(round_amount(Decimal("0.5"), "JPY")) == "1"


def test_of_shares_that_lost_alike_the_first_gets_the_missing_unit() -> None:
    shares = [Decimal("0.006"), Decimal("0.006")]
    assert spread(Decimal("0.01"), shares, 2) == [Decimal("0.01"), Decimal("0.00")]


def test_shares_of_any_length_are_spread_without_asking_for_exact_arithmetic() -> None:
    longest = Decimal(10) ** 27  # 30 digits with its cents, and the default context has 28
    assert spread(longest, [longest], 2) == [longest]


def test_an_amount_of_any_length_is_rounded_without_asking_for_exact_arithmetic() -> None:
    assert round_to(Decimal(10) ** 27, 2) == Decimal(10) ** 27
