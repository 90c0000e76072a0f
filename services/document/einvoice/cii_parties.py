"""Who sells, who buys, and where the goods go, in CII (BG-4, BG-7, BG-13)."""

from services.document.einvoice.codes import EMAIL_ADDRESS
from services.document.einvoice.identity import Identity
from services.document.einvoice.writing import compact_day, element, escaped, group
from services.domain.invoice import Bill, BuyerParty, DeliveryParty, PostalAddress, SellerParty


def seller(party: SellerParty, identity: Identity) -> str:
    """Return the seller (BG-4)."""
    legal = element("ram:ID", identity.legal) + element(
        "ram:TradingBusinessName", party.trading_name
    )
    return (
        "<ram:SellerTradeParty>"
        f"{element('ram:ID', identity.known_as)}"
        f"<ram:Name>{escaped(party.legal_name)}</ram:Name>"
        f"{element('ram:Description', party.footer)}"
        f"{group('ram:SpecifiedLegalOrganization', legal)}"
        "<ram:DefinedTradeContact><ram:EmailURIUniversalCommunication>"
        f"<ram:URIID>{escaped(party.email)}</ram:URIID>"
        "</ram:EmailURIUniversalCommunication></ram:DefinedTradeContact>"
        f"{_address(party.address)}{_mailbox(party.email)}"
        f"{_registered('FC', identity.tax)}{_registered('VA', identity.vat)}"
        "</ram:SellerTradeParty>"
    )


def buyer(party: BuyerParty, identity: Identity) -> str:
    """Return the buyer (BG-7)."""
    return (
        f"<ram:BuyerTradeParty><ram:Name>{escaped(party.name)}</ram:Name>"
        f"{_address(party.address)}{_mailbox(party.email)}"
        f"{_registered('VA', identity.buyer_vat)}</ram:BuyerTradeParty>"
    )


def delivery(bill: Bill) -> str:
    """Return where and when the goods were delivered (BG-13, BT-72).

    The schema wants the element even where the record says neither. It is not left empty then: an
    order without another address goes to its buyer (BT-70).
    """
    place = _delivered_to(bill.ship_to) if bill.ship_to else ""
    day = (
        "<ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>"
        f'<udt:DateTimeString format="102">{compact_day(bill.supply_date)}</udt:DateTimeString>'
        "</ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>"
        if bill.supply_date
        else ""
    )
    to_buyer = group("ram:ShipToTradeParty", element("ram:Name", bill.buyer.name))
    return group("ram:ApplicableHeaderTradeDelivery", place + day or to_buyer)


def _delivered_to(party: DeliveryParty) -> str:
    return (
        f"<ram:ShipToTradeParty><ram:Name>{escaped(party.name)}</ram:Name>"
        f"{_address(party.address)}</ram:ShipToTradeParty>"
    )


def _address(address: PostalAddress) -> str:
    return (
        f"<ram:PostalTradeAddress>{element('ram:PostcodeCode', address.postal_code)}"
        f"{element('ram:LineOne', address.line1)}{element('ram:LineTwo', address.line2)}"
        f"{element('ram:CityName', address.city)}<ram:CountryID>{address.country}</ram:CountryID>"
        f"{element('ram:CountrySubDivisionName', address.region)}</ram:PostalTradeAddress>"
    )


def _mailbox(email: str) -> str:
    return (
        f'<ram:URIUniversalCommunication><ram:URIID schemeID="{EMAIL_ADDRESS}">'
        f"{escaped(email)}</ram:URIID></ram:URIUniversalCommunication>"
    )


def _registered(scheme: str, number: str | None) -> str:
    if number is None:
        return ""
    return (
        f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="{scheme}">{escaped(number)}</ram:ID>'
        "</ram:SpecifiedTaxRegistration>"
    )
