"""From an order request and its seller to the bill, and from the bill to the numbered invoice."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from services.domain.e_invoice import claim
from services.domain.invoice import (
    Bill,
    BuyerParty,
    DeliveryParty,
    ForeignTax,
    Invoice,
    PostalAddress,
    SellerParty,
)
from services.domain.money import exact_arithmetic, round_amount
from services.domain.numbering import Series
from services.domain.order import OrderTotals
from services.domain.order_request import Address, Buyer, OrderRequest
from services.domain.pricing import Sums, priced
from services.domain.rejection import Rejected, reject
from services.domain.seller import Seller
from services.domain.tax import reasons, tax_faults, taxes


def _postal(address: Address) -> PostalAddress:
    return PostalAddress.model_validate(address.model_dump())


def _seller_party(seller: Seller) -> SellerParty:
    profile, bank = seller.profile, seller.profile.bank
    return SellerParty(
        id=seller.id,
        profile_version=seller.version,
        legal_name=profile.legal_name,
        trading_name=profile.trading_name,
        registration_number=profile.registration_number,
        vat_ids=tuple(profile.vat_ids),
        tax_scheme=profile.tax_scheme,
        address=_postal(profile.address),
        locale=profile.locale,
        email=profile.mail.reply_to or profile.mail.from_,
        accent_colour=profile.accent_colour,
        logo=profile.logo,
        footer=profile.footer,
        bank_holder=bank.holder if bank else None,
        bank_iban=bank.iban if bank else None,
        bank_bic=bank.bic if bank else None,
        retention_years=profile.retention_years,
    )


def _buyer_party(buyer: Buyer) -> BuyerParty:
    return BuyerParty(
        name=buyer.name,
        email=buyer.email,
        vat_id=buyer.vat_id,
        reference=buyer.reference,
        address=_postal(buyer.address),
    )


def _delivery_party(request: OrderRequest) -> DeliveryParty | None:
    if request.ship_to:
        return DeliveryParty(name=request.ship_to.name, address=_postal(request.ship_to.address))
    if any(taxed.tax.category == "K" for taxed in taxes(request)):
        # BR-IC-12: an intra-Community supply says which country it went to.
        return DeliveryParty(name=request.buyer.name, address=_postal(request.buyer.address))
    return None


def _foreign_tax(request: OrderRequest, seller: Seller, tax: Decimal) -> ForeignTax | None:
    rate, currency = request.exchange_rate, seller.profile.currency
    if rate is None or currency == request.currency:
        return None
    if rate == 0:
        raise reject("/exchange_rate", "exchange_rate_zero", "is 0; leave it out or send the rate")
    with exact_arithmetic():
        return ForeignTax(
            currency=currency, exchange_rate=rate, tax=round_amount(tax * rate, currency)
        )


def _bill(request: OrderRequest, seller: Seller, sums: Sums) -> Bill:
    payment, profile = request.payment, seller.profile
    return Bill(
        reference=request.reference,
        currency=request.currency,
        locale=request.locale or profile.locale,
        price_mode=request.price_mode,
        seller=_seller_party(seller),
        buyer=_buyer_party(request.buyer),
        ship_to=_delivery_party(request),
        supply_date=request.supply_date,
        purchase_order=request.purchase_order,
        notes=request.notes,
        lines=sums.lines,
        charges=sums.charges,
        discounts=sums.discounts,
        tax_groups=sums.tax_groups,
        totals=sums.totals,
        foreign_tax=_foreign_tax(request, seller, sums.totals.tax),
        payment_status="due" if sums.totals.due else "paid",
        payment_method=payment.method,
        payment_reference=payment.reference,
        terms_days=profile.terms_days if payment.terms_days is None else payment.terms_days,
    )


def bill(request: OrderRequest, seller: Seller) -> Bill:
    """Price an order and copy all an invoice says of its parties. Pure.

    Raises Rejected for every rule of content that needs more than one field. What passes here
    can be invoiced.
    """
    group_reasons, reason_faults = reasons(request, seller)
    if faults := tax_faults(request, seller) + reason_faults:
        raise Rejected(faults)
    priced_bill = _bill(request, seller, priced(request, group_reasons))
    return priced_bill.model_copy(update={"e_invoice": claim(priced_bill)})


def order_totals(bill: Bill) -> OrderTotals:
    """Return what the shop is told the order comes to."""
    totals = bill.totals
    return OrderTotals(net=totals.net, tax=totals.tax, gross=totals.gross, due=totals.due)


def invoice(
    bill: Bill,
    *,
    number: str,
    series: Series,
    sequence: int,
    order_id: str,
    issued_on: date,
    issued_at: datetime,
    previous_hash: str,
) -> Invoice:
    """Return the record of a bill that got its number."""
    intra_community = any(group.category == "K" for group in bill.tax_groups)
    if intra_community and bill.supply_date is None:
        # BR-IC-11: an intra-Community supply has a delivery date.
        bill = bill.model_copy(update={"supply_date": issued_on})
    due_on = issued_on + timedelta(days=bill.terms_days) if bill.totals.due else None
    return Invoice(
        number=number,
        type=series.type,
        series=series.key,
        sequence=sequence,
        order_id=order_id,
        livemode=series.livemode,
        issued_on=issued_on,
        issued_at=issued_at,
        due_on=due_on,
        previous_hash=previous_hash,
        bill=bill,
    )
