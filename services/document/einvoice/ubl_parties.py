"""Who sells, who buys, and where the goods go, in UBL (BG-4, BG-7, BG-13)."""

from services.document.einvoice.facts import Address
from services.document.einvoice.identity import Identity
from services.document.einvoice.writing import element, escaped, group
from services.domain.invoice import Bill, BuyerParty, DeliveryParty, PostalAddress, SellerParty


def seller(party: SellerParty, identity: Identity, address: Address) -> str:
    """Return the seller (BG-4), reached at an electronic `address` (BT-34)."""
    trading_name = element("cbc:Name", party.trading_name)
    return (
        f"<cac:AccountingSupplierParty><cac:Party>{_endpoint(address)}"
        f"{group('cac:PartyIdentification', element('cbc:ID', identity.known_as))}"
        f"{group('cac:PartyName', trading_name)}{_postal('cac:PostalAddress', party.address)}"
        f"{_registered('VAT', identity.vat)}{_registered('TAX', identity.tax)}"
        f"<cac:PartyLegalEntity><cbc:RegistrationName>{escaped(party.legal_name)}"
        f"</cbc:RegistrationName>{element('cbc:CompanyID', identity.legal)}"
        f"{element('cbc:CompanyLegalForm', party.footer)}</cac:PartyLegalEntity>"
        f"<cac:Contact>{element('cbc:ElectronicMail', party.email)}</cac:Contact>"
        "</cac:Party></cac:AccountingSupplierParty>"
    )


def buyer(party: BuyerParty, identity: Identity, address: Address) -> str:
    """Return the buyer (BG-7), reached at an electronic `address` (BT-49)."""
    return (
        f"<cac:AccountingCustomerParty><cac:Party>{_endpoint(address)}"
        f"{_postal('cac:PostalAddress', party.address)}{_registered('VAT', identity.buyer_vat)}"
        f"<cac:PartyLegalEntity><cbc:RegistrationName>{escaped(party.name)}"
        "</cbc:RegistrationName></cac:PartyLegalEntity>"
        "</cac:Party></cac:AccountingCustomerParty>"
    )


def delivery(bill: Bill) -> str:
    """Return where and when the goods were delivered (BG-13, BT-72), if the record says so."""
    supplied = bill.supply_date.isoformat() if bill.supply_date else None
    day = element("cbc:ActualDeliveryDate", supplied)
    place = _delivered_to(bill.ship_to) if bill.ship_to else ""
    return group("cac:Delivery", day + place)


def _delivered_to(party: DeliveryParty) -> str:
    return (
        f"<cac:DeliveryLocation>{_postal('cac:Address', party.address)}</cac:DeliveryLocation>"
        f"<cac:DeliveryParty><cac:PartyName><cbc:Name>{escaped(party.name)}</cbc:Name>"
        "</cac:PartyName></cac:DeliveryParty>"
    )


def _endpoint(address: Address) -> str:
    return f'<cbc:EndpointID schemeID="{address.scheme}">{escaped(address.id)}</cbc:EndpointID>'


def _postal(tag: str, address: PostalAddress) -> str:
    return (
        f"<{tag}>{element('cbc:StreetName', address.line1)}"
        f"{element('cbc:AdditionalStreetName', address.line2)}"
        f"{element('cbc:CityName', address.city)}{element('cbc:PostalZone', address.postal_code)}"
        f"{element('cbc:CountrySubentity', address.region)}<cac:Country><cbc:IdentificationCode>"
        f"{address.country}</cbc:IdentificationCode></cac:Country></{tag}>"
    )


def _registered(scheme: str, number: str | None) -> str:
    if number is None:
        return ""
    return (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{escaped(number)}</cbc:CompanyID>"
        f"<cac:TaxScheme><cbc:ID>{scheme}</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
    )
