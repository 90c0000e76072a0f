import tomllib
from base64 import b64encode

import pytest

from services.domain.rejection import Rejected
from services.domain.seller import MAX_LOGO_BYTES, Seller, SellerProfile
from services.domain.validation import validated
from tests.builders import a_profile, a_seller

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff\xe0"
TOML = """
legal_name = "Aurora Bücher GmbH"
currency = "EUR"
locale = "de-DE"
time_zone = "Europe/Berlin"
vat_ids = ["DE123456789", "CHE-123.456.789 MWST"]
link_lifetime_days = 3650

[address]
line1 = "Torstraße 1"
postal_code = "10119"
city = "Berlin"
country = "DE"

[numbering]
pattern = "AU{yy}{mm}-{seq:5}"
credit_note_pattern = "AUC{yy}{mm}-{seq:5}"
reset = "monthly"
start = 100

[mail]
from = "invoices@example.com"
bcc = ["archive@example.com"]
attach_pdf = true
"""


def fault(**changes: object) -> tuple[str, str]:
    with pytest.raises(Rejected) as rejected:
        validated(SellerProfile, a_profile(**changes))
    (found,) = rejected.value.faults
    return found.pointer, found.code


def profile(**changes: object) -> SellerProfile:
    return validated(SellerProfile, a_profile(**changes))


def a_bank(**changes: object) -> dict[str, object]:
    return {"holder": "Papierhaus", "iban": "DE89370400440532013000", **changes}


def test_a_profile_is_read_from_toml() -> None:
    read = validated(SellerProfile, tomllib.loads(TOML))
    assert (read.mail.from_, read.mail.bcc) == ("invoices@example.com", ["archive@example.com"])
    assert (read.numbering.reset, read.numbering.start) == ("monthly", 100)
    assert (read.terms_days, read.retention_years, read.tax_scheme) == (14, 10, "standard")


def test_a_seller_goes_to_json_and_back_unchanged() -> None:
    seller = a_seller(logo=b64encode(PNG).decode(), mail={"from": "a@example.com"})
    assert Seller.model_validate_json(seller.model_dump_json()) == seller
    assert Seller.model_validate(seller.model_dump(mode="json")) == seller


def test_an_unknown_key_is_refused() -> None:
    assert fault(vat_id="DE123456789") == ("", "unknown_field")


@pytest.mark.parametrize(
    "iban",
    [
        "DE89370400440532013000",
        "GB29 NWBK 6016 1331 9268 19",
        "no93 8601 1117 947",
        "MT84MALT011000012345MTLCAST001S",
    ],
)
def test_an_iban_is_kept_without_spaces(iban: str) -> None:
    bank = profile(bank=a_bank(iban=iban)).bank
    assert bank is not None
    assert bank.iban == iban.replace(" ", "").upper()


@pytest.mark.parametrize(
    "iban",
    [
        "",
        "DE88370400440532013000",
        "DE89370400440532013001",
        "DE98370400440532013000",
        "89370400440532013000",
        "DE893704",
        "DE89 3704 0044 0532 0130 0é",
        "DE89-3704-0044",
    ],
)
def test_an_iban_with_a_slip_is_refused(iban: str) -> None:
    assert fault(bank=a_bank(iban=iban)) == ("/bank/iban", "not_an_iban")


@pytest.mark.parametrize("position", range(4, 22))
@pytest.mark.parametrize("step", [1, 5])
def test_an_iban_with_any_digit_changed_is_refused(position: int, step: int) -> None:
    iban = "DE89370400440532013000"
    changed = str((int(iban[position]) + step) % 10)
    wrong = iban[:position] + changed + iban[position + 1 :]
    assert fault(bank=a_bank(iban=wrong))[1] == "not_an_iban"


@pytest.mark.parametrize("bic", ["COBADEFF", "COBADEFFXXX", "NWBKGB2L"])
def test_a_bic_has_eight_or_eleven_characters(bic: str) -> None:
    assert profile(bank=a_bank(bic=bic)).bank


@pytest.mark.parametrize("bic", ["", "COBADEF", "COBADEFFX", "cobadeff", "COBA12FF", "COBADEFF\n"])
def test_other_bics_are_refused(bic: str) -> None:
    assert fault(bank=a_bank(bic=bic)) == ("/bank/bic", "not_a_bic")


@pytest.mark.parametrize(
    "image",
    [PNG + b"x", JPEG, PNG + bytes(MAX_LOGO_BYTES - len(PNG))],
    ids=["png", "jpeg", "largest"],
)
def test_a_logo_is_a_png_or_jpeg(image: bytes) -> None:
    logo = b64encode(image).decode()
    assert profile(logo=logo).logo == logo


@pytest.mark.parametrize(
    ("logo", "code"),
    [
        ("", "not_an_image"),
        ("logo.png", "not_base64"),
        ("iVBORw0KGgo\n", "not_base64"),
        ("é", "not_base64"),
        (b64encode(b"<svg/>").decode(), "not_an_image"),
        (b64encode(b"GIF89a").decode(), "not_an_image"),
        (b64encode(PNG + bytes(MAX_LOGO_BYTES - len(PNG) + 1)).decode(), "logo_too_large"),
        (b64encode(PNG + bytes(MAX_LOGO_BYTES)).decode(), "too_long"),
    ],
    ids=["empty", "path", "line break", "accent", "svg", "gif", "one byte more", "much more"],
)
def test_another_logo_is_refused(logo: str, code: str) -> None:
    assert fault(logo=logo) == ("/logo", code)


def test_a_colour_is_six_hexadecimal_digits() -> None:
    assert profile(accent_colour="#0A7B4F").accent_colour == "#0a7b4f"
    for wrong in ("0a7b4f", "#0a7", "green", "#0a7b4g", "#0a7b4f\n"):
        assert fault(accent_colour=wrong) == ("/accent_colour", "not_a_colour")


@pytest.mark.parametrize(
    "zone", ["", "Berlin", "europe/berlin", "Europe", "../etc/passwd", "+01:00"]
)
def test_a_time_zone_is_one_of_ianas(zone: str) -> None:
    assert fault(time_zone=zone) == ("/time_zone", "unknown_time_zone")


@pytest.mark.parametrize(
    ("field", "lowest", "highest"),
    [("terms_days", 0, 365), ("link_lifetime_days", 1, 3650), ("retention_years", 1, 30)],
)
def test_days_and_years_have_their_bounds(field: str, lowest: int, highest: int) -> None:
    for inside in (lowest, highest):
        assert getattr(profile(**{field: inside}), field) == inside
    for outside in (lowest - 1, highest + 1):
        assert fault(**{field: outside}) == (f"/{field}", "out_of_range")


def test_a_seller_has_at_most_ten_vat_ids() -> None:
    assert len(profile(vat_ids=["DE123456789"] * 10).vat_ids) == 10
    assert fault(vat_ids=["DE123456789"] * 11) == ("/vat_ids", "too_many")


def test_buyers_see_the_trading_name() -> None:
    assert a_seller().shown_name == "Papierhaus"
    assert a_seller(trading_name=None).shown_name == "Papierhaus Lindner GmbH"
