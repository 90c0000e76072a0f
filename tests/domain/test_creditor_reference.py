"""References that a bank checks: ISO 11649 and the Swiss QR reference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.creditor_reference import is_rf_reference, qr_reference, rf_reference


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("539007547034", "RF18539007547034"),  # ISO 11649, Annex B
        ("INV-2026-000001", "RF94INV2026000001"),
        ("A.1_2/3 4", "RF49A1234"),
        ("A" * 21, "RF47" + "A" * 21),
    ],
)
def test_a_number_becomes_a_reference_with_check_digits(number: str, reference: str) -> None:
    assert rf_reference(number) == reference


def test_a_reference_stays_what_it_is() -> None:
    assert rf_reference("RF18 5390 0754 7034") == "RF18539007547034"


def test_a_reference_with_wrong_check_digits_is_only_a_number() -> None:
    assert not is_rf_reference("RF19539007547034")
    assert rf_reference("RF19539007547034") == "RF49RF19539007547034"


@pytest.mark.parametrize("number", ["", "---", "A" * 22, "pay_7Hq2", "Ä1", "A+1", "\u0661"])
def test_what_does_not_fit_has_no_reference(number: str) -> None:
    assert rf_reference(number) is None


@given(st.text("ABCXYZ0123456789", min_size=1, max_size=21))
def test_every_reference_passes_its_own_check(number: str) -> None:
    reference = rf_reference(number)
    assert reference is not None
    assert is_rf_reference(reference)


@given(st.text("AZ09", min_size=2, max_size=21), st.data())
def test_two_letters_changed_over_are_noticed(number: str, data: st.DataObject) -> None:
    reference = rf_reference(number)
    assert reference is not None
    at = data.draw(st.integers(4, len(reference) - 2))
    swapped = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
    assert swapped == reference or not is_rf_reference(swapped)


def test_a_qr_reference_stays_what_it_is() -> None:
    # SIX, QR-bill guidelines, Annex A, example 1
    given = "21 00000 00003 13947 14300 09017"
    assert qr_reference(given) == "210000000003139471430009017"


def test_a_number_becomes_a_qr_reference_of_27_digits() -> None:
    assert qr_reference("21000000000313947143000901") == "210000000003139471430009017"
    assert qr_reference("INV-2026-000001") == "000000000018233120260000011"


@pytest.mark.parametrize("number", ["", "A" * 14, "inv-1", "9" * 27])
def test_what_does_not_fit_has_no_qr_reference(number: str) -> None:
    assert qr_reference(number) is None
