"""When a bill may claim to be an EN 16931 e-invoice, and which VAT id its seller acts under.

What no correct XML can say is decided here, once, before there is a number; the PDF is made all
the same. Codes are those of the CEN validation artefacts 1.3.16 (April 2026).
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from services.domain.invoice import Bill, PostalAddress, TaxGroup
from services.domain.money import exact_arithmetic, exponent, round_to

Standard = Literal["en16931"]

_MOST_DECIMALS = 2
_SMALLEST_RATE = Decimal("0.5")
_TAX_ERROR = Decimal("0.99")
"""The rules round to a hundredth and want less than 1."""
_FLOATING_POINT_FAILS = Decimal(10) ** 13
_UNKNOWN_CURRENCIES = frozenset({"STN"})
_UNKNOWN_COUNTRIES = frozenset({"SS"})


def is_outside_vat(bill: Bill) -> bool:
    """Tell whether a bill is outside the scope of VAT, as all of it is when a part is (BR-O-11)."""
    return any(group.category == "O" for group in bill.tax_groups)


def acting_vat_id(bill: Bill) -> str | None:
    """Return the VAT id a seller with several supplies under (Article 226(3)): BT-31.

    An intra-Community supply leaves the country whose id it is made under, so that is never the
    country it goes to. Tax that is charged is that of the country it goes to where the seller is
    registered there. Otherwise it is the id of the seller's own country, else the first.
    """
    ids = bill.seller.vat_ids
    if len(ids) <= 1:
        return next(iter(ids), None)
    categories = {group.category for group in bill.tax_groups}
    destination = _prefix((bill.ship_to or bill.buyer).address.country)
    wanted = [_prefix(bill.seller.address.country)]
    if "K" in categories:
        ids = tuple(id_ for id_ in ids if id_[:2] != destination) or ids
        # Of the United Kingdom, Northern Ireland alone supplies within the Community.
        wanted.insert(0, "XI")
    elif "S" in categories:
        wanted.insert(0, destination)
    of_wanted = (id_ for prefix in wanted for id_ in ids if id_[:2] == prefix)
    return next(of_wanted, ids[0])


def _prefix(country: str) -> str:
    """Return what the VAT ids of a country start with: its code, but EL in Greece (BR-CO-09)."""
    return "EL" if country == "GR" else country


def claim(bill: Bill) -> Standard | None:
    """Return the standard that the XML of a bill claims, None where it can keep to none.

    None for

    - amounts that need a third decimal (BR-DEC-01 to 28), also of the tax in a second currency,
    - the dobra (STN) and South Sudan (SS), which the standard's code lists lack (BR-CL-03, -14),
    - a seller without the number its tax category asks for (BR-S-02, BR-E-02, BR-G-02): a VAT id,
      or a registration number where that will do,
    - a tax too far from base x rate: below half a percent the rules expect none (BR-CO-17), and
      whole units taken out of a gross sum at 100 percent can miss it by a whole one (BR-S-09),
    - sums of 10^13 cents (or whole yen) and more: the rules add up in binary floating point and
      would find the right sum wrong (BR-S-08, BR-CO-10).
    """
    fits = (
        _has_two_decimals(bill)
        and _has_known_codes(bill)
        and _is_identified(bill)
        and _is_summed_rightly(bill)
        and all(_is_taxed_by_rate(group) for group in bill.tax_groups)
    )
    return "en16931" if fits else None


def _has_two_decimals(bill: Bill) -> bool:
    foreign = bill.foreign_tax
    if foreign and not _is_short(foreign.currency, [foreign.tax]):
        return False
    return _is_short(bill.currency, _amounts(bill))


def _is_short(currency: str, amounts: Iterator[Decimal] | list[Decimal]) -> bool:
    if exponent(currency) <= _MOST_DECIMALS:
        return True
    return all(round_to(amount, _MOST_DECIMALS) == amount for amount in amounts)


def _amounts(bill: Bill) -> Iterator[Decimal]:
    """Yield every amount of the XML that is not a price per unit."""
    totals = bill.totals
    for line in bill.lines:
        yield from (line.net, line.net_discount)
    for adjustment in (*bill.charges, *bill.discounts):
        yield adjustment.net
    for group in bill.tax_groups:
        yield from (group.base, group.tax)
    yield from (totals.paid, totals.due)


def _has_known_codes(bill: Bill) -> bool:
    currencies = {bill.currency, bill.foreign_tax.currency if bill.foreign_tax else bill.currency}
    countries = {address.country for address in _addresses(bill)}
    prefixes = {id_[:2] for id_ in (*bill.seller.vat_ids, bill.buyer.vat_id) if id_}
    return not (currencies & _UNKNOWN_CURRENCIES or (countries | prefixes) & _UNKNOWN_COUNTRIES)


def _addresses(bill: Bill) -> Iterator[PostalAddress]:
    yield bill.seller.address
    yield bill.buyer.address
    if bill.ship_to:
        yield bill.ship_to.address


def _is_identified(bill: Bill) -> bool:
    categories = {group.category for group in bill.tax_groups}
    if "O" in categories or bill.seller.vat_ids:
        return True
    return "G" not in categories and bill.seller.registration_number is not None


def _is_summed_rightly(bill: Bill) -> bool:
    totals = bill.totals
    largest = max(totals.lines_net, totals.charges_net, totals.discounts_net, totals.gross)
    return largest.scaleb(min(exponent(bill.currency), _MOST_DECIMALS)) < _FLOATING_POINT_FAILS


def _is_taxed_by_rate(group: TaxGroup) -> bool:
    if group.rate < _SMALLEST_RATE:
        return group.tax < _SMALLEST_RATE
    with exact_arithmetic():
        return abs(group.base * group.rate / 100 - group.tax) < _TAX_ERROR
