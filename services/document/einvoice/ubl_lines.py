"""Lines, discounts and charges of an invoice in UBL (BG-25, BG-20, BG-21)."""

from services.document.einvoice.codes import DISCOUNT
from services.document.einvoice.facts import Taxed, stated_percent
from services.document.einvoice.writing import AmountWriter, element, escaped, group, plain
from services.domain.invoice import BilledAdjustment, BilledLine

_VAT = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
_DISCOUNT = f"<cbc:AllowanceChargeReasonCode>{DISCOUNT}</cbc:AllowanceChargeReasonCode>"


def tax_category(tag: str, row: Taxed, why: str = "") -> str:
    """Return category and rate, with `why` no tax is charged as finished markup.

    What is outside the scope of VAT has no rate, not even 0 (BR-O-05).
    """
    rate = "" if row.category == "O" else f"<cbc:Percent>{plain(row.rate)}</cbc:Percent>"
    return f"<{tag}><cbc:ID>{row.category}</cbc:ID>{rate}{why}{_VAT}</{tag}>"


def line(row: BilledLine, amount: AmountWriter, currency: str, kind: str) -> str:
    """Return one line (BG-25); `kind` is `Invoice` or `CreditNote`."""
    quantity = "InvoicedQuantity" if kind == "Invoice" else "CreditedQuantity"
    sku = element("cbc:ID", row.sku)
    return (
        f"<cac:{kind}Line><cbc:ID>{row.position}</cbc:ID>"
        f'<cbc:{quantity} unitCode="{row.unit}">{plain(row.quantity)}</cbc:{quantity}>'
        f'<cbc:LineExtensionAmount currencyID="{currency}">{amount(row.net)}'
        "</cbc:LineExtensionAmount>"
        f"{_line_discount(row, amount, currency) if row.net_discount else ''}"
        f"<cac:Item>{element('cbc:Description', row.description)}"
        f"<cbc:Name>{escaped(row.name)}</cbc:Name>"
        f"{group('cac:SellersItemIdentification', sku)}"
        f"{tax_category('cac:ClassifiedTaxCategory', row)}</cac:Item>"
        f'<cac:Price><cbc:PriceAmount currencyID="{currency}">{plain(row.net_unit_price)}'
        f"</cbc:PriceAmount></cac:Price></cac:{kind}Line>"
    )


def _line_discount(row: BilledLine, amount: AmountWriter, currency: str) -> str:
    """Return what is taken off a line (BG-27)."""
    percent = stated_percent(row)
    factor = base = ""
    if percent:
        factor = f"<cbc:MultiplierFactorNumeric>{plain(percent)}</cbc:MultiplierFactorNumeric>"
        base = (
            f'<cbc:BaseAmount currencyID="{currency}">{amount(row.net + row.net_discount)}'
            "</cbc:BaseAmount>"
        )
    return (
        "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>"
        f"{element('cbc:AllowanceChargeReason', row.discount_reason) or _DISCOUNT}{factor}"
        f'<cbc:Amount currencyID="{currency}">{amount(row.net_discount)}</cbc:Amount>'
        f"{base}</cac:AllowanceCharge>"
    )


def adjustment(row: BilledAdjustment, amount: AmountWriter, currency: str, *, charge: bool) -> str:
    """Return a charge (BG-21) or a discount (BG-20) on the whole document."""
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{'true' if charge else 'false'}"
        f"</cbc:ChargeIndicator>{element('cbc:AllowanceChargeReason', row.reason)}"
        f'<cbc:Amount currencyID="{currency}">{amount(row.net)}</cbc:Amount>'
        f"{tax_category('cac:TaxCategory', row)}</cac:AllowanceCharge>"
    )
