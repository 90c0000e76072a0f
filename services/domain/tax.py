"""What each tax category asks of an order and its seller (EN 16931, rules BR-S to BR-O).

The shop decides the tax; refused is only what no correct invoice can say.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from services.domain.order_request import OrderRequest, Tax, TaxCategory
from services.domain.rejection import Fault
from services.domain.seller import Seller
from services.domain.wording import standard_reason

MAX_REASON = 1000
_HIGHEST_RATE = Decimal(100)


class Taxed(NamedTuple):
    """A tax and the pointer to it in the order request."""

    pointer: str
    tax: Tax


class GroupKey(NamedTuple):
    """What one row of the tax breakdown is for."""

    category: TaxCategory
    rate: Decimal


def group_of(tax: Tax) -> GroupKey:
    """Return the group a tax belongs to; 19 and 19.00 are the same rate."""
    return GroupKey(tax.category, tax.rate)


def taxes(request: OrderRequest) -> Iterator[Taxed]:
    """Yield the tax of every line, charge and discount."""
    for name in ("lines", "charges", "discounts"):
        for i, row in enumerate(getattr(request, name)):
            yield Taxed(f"/{name}/{i}/tax", row.tax)


def _rate_faults(taxed: Taxed) -> Iterator[Fault]:
    pointer, (category, rate) = f"{taxed.pointer}/rate", (taxed.tax.category, taxed.tax.rate)
    if rate > _HIGHEST_RATE:
        yield Fault(pointer, "rate_above_100", "is above 100 percent")
    elif category == "S" and rate == 0:
        yield Fault(pointer, "rate_zero", "is 0 in category S; use category Z for a zero rate")
    elif category != "S" and rate != 0:
        yield Fault(
            pointer, "rate_not_zero", f"must be 0 in category {category}; use S to charge tax"
        )


def _needs_vat_ids(taxed: Taxed, request: OrderRequest, seller: Seller) -> Iterator[Fault]:
    if not request.buyer.vat_id:
        yield Fault("/buyer/vat_id", "vat_id_required", "is required for tax categories AE and K")
    if not seller.profile.vat_ids:
        yield Fault(
            f"{taxed.pointer}/category",
            "seller_vat_id_required",
            f"{taxed.tax.category} needs a VAT id in the seller profile; add vat_ids to it",
        )


def _needs_identified_seller(taxed: Taxed, seller: Seller) -> Iterator[Fault]:
    profile = seller.profile
    known = profile.vat_ids or profile.registration_number or profile.tax_scheme != "standard"
    if not known:
        yield Fault(
            f"{taxed.pointer}/category",
            "seller_not_identified",
            f"{taxed.tax.category} needs vat_ids or registration_number in the seller profile",
        )


def _seller_faults(taxed: Taxed, request: OrderRequest, seller: Seller) -> Iterator[Fault]:
    if taxed.tax.category in {"AE", "K"}:
        yield from _needs_vat_ids(taxed, request, seller)
    elif taxed.tax.category != "O":
        yield from _needs_identified_seller(taxed, seller)


def _reason_faults(request: OrderRequest) -> Iterator[Fault]:
    for pointer, tax in taxes(request):
        if tax.exemption_reason and tax.category in {"S", "Z"}:
            yield Fault(
                f"{pointer}/exemption_reason",
                "reason_not_allowed",
                f"is not allowed in category {tax.category}; leave it out",
            )


def _mixing_faults(request: OrderRequest) -> Iterator[Fault]:
    first, *others = taxes(request)
    for pointer, tax in others:
        if (tax.category == "O") != (first.tax.category == "O"):
            yield Fault(
                f"{pointer}/category",
                "category_o_is_mixed",
                "mixes O with other categories (BR-O-11); send two orders",
            )
            return


def reasons(
    request: OrderRequest, seller: Seller
) -> tuple[dict[GroupKey, str | None], list[Fault]]:
    """Return why each group is not taxed: as the shop says, else in the standard wording.

    Distinct reasons in one group are joined. The faults are groups that have no reason, or too
    long a one.
    """
    locales = [locale for locale in (request.locale, seller.profile.locale) if locale]
    given: dict[GroupKey, list[Taxed]] = {}
    for taxed in taxes(request):
        given.setdefault(group_of(taxed.tax), []).append(taxed)
    found: dict[GroupKey, str | None] = {}
    faults: list[Fault] = []
    for key, group in given.items():
        texts = dict.fromkeys(t.tax.exemption_reason for t in group if t.tax.exemption_reason)
        profile = seller.profile
        found[key] = "; ".join(texts) or standard_reason(
            key.category, profile.tax_scheme, profile.address.country, locales
        )
        faults += _reason_fault(group[0], found[key])
    return found, faults


def _reason_fault(taxed: Taxed, reason: str | None) -> list[Fault]:
    pointer = f"{taxed.pointer}/exemption_reason"
    if reason is None and taxed.tax.category in {"E", "O"}:
        words = f"is required in category {taxed.tax.category}"
        return [Fault(pointer, "reason_required", words)]
    if reason and len(reason) > MAX_REASON:
        words = f"adds up to over {MAX_REASON} characters in one tax group; repeat one reason"
        return [Fault(pointer, "reasons_too_long", words)]
    return []


def tax_faults(request: OrderRequest, seller: Seller) -> list[Fault]:
    """Return every breach of the category rules that needs no sums."""
    faults: dict[Fault, None] = {}
    for taxed in taxes(request):
        faults |= dict.fromkeys(_rate_faults(taxed))
        faults |= dict.fromkeys(_seller_faults(taxed, request, seller))
    faults |= dict.fromkeys(_reason_faults(request))
    faults |= dict.fromkeys(_mixing_faults(request))
    return list(faults)
