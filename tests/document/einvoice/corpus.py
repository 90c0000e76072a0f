"""Orders that between them say everything a record can say, each named for what it tries."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from services.domain.invoice import Correction, Invoice
from tests.builders import a_profile, a_seller, an_invoice, an_order_request
from tests.document.orders import DUE, US_ADDRESS, everything_long, lines, many_tax_groups

S19 = {"category": "S", "rate": "19"}
S7 = {"category": "S", "rate": "7"}
Z = {"category": "Z", "rate": "0"}
E = {"category": "E", "rate": "0", "exemption_reason": "Books, Article 132(1)"}
AE = {"category": "AE", "rate": "0"}
K = {"category": "K", "rate": "0"}
G = {"category": "G", "rate": "0"}
O = {"category": "O", "rate": "0", "exemption_reason": "Deposit, no supply"}  # noqa: E741 - BT-151

PARIS = {"line1": "12 rue des Archives", "postal_code": "75004", "city": "Paris", "country": "FR"}
ATHENS = {"line1": "Ermou 7", "postal_code": "105 63", "city": "Athina", "country": "GR"}
LONDON = {"line1": "8 Lamb Street", "postal_code": "E1 6EA", "city": "London", "country": "GB"}
ZURICH = {"line1": "Limmatquai 4", "postal_code": "8001", "city": "Zürich", "country": "CH"}
MARKUP = '<a href="x">&amp; ]]> <!-- \' --> &#0; <?pi?> %s {0} \\n'

Case = Callable[[], Invoice]


def buyer(**changes: object) -> dict[str, Any]:
    usual: dict[str, Any] = an_order_request()["buyer"]
    return usual | changes


def line(tax: dict[str, str] = S19, **changes: object) -> dict[str, Any]:
    return {"name": "Paper", "quantity": "3", "unit_price": "19.99", "tax": tax, **changes}


def row(amount: str, tax: dict[str, str] = S19, reason: str = "Shipping") -> dict[str, Any]:
    return {"reason": reason, "amount": amount, "tax": tax}


def crediting(**changes: Any) -> Invoice:  # noqa: ANN401 - any field, of any type
    """Return a credit note over an order."""
    invoice = an_invoice(type_="381", **changes)
    corrects = Correction(number="INV-2026-000001", issued_on=date(2026, 11, 2), reason="Returned")
    return invoice.model_copy(
        update={"bill": invoice.bill.model_copy(update={"corrects": corrects})}
    )


FRENCH = buyer(vat_id="FR12345678901", address=PARIS)
SWISS = a_seller(
    vat_ids=["CHE-123.456.788 MWST"],
    currency="CHF",
    address=ZURICH,
    bank={"holder": "Papeterie", "iban": "CH9300762011623852957"},
)
SMALL = partial(a_seller, vat_ids=[], tax_scheme="small_business")
SMALL_E = {"category": "E", "rate": "0"}
BOTH_KINDS = [line(S19), line(S7, name="Book"), line(Z, name="Stamp"), line(E, name="Course")]
ODD_PRICES = [line(quantity="7", unit_price="0.99"), line(S7, quantity="3", unit_price="33.33")]
DISCOUNTED = [
    line(discount={"percent": "12.5", "reason": "Autumn"}),
    line(S7, discount={"amount": "5.01"}),
    line(discount={"percent": "100"}),
    line(discount={"percent": "0"}),
]

LONG = everything_long()
LONG["lines"][0] |= {"quantity": "123456789.123456", "unit_price": "599.999999"}
LARGEST = [line(quantity="0.999999", unit_price="165000000.123456") for _ in range(500)]
"""Just below 10^13 cents."""


def _all(text: str) -> dict[str, Any]:
    """Return an order with `text` in every field that is free text."""
    address = dict.fromkeys(("line1", "line2", "postal_code", "city", "region"), text)
    reduced = {"percent": "10", "reason": text}
    exempt = {"category": "E", "rate": "0", "exemption_reason": text}
    return {
        "reference": text,
        "purchase_order": text,
        "notes": text,
        "buyer": buyer(name=text, reference=text, address={**address, "country": "DE"}),
        "ship_to": {"name": text, "address": {**address, "country": "DE"}},
        "lines": [line(exempt, name=text, sku=text, description=text, discount=reduced)],
        "charges": [row("1", exempt, text)],
        "discounts": [row("1", exempt, text)],
        "payment": {**DUE, "reference": text},
    }


def _seller_of(text: str) -> dict[str, Any]:
    address = dict.fromkeys(("line1", "line2", "postal_code", "city", "region"), text)
    names = dict.fromkeys(("legal_name", "trading_name", "registration_number", "footer"), text)
    bank = a_profile()["bank"] | {"holder": text}
    return {**names, "address": {**address, "country": "DE"}, "bank": bank}


def _order(**changes: Any) -> Case:  # noqa: ANN401 - any field, of any type
    return partial(an_invoice, **changes)


def _credit(**changes: Any) -> Case:  # noqa: ANN401 - any field, of any type
    return partial(crediting, **changes)


CORPUS: Final[dict[str, Case]] = {
    # Tax categories
    "standard rate": _order(lines=[line(S19)]),
    "two standard rates": _order(lines=[line(S19), line(S7)]),
    "a rate of three decimals": _order(lines=[line({"category": "S", "rate": "19.625"})]),
    "the smallest rate": _order(lines=[line({"category": "S", "rate": "0.000001"})]),
    "the highest rate": _order(lines=[line({"category": "S", "rate": "100"})]),
    "twenty rates": _order(lines=many_tax_groups(20)),
    "zero rated": _order(lines=[line(Z)]),
    "exempt": _order(lines=[line(E)]),
    "reverse charge": _order(buyer=FRENCH, lines=[line(AE)]),
    "intra-Community supply": _order(buyer=FRENCH, lines=[line(K)]),
    "intra-Community supply elsewhere": _order(
        buyer=FRENCH,
        ship_to={"name": "Dépôt", "address": PARIS},
        supply_date="2026-11-19",
        lines=[line(K)],
    ),
    "export": _order(buyer=buyer(address=US_ADDRESS), lines=[line(G)]),
    "outside the scope": _order(lines=[line(O)]),
    "outside the scope with adjustments": _order(
        buyer=FRENCH, lines=[line(O)], charges=[row("5", O)], discounts=[row("2", O)]
    ),
    "outside the scope, unregistered": _order(
        seller=a_seller(registration_number=None), lines=[line(O)]
    ),
    "taxed and untaxed": _order(lines=BOTH_KINDS),
    "taxed and untaxed, gross": _order(lines=BOTH_KINDS, price_mode="gross"),
    "reverse charge beside standard": _order(buyer=FRENCH, lines=[line(AE), line(S19)]),
    # Prices, discounts, charges
    "gross prices": _order(price_mode="gross"),
    "gross prices that do not divide": _order(price_mode="gross", lines=ODD_PRICES),
    "line discounts": _order(lines=DISCOUNTED),
    "line discounts on gross prices": _order(lines=DISCOUNTED, price_mode="gross"),
    "charges and discounts": _order(
        charges=[row("4.90"), row("2", S7)], discounts=[row("10", reason="Voucher")]
    ),
    "charges and discounts on gross prices": _order(
        charges=[row("4.90"), row("2", S7)],
        discounts=[row("10", reason="Voucher")],
        price_mode="gross",
    ),
    "charges and discounts of every kind": _order(
        buyer=FRENCH,
        lines=[line(tax) for tax in (S19, Z, E, AE, K, G)],
        charges=[row("5", tax) for tax in (S19, Z, E, AE, K, G)],
        discounts=[row("2", tax, "Loyalty") for tax in (S19, Z, E, AE, K, G)],
    ),
    "a charge taxed like no line": _order(charges=[row("5", S7)], lines=[line(S19)]),
    "free of charge": _order(
        lines=[line(unit_price="0")], payment={"status": "paid", "method": "other"}
    ),
    "nothing at all": _order(lines=[line(quantity="0")], charges=[row("0")]),
    # Payment
    "paid by card": _order(payment={"status": "paid", "method": "card"}),
    "paid by wallet": _order(payment={"status": "paid", "method": "wallet", "reference": "W-1"}),
    "paid in cash": _order(payment={"status": "paid", "method": "cash"}),
    "paid by transfer": _order(payment={"status": "paid", "method": "bank_transfer"}),
    "paid otherwise": _order(payment={"status": "paid", "method": "other"}),
    "due by transfer": _order(payment=DUE),
    "due by transfer to no account": _order(payment=DUE, seller=a_seller(bank=None)),
    "due by direct debit": _order(payment={"status": "due", "method": "direct_debit"}),
    "due by card": _order(payment={"status": "due", "method": "card"}),
    "due in cash, to no account": _order(
        payment={"status": "due", "method": "cash"}, seller=a_seller(bank=None)
    ),
    "due in cash": _order(payment={"status": "due", "method": "cash", "terms_days": 0}),
    "partly paid": _order(payment={**DUE, "paid_amount": "30"}),
    "due in a year": _order(payment={**DUE, "terms_days": 365}),
    # Currencies
    "dollars": _order(currency="USD", payment=DUE),
    "dollars, tax in euro": _order(currency="USD", exchange_rate="0.923456"),
    "pounds": _order(currency="GBP", buyer=buyer(address=LONDON)),
    "francs from Switzerland": _order(currency="CHF", seller=SWISS, payment=DUE),
    "euro from Switzerland, tax in francs": _order(seller=SWISS, exchange_rate="0.95"),
    "yen": _order(currency="JPY", lines=[line(unit_price="1980")], payment=DUE),
    "yen, gross": _order(currency="JPY", lines=[line(unit_price="1980")], price_mode="gross"),
    "dinars to two decimals": _order(
        currency="KWD", lines=[line(Z, quantity="2", unit_price="1.250")]
    ),
    "tax in yen": _order(seller=a_seller(currency="JPY"), exchange_rate="162.5"),
    # Sizes
    "one line": _order(lines=lines(1)),
    "five hundred lines": _order(lines=lines(500), payment=DUE),
    "five hundred lines, gross": _order(lines=lines(500), price_mode="gross"),
    "everything long": _order(**LONG),
    "everything long, gross": _order(**LONG, price_mode="gross"),
    "the largest amounts": _order(lines=LARGEST, payment=DUE),
    "the largest amounts, gross": _order(lines=LARGEST, payment=DUE, price_mode="gross"),
    "the smallest quantities": _order(
        lines=[line(quantity="0.000001", unit_price="0.000001"), line(quantity="0.333333")]
    ),
    "the finest net prices": _order(
        lines=[line(quantity="999999999.999999", unit_price="0.999999")], price_mode="gross"
    ),
    "every unit is known": _order(lines=[line(unit="HUR"), line(unit="XPK"), line(unit="KGM")]),
    # Texts
    "markup in every field": _order(seller=a_seller(**_seller_of(MARKUP)), **_all(MARKUP)),
    "Japanese": _order(locale="ja", **_all("請求書 株式会社 東京都")),
    "Arabic": _order(locale="ar", **_all("فاتورة ضريبية مبسطة")),
    "Greek": _order(locale="el", **_all("Τιμολόγιο Πώλησης")),
    "beyond the basic plane": _order(**_all("𠮷野家 🧾")),
    # Parties, references, dates
    "a buyer's references": _order(
        buyer=buyer(reference="04011000-12345-03"), purchase_order="PO-77"
    ),
    "delivered elsewhere": _order(ship_to={"name": "Lager 2", "address": PARIS}),
    "delivered on a day": _order(supply_date="2026-11-19"),
    "sold from Greece": _order(
        seller=a_seller(vat_ids=["EL123456789"], address=ATHENS), buyer=buyer(address=ATHENS)
    ),
    "several VAT ids": _order(
        seller=a_seller(vat_ids=["DE123456789", "FR12345678901"]), buyer=FRENCH, lines=[line(K)]
    ),
    "a seller with a registration only": _order(seller=a_seller(vat_ids=[])),
    "a small business": _order(seller=SMALL(), lines=[line(SMALL_E)]),
    "a small business in France": _order(
        seller=SMALL(address=PARIS, locale="fr"), locale="fr", lines=[line(SMALL_E)]
    ),
    "a note": _order(notes="Leave it with the neighbours."),
    "a test": _order(livemode=False, notes="Only a try."),
    # Credit notes
    "credited in full": _credit(),
    "credited in part": _credit(lines=[line(S7, quantity="1")]),
    "credited, refund due": _credit(payment=DUE),
    "credited, gross": _credit(price_mode="gross", lines=ODD_PRICES, charges=[row("4.90")]),
    "credited intra-Community supply": _credit(buyer=FRENCH, lines=[line(K)]),
    "credited outside the scope": _credit(lines=[line(O)]),
    "credited in yen": _credit(currency="JPY", lines=[line(unit_price="1980")]),
    "credited test": _credit(livemode=False),
    # For Peppol
    "to a business abroad": _order(
        buyer=FRENCH | {"reference": "SERVICE-9"}, lines=[line(AE)], payment=DUE
    ),
    "credited to a business abroad": _credit(
        buyer=FRENCH | {"reference": "SERVICE-9"}, lines=[line(AE)]
    ),
}
