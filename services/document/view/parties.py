"""Who invoices whom: names, postal addresses and the facts beside them."""

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale

from services.document.formatting import country, day, iban
from services.document.language import Language, has_vat
from services.document.view.model import Footer, Pair, Parties
from services.domain.e_invoice import acting_vat_id
from services.domain.invoice import Invoice, PostalAddress, SellerParty

_DOT = " · "
_TOWN_LINES = {
    "AU": ("{city} {region} {postal_code}",),
    "CA": ("{city} {region} {postal_code}",),
    "GB": ("{city}", "{region}", "{postal_code}"),
    "IE": ("{city}", "{region}", "{postal_code}"),
    "IN": ("{city} {postal_code}", "{region}"),
    "NZ": ("{city} {postal_code}", "{region}"),
    "US": ("{city}, {region} {postal_code}",),
}
_TOWN_LINES_ELSEWHERE = ("{postal_code} {city}", "{region}")


def address_lines(address: PostalAddress, locale: Locale) -> tuple[str, ...]:
    """Return an address in the order its own country writes it, the country in words last.

    A Japanese one in a Japanese document goes from the large to the small.
    """
    lines: tuple[str | None, ...]
    code, region = address.country, address.region or ""
    if code == "JP" and locale.language == "ja":
        place = f"{region}{address.city}{address.line1}"
        lines = (f"〒{address.postal_code}", place, address.line2, country(code, locale))
        return tuple([line for line in lines if line])
    city, postal_code = address.city, address.postal_code
    towns = [
        town.format(city=city, postal_code=postal_code, region=region)
        for town in _town_lines(code, has_region=bool(region))
    ]
    lines = (address.line1, address.line2, *towns, country(code, locale))
    return tuple([line for line in lines if line])


@lru_cache(maxsize=512)
def _town_lines(country_code: str, *, has_region: bool) -> tuple[str, ...]:
    towns = _TOWN_LINES.get(country_code, _TOWN_LINES_ELSEWHERE)
    if has_region:
        return towns
    return tuple(town.replace("{region} ", "") for town in towns if town != "{region}")


def parties_of(invoice: Invoice, language: Language) -> Parties:
    """Return both parties, and where the goods went if the record says so."""
    seller, buyer, locale = invoice.bill.seller, invoice.bill.buyer, language.locale
    ship_to = invoice.bill.ship_to
    sender = (seller.legal_name, *address_lines(seller.address, locale))
    return Parties(
        shown_name=seller.trading_name or seller.legal_name,
        sender=_DOT.join(sender[:-1]),
        seller=(*sender, seller.email),
        buyer=(buyer.name, *address_lines(buyer.address, locale)),
        ship_to=Pair(
            language.wording.deliver_to,
            ", ".join((ship_to.name, *address_lines(ship_to.address, locale))),
        )
        if ship_to
        else None,
    )


def facts_of(invoice: Invoice, language: Language) -> tuple[Pair, ...]:
    """Return number, dates, references and tax numbers; what the record lacks has no line."""
    return tuple(Pair(label, value) for label, value in _facts(invoice, language) if value)


def _facts(invoice: Invoice, language: Language) -> Iterator[tuple[str, str | None]]:
    words, locale, bill = language.wording, language.locale, invoice.bill
    credit = invoice.type == "381"
    yield words.credit_note_number if credit else words.invoice_number, invoice.number
    yield words.issued_on, day(invoice.issued_on, locale)
    if bill.corrects:
        yield words.original_invoice, bill.corrects.number
        yield words.original_date, day(bill.corrects.issued_on, locale)
        yield words.credit_reason, bill.corrects.reason
    yield words.supplied_on, day(bill.supply_date, locale) if bill.supply_date else None
    yield words.due_on, None if credit or not invoice.due_on else day(invoice.due_on, locale)
    yield words.order, bill.reference
    yield words.purchase_order, bill.purchase_order
    yield words.buyer_reference, bill.buyer.reference
    seller_vat = has_vat(bill.seller.address.country)
    yield (
        words.seller_vat_id if seller_vat else words.seller_tax_id,
        acting_vat_id(bill),
    )
    buyer_vat = has_vat(bill.buyer.address.country)
    yield words.buyer_vat_id if buyer_vat else words.buyer_tax_id, bill.buyer.vat_id


def footer_of(invoice: Invoice, language: Language) -> Footer:
    """Return the seller once more, as business letters have to name it on every page."""
    seller = invoice.bill.seller
    columns = (
        (seller.legal_name, ", ".join(address_lines(seller.address, language.locale))),
        _registrations(seller, language),
        _bank(seller),
    )
    return Footer(
        columns=tuple(column for column in columns if column),
        text=seller.footer,
        page=language.wording.page,
    )


def _registrations(seller: SellerParty, language: Language) -> tuple[str, ...]:
    words = language.wording
    vat = has_vat(seller.address.country)
    label = words.seller_vat_id if vat else words.seller_tax_id
    registration = seller.registration_number
    return (
        *((f"{words.registration} {registration}",) if registration else ()),
        *((f"{label} {', '.join(seller.vat_ids)}",) if seller.vat_ids else ()),
        seller.email,
    )


def _bank(seller: SellerParty) -> tuple[str, ...]:
    return (
        *((seller.bank_holder,) if seller.bank_holder else ()),
        *((f"IBAN {iban(seller.bank_iban)}",) if seller.bank_iban else ()),
        *((f"BIC {seller.bank_bic}",) if seller.bank_bic else ()),
    )
