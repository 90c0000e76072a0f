"""The kinds of value that fields hold, each with its own words for what is wrong."""

import re
from collections.abc import Container
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Annotated

import email_validator
from pydantic import AfterValidator, BeforeValidator, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from services.domain.code_lists.countries import COUNTRIES
from services.domain.code_lists.currencies import EXPONENTS
from services.domain.code_lists.units import UNITS

# Addresses are checked for syntax only; whether a reserved name such as shop.local is reachable
# is known to the mail server alone.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

_DECIMAL = re.compile(r"\A[0-9]{1,9}(\.[0-9]{1,6})?\Z")
_DATE = re.compile(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_LOCALE = re.compile(  # RFC 5646, section 2.1, without its grandfathered tags
    r"""\A(
    ([a-z]{2,3}(-[a-z]{3}){0,3}|[a-z]{4,8})     # language
    (-[a-z]{4})?                                # script
    (-([a-z]{2}|[0-9]{3}))?                     # region
    (-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*        # variants
    (-[a-wy-z0-9](-[a-z0-9]{2,8})+)*            # extensions
    (-x(-[a-z0-9]{1,8})+)?                      # private use
    |x(-[a-z0-9]{1,8})+                         # private use and nothing else
    )\Z""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_VAT_ID = re.compile(r"\A[A-Z]{2}[A-Za-z0-9.+*/ -]{2,30}\Z")
_VAT_PREFIXES = COUNTRIES | {"EL", "XI"}
# As people write numbers: spaces and dashes of any kind, one or two at a time.
_DIGIT_GROUPS = re.compile(r"[0-9]+(?:[\s.,_/\u2010-\u2015\u2212-]{1,2}[0-9]+)*")
_CARD = re.compile(r"\A[2-6][0-9]{12,18}\Z")


def _decimal(value: object) -> Decimal:
    text = f"{value:f}" if isinstance(value, Decimal) else value
    if not isinstance(text, str):
        raise PydanticCustomError(
            "not_a_decimal_string", 'is not text; write the amount as text, such as "12.50"'
        )
    if not _DECIMAL.match(text):
        raise PydanticCustomError(
            "not_a_decimal_string",
            'is not a decimal of at most 9 digits and 6 decimals, such as "12.50"',
        )
    return Decimal(text)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _iso_date(value: object) -> date:
    if isinstance(value, str) and _DATE.match(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise PydanticCustomError("not_a_date", "is not a calendar day written as YYYY-MM-DD")


def _one_of(codes: Container[str], kind: str, words: str) -> AfterValidator:
    def check(code: str) -> str:
        if code not in codes:
            raise PydanticCustomError(f"unknown_{kind}", f"is not {words}")
        return code

    return AfterValidator(check)


def _locale(value: str) -> str:
    tag = value.replace("_", "-")
    if not _LOCALE.match(tag):
        raise PydanticCustomError("not_a_locale", "is not a BCP 47 language tag, such as de-AT")
    return tag


def email_address(value: str) -> str:
    """Return an e-mail address as it is stored and looked up: ASCII, its domain in lower case.

    Raises PydanticCustomError (a ValueError) for what mail cannot be addressed to. Nothing but
    ASCII may stand before the @: no provider this system sends through takes it (RFC 6531).
    """
    try:
        parsed = email_validator.validate_email(
            value, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except email_validator.EmailNotValidError:
        raise PydanticCustomError(
            "not_an_email", "is not an e-mail address, such as zoe@example.com"
        ) from None
    return parsed.ascii_email or parsed.normalized


def _vat_id(value: str) -> str:
    if not _VAT_ID.match(value) or value[:2] not in _VAT_PREFIXES:
        raise PydanticCustomError(
            "not_a_vat_id",
            "is not a VAT id that starts with its country's two letters (EL for Greece)",
        )
    return value


def _passes_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _looks_like_a_card(groups: list[str]) -> bool:
    """Tell whether neighbouring groups of digits make a card number (ISO/IEC 7812-1).

    Networks' numbers start with 2 to 6, so that numeric payment ids are rarely taken for one.
    """
    runs = (
        "".join(groups[start:end])
        for start in range(len(groups))
        for end in range(start + 1, len(groups) + 1)
    )
    return any(_CARD.match(run) and _passes_luhn(run) for run in runs)


def no_card_number(value: str) -> str:
    """Return `value` unless a payment card number stands in it."""
    for match in _DIGIT_GROUPS.finditer(value):
        if _looks_like_a_card(re.findall("[0-9]+", match.group())):
            raise PydanticCustomError(
                "card_number", "looks like a card number; never send one, send the payment's id"
            )
    return value


DecimalString = Annotated[Decimal, BeforeValidator(_decimal), PlainSerializer(_plain)]
"""Zero or more, at most 9 digits and 6 decimals; a JSON number is refused (it may be a float)."""

Currency = Annotated[str, _one_of(EXPONENTS, "currency", "an ISO 4217 currency code, such as EUR")]
Country = Annotated[
    str, _one_of(COUNTRIES, "country", "an ISO 3166-1 alpha-2 country code, such as DE")
]
Unit = Annotated[str, _one_of(UNITS, "unit", "a UN/ECE Recommendation 20 unit code, such as C62")]
Locale = Annotated[str, StringConstraints(max_length=35), AfterValidator(_locale)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(email_address)]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
VatId = Annotated[str, AfterValidator(_vat_id)]
"""Country prefix first (BR-CO-09); the rest by country, so CHE-123.456.789 MWST is valid."""
