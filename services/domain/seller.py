"""Who sells: the profile a shop keeps as TOML, and the version of it an invoice copies."""

import re
from base64 import b64decode
from datetime import datetime
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.domain.fields import Currency, Email, Locale, VatId
from services.domain.frozen import Frozen, Request
from services.domain.numbering import NumberingRules
from services.domain.order_request import MAX_TERMS_DAYS, Address
from services.domain.retention import MAX_RETENTION_YEARS
from services.domain.text import Text64, Text200, Text1000

SELLER_ID = r"\A[a-z0-9][a-z0-9-]{0,39}\Z"
"""Seller ids stand in archive keys and messages, so they are lower-case ASCII."""

MAX_LOGO_BYTES = 512 * 1024
MAX_LOGO_BASE64 = 4 * -(-MAX_LOGO_BYTES // 3)

_COLOUR = re.compile(r"\A#[0-9a-fA-F]{6}\Z")
_IBAN = re.compile(r"\A[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\Z")
_BIC = re.compile(r"\A[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?\Z")
_IMAGE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())  # walks a thousand files


def _time_zone(name: str) -> str:
    if name not in _time_zones():
        raise PydanticCustomError("unknown_time_zone", "is not an IANA time zone: Europe/Berlin")
    return name


def _colour(value: str) -> str:
    if not _COLOUR.match(value):
        raise PydanticCustomError("not_a_colour", "is not a colour written as #rrggbb")
    return value.lower()


def _remainder(iban: str) -> int:
    """Return ISO 7064 MOD 97-10 of an IBAN: letters count as 10 to 35, the first four go last."""
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97


def _iban(value: str) -> str:
    compact = value.replace(" ", "").upper()
    if not _IBAN.match(compact) or _remainder(compact) != 1:
        raise PydanticCustomError(
            "not_an_iban", "is not an IBAN, or its check digits are wrong (ISO 13616)"
        )
    return compact


def _bic(value: str) -> str:
    if not _BIC.match(value):
        raise PydanticCustomError("not_a_bic", "is not a BIC of 8 or 11 characters (ISO 9362)")
    return value


def _logo(value: str) -> str:
    try:
        image = b64decode(value, validate=True)
    except ValueError:
        raise PydanticCustomError("not_base64", "is not an image in Base64") from None
    if not image.startswith(_IMAGE_STARTS):
        raise PydanticCustomError("not_an_image", "is neither a PNG nor a JPEG")
    if len(image) > MAX_LOGO_BYTES:
        raise PydanticCustomError(
            "logo_too_large", f"is larger than {MAX_LOGO_BYTES // 1024} KiB; make it smaller"
        )
    return value


TimeZone = Annotated[str, AfterValidator(_time_zone)]
Colour = Annotated[str, AfterValidator(_colour)]
Logo = Annotated[str, StringConstraints(max_length=MAX_LOGO_BASE64), AfterValidator(_logo)]
"""A PNG or JPEG in Base64."""


class Bank(Request):
    """Where a due invoice is paid to."""

    holder: Text200
    iban: Annotated[str, StringConstraints(max_length=50), AfterValidator(_iban)]
    """Without spaces, as EN 16931 wants it (BT-84)."""
    bic: Annotated[str, AfterValidator(_bic)] | None = None


class MailSettings(Request):
    """How mail to buyers looks from outside."""

    from_: Annotated[Email, Field(alias="from")]
    reply_to: Email | None = None
    bcc: list[Email] = Field(default_factory=list, max_length=10)
    attach_pdf: bool = False


class SellerProfile(Request):
    """Everything an invoice says about its seller. Its id is not in it."""

    legal_name: Text200
    trading_name: Text200 | None = None
    registration_number: Text64 | None = None
    vat_ids: list[VatId] = Field(default_factory=list, max_length=10)
    tax_scheme: Literal["standard", "small_business", "none"] = "standard"
    currency: Currency
    locale: Locale
    time_zone: TimeZone
    accent_colour: Colour = "#1f4b99"
    logo: Logo | None = None
    """`seller put` reads a file path relative to the TOML into it."""
    terms_days: Annotated[int, Field(ge=0, le=MAX_TERMS_DAYS)] = 14
    footer: Text1000 | None = None
    link_lifetime_days: Annotated[int, Field(ge=1, le=3650)] = 90
    alert_address: Email | None = None
    retention_years: Annotated[int, Field(ge=1, le=MAX_RETENTION_YEARS)] = 10
    """How long the law asks to keep an invoice, see `kept_until`."""
    address: Address
    bank: Bank | None = None
    numbering: NumberingRules = Field(default_factory=NumberingRules)
    mail: MailSettings


class Seller(Frozen):
    """One version of a seller's profile."""

    id: str
    version: int
    valid_from: datetime
    sample: bool = False
    """Made by the first `make run`; drills are honoured for it."""
    profile: SellerProfile

    @property
    def shown_name(self) -> str:
        """Return the name buyers know: the trading name, else the legal one."""
        return self.profile.trading_name or self.profile.legal_name
