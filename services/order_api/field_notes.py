"""What the API reference says about the fields of requests.

The schema says what is allowed where a schema can; these sentences say what it means and the rules
that stand between fields. A test keeps them complete.
"""

_AMOUNT = "Decimal string, at most 9 digits and 6 decimals."

FIELD_NOTES: dict[str, dict[str, str]] = {
    "OrderRequest": {
        "reference": "The shop's own order number. Orders can be listed by it.",
        "currency": (
            "ISO 4217 code. Any currency may be used; amounts follow its decimals. An invoice with "
            "an amount that needs three, such as 1.255 KWD, is a PDF without XML."
        ),
        "locale": "BCP 47 tag of the buyer's language. Default: the seller's.",
        "price_mode": (
            "Whether prices, discounts and charges are net or include tax. With gross the "
            "invoice's total is what the prices add up to, to the cent."
        ),
        "buyer": "Who is invoiced.",
        "ship_to": "Where the goods go, if not to the buyer's address.",
        "supply_date": "The day of supply, YYYY-MM-DD. For category K the issue date if left out.",
        "purchase_order": "The buyer's purchase order number, printed on the invoice.",
        "notes": "A note to the buyer, printed on the invoice.",
        "metadata": (
            "Up to 20 pairs of text of your own. `simulate` forces a failure for drills; it is "
            "honoured only for test keys and the sample sellers: `fail_render`, `fail_mail`, "
            "`slow_render:SECONDS`, `crash_worker`."
        ),
        "lines": "1 to 500 priced rows.",
        "charges": "Charges on the whole order, such as shipping.",
        "discounts": "Discounts on the whole order.",
        "payment": "Whether and how the order was paid.",
        "expected_total": (
            "What the customer was charged. If the invoice would come to anything else, the order "
            "is refused before anything is stored."
        ),
        "exchange_rate": (
            "The seller's currency per unit of the order's. When given, the tax is shown in the "
            "seller's currency as well."
        ),
    },
    "CreditRequest": {
        "amount": f"What is credited, tax included, in the invoice's currency. {_AMOUNT}",
        "lines": "Lines of the invoice, each with the quantity that is credited.",
        "reason": "Why, printed on the credit note. Alone it credits all that is left.",
    },
    "CreditedLine": {
        "line": "The line's position on the invoice, counted from 1.",
        "quantity": f"How many units of it, at most as many as are left. {_AMOUNT}",
    },
    "RetryRequest": {
        "reason": "Why it will go better now; kept with the order and in the action log.",
        "order": "A body to put in the place of the one that failed. Left out: as it is.",
    },
    "DiscardRequest": {"reason": "Why; kept with the order and in the action log."},
    "RedriveRequest": {
        "reason": "Why it will go better now; kept with every order and in the action log.",
        "match": "Which open failures: those that have all of what is set.",
        "dry_run": "Only count them.",
    },
    "FailureMatch": {
        "code": "The failure's code.",
        "group": "The id of a group of failures.",
        "ids": "The ids of up to 500 failures; unknown ones match nothing.",
    },
    "Buyer": {
        "name": "A person's or a company's name.",
        "email": "Where the link to the invoice is mailed. Checked for its form only.",
        "vat_id": "Needed for categories AE and K.",
        "reference": "The buyer's own reference, printed on the invoice.",
        "address": "The buyer's address.",
    },
    "Address": {
        "line1": "Street and number, or a post box.",
        "line2": "Anything more that the post needs.",
        "postal_code": "The postal code, as it is written in the country.",
        "city": "The city or town.",
        "region": "The state, province or county.",
        "country": "ISO 3166-1 alpha-2 code.",
    },
    "ShipTo": {
        "name": "Who receives the goods.",
        "address": "Where they go.",
    },
    "Line": {
        "sku": "The shop's article number.",
        "name": "What was sold.",
        "description": "More about it, in smaller print.",
        "quantity": f"How many units. {_AMOUNT}",
        "unit": "UN/ECE Recommendation 20 code: C62 is a piece, HUR an hour, KGM a kilogram.",
        "unit_price": f"Price of one unit in the price mode. {_AMOUNT}",
        "discount": "A discount on the whole line.",
        "tax": "The tax on this line. The shop decides it.",
    },
    "LineDiscount": {
        "percent": "Percent of the line. Give either this or amount.",
        "amount": "Amount off the whole line, in the price mode. Give either this or percent.",
        "reason": "Printed beside the discount.",
    },
    "Adjustment": {
        "reason": "What it is for, printed on the invoice.",
        "amount": f"In the price mode, never negative. {_AMOUNT}",
        "tax": "The tax on it.",
    },
    "Tax": {
        "category": (
            "EN 16931 code: S standard or reduced rate, Z zero rate, E exempt, AE reverse charge, "
            "K intra-Community supply, G export, O outside the scope of tax."
        ),
        "rate": "Percent. Must be 0 outside category S.",
        "exemption_reason": (
            "Why no tax is charged. Needed for E and O; standard wording is used when it is left "
            "out for AE, K, G, and for E from a small business."
        ),
    },
    "Payment": {
        "status": "`paid`, or `due` when the invoice asks for the money.",
        "method": "How it was or will be paid.",
        "reference": "The payment's id at the provider. Anything like a card number is refused.",
        "paid_amount": (
            "What has been paid so far. Default: the total when paid, 0 when due; it may be a part "
            "of the total when due."
        ),
        "terms_days": "Days until a due amount is to be paid. Default: the seller's.",
    },
}
