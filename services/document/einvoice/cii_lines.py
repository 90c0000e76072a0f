"""Lines, discounts and charges of an invoice in CII (BG-25, BG-20, BG-21)."""

from services.document.einvoice.codes import DISCOUNT
from services.document.einvoice.facts import Taxed, stated_percent
from services.document.einvoice.writing import AmountWriter, element, escaped, plain
from services.domain.invoice import BilledAdjustment, BilledLine

_DISCOUNT = f"<ram:ReasonCode>{DISCOUNT}</ram:ReasonCode>"


def rate_of(row: Taxed) -> str:
    """Return the rate; what is outside the scope of VAT has none, not even 0 (BR-O-05)."""
    if row.category == "O":
        return ""
    return f"<ram:RateApplicablePercent>{plain(row.rate)}</ram:RateApplicablePercent>"


def line(row: BilledLine, amount: AmountWriter) -> str:
    """Return one line (BG-25)."""
    return (
        "<ram:IncludedSupplyChainTradeLineItem>"
        f"<ram:AssociatedDocumentLineDocument><ram:LineID>{row.position}</ram:LineID>"
        "</ram:AssociatedDocumentLineDocument>"
        f"<ram:SpecifiedTradeProduct>{element('ram:SellerAssignedID', row.sku)}"
        f"<ram:Name>{escaped(row.name)}</ram:Name>"
        f"{element('ram:Description', row.description)}</ram:SpecifiedTradeProduct>"
        "<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>"
        f"<ram:ChargeAmount>{plain(row.net_unit_price)}</ram:ChargeAmount>"
        "</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
        "<ram:SpecifiedLineTradeDelivery>"
        f'<ram:BilledQuantity unitCode="{row.unit}">{plain(row.quantity)}</ram:BilledQuantity>'
        "</ram:SpecifiedLineTradeDelivery>"
        "<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
        f"<ram:CategoryCode>{row.category}</ram:CategoryCode>{rate_of(row)}"
        f"</ram:ApplicableTradeTax>{_line_discount(row, amount) if row.net_discount else ''}"
        "<ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"<ram:LineTotalAmount>{amount(row.net)}</ram:LineTotalAmount>"
        "</ram:SpecifiedTradeSettlementLineMonetarySummation>"
        "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
    )


def _line_discount(row: BilledLine, amount: AmountWriter) -> str:
    """Return what is taken off a line (BG-27)."""
    percent = stated_percent(row)
    share = (
        f"<ram:CalculationPercent>{plain(percent)}</ram:CalculationPercent>"
        f"<ram:BasisAmount>{amount(row.net + row.net_discount)}</ram:BasisAmount>"
        if percent
        else ""
    )
    return (
        "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator>"
        f"<udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>{share}"
        f"<ram:ActualAmount>{amount(row.net_discount)}</ram:ActualAmount>"
        f"{element('ram:Reason', row.discount_reason) or _DISCOUNT}"
        "</ram:SpecifiedTradeAllowanceCharge>"
    )


def adjustment(row: BilledAdjustment, amount: AmountWriter, *, charge: bool) -> str:
    """Return a charge (BG-21) or a discount (BG-20) on the whole document."""
    return (
        "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator>"
        f"<udt:Indicator>{'true' if charge else 'false'}</udt:Indicator></ram:ChargeIndicator>"
        f"<ram:ActualAmount>{amount(row.net)}</ram:ActualAmount>{element('ram:Reason', row.reason)}"
        "<ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
        f"<ram:CategoryCode>{row.category}</ram:CategoryCode>{rate_of(row)}</ram:CategoryTradeTax>"
        "</ram:SpecifiedTradeAllowanceCharge>"
    )
