"""The one text that crediting puts on a credit note: the row of an amount that has no rows."""

from collections.abc import Sequence

_FALLBACK = "en"
_TEXTS = {
    "en": "Credit on invoice {}",
    "de": "Korrektur der Rechnung {}",
    "fr": "Avoir sur la facture {}",
    "es": "Abono de la factura {}",
    "it": "Accredito sulla fattura {}",
    "nl": "Creditering van factuur {}",
    "pl": "Korekta faktury {}",
    "pt": "Crédito sobre a fatura {}",
    # U+200E keeps a number that ends in Latin letters together where text runs to the left.
    "ar": "خصم من الفاتورة \u200e{}",
    "he": "זיכוי על חשבונית \u200e{}",
    "ja": "請求書{}に対するご返還",
    "ko": "청구서 {} 금액 환급",
    "zh": "发票 {} 的贷记金额",
}


def credit_text(number: str, locales: Sequence[str]) -> str:
    """Return what a bare amount is for, naming the invoice.

    The language is that of the first of `locales` (BCP 47) there is a text in, else English.
    """
    languages = (locale.split("-")[0].lower() for locale in locales)
    text = next((_TEXTS[known] for known in languages if known in _TEXTS), _TEXTS[_FALLBACK])
    return text.format(number)
