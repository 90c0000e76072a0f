"""What a shop may send: the order request and its limits.

Field by field after the public surface; sums and tax rules that need several fields are in
`pricing` and `tax`.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.domain.fields import (
    Country,
    Currency,
    DecimalString,
    Email,
    IsoDate,
    Locale,
    Unit,
    VatId,
    no_card_number,
)
from services.domain.frozen import Request
from services.domain.text import AnyText500, Text64, Text100, Text200, Text500, Text1000

MAX_LINES = 500
MAX_METADATA = 20
MAX_TERMS_DAYS = 365

TaxCategory = Literal["S", "Z", "E", "AE", "K", "G", "O"]
"""BT-151: standard, zero, exempt, reverse charge, intra-Community, export, outside the scope."""


class Address(Request):
    """A postal address."""

    line1: Text100
    line2: Text100 | None = None
    postal_code: Text100
    city: Text100
    region: Text100 | None = None
    country: Country


class Buyer(Request):
    """Who is invoiced, and to which mailbox the link goes."""

    name: Text200
    email: Email
    vat_id: VatId | None = None
    reference: Text64 | None = None
    address: Address


class ShipTo(Request):
    """Where the goods go, when that is not the buyer's address."""

    name: Text200
    address: Address


class Tax(Request):
    """The tax the shop decided: category and rate in percent."""

    category: TaxCategory
    rate: DecimalString
    exemption_reason: Text200 | None = None


class LineDiscount(Request):
    """A discount on the whole line: percent of it or an amount."""

    percent: DecimalString | None = None
    amount: DecimalString | None = None
    reason: Text200 | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise PydanticCustomError("percent_or_amount", "needs either percent or amount")
        return self


class Line(Request):
    """One priced row."""

    sku: Text64 | None = None
    name: Text200
    description: Text500 | None = None
    quantity: DecimalString
    unit: Unit = "C62"
    unit_price: DecimalString
    discount: LineDiscount | None = None
    tax: Tax


class Adjustment(Request):
    """A charge or discount on the whole order."""

    reason: Text200
    amount: DecimalString
    tax: Tax


class Payment(Request):
    """Whether and how the order was paid."""

    status: Literal["paid", "due"]
    method: Literal["card", "bank_transfer", "direct_debit", "wallet", "cash", "other"]
    reference: Annotated[Text64, AfterValidator(no_card_number)] | None = None
    paid_amount: DecimalString | None = None
    terms_days: Annotated[int, Field(ge=0, le=MAX_TERMS_DAYS)] | None = None


class OrderRequest(Request):
    """Everything a shop says about one order."""

    reference: Text64
    currency: Currency
    locale: Locale | None = None
    price_mode: Literal["net", "gross"] = "net"
    buyer: Buyer
    ship_to: ShipTo | None = None
    supply_date: IsoDate | None = None
    purchase_order: Text64 | None = None
    notes: Text1000 | None = None
    metadata: Annotated[dict[Text200, AnyText500], Field(max_length=MAX_METADATA)] | None = None
    lines: Annotated[list[Line], Field(min_length=1, max_length=MAX_LINES)]
    charges: Annotated[list[Adjustment], Field(max_length=MAX_LINES)] = Field(default_factory=list)
    discounts: Annotated[list[Adjustment], Field(max_length=MAX_LINES)] = Field(
        default_factory=list
    )
    payment: Payment
    expected_total: DecimalString | None = None
    exchange_rate: DecimalString | None = None
