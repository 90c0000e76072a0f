"""Standard legal texts: why no tax is charged, in the buyer's language.

The words for reverse charge are those of Article 226(11a) of Directive 2006/112/EC in each
language of the Union; the other languages say what they mean: that the customer owes the tax. What
is exempt names its article where the seller's country is bound by the Directive, and a small
business the law of its own country.
"""

# ruff: noqa: RUF001 - Japanese and Chinese are set with full-width punctuation

from collections.abc import Sequence
from typing import Literal, NamedTuple

from services.domain.order_request import TaxCategory

TaxScheme = Literal["standard", "small_business", "none"]

_FALLBACK = "en"
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
"""The script, and where it is written if a tag does not name one."""


class _Texts(NamedTuple):
    reverse_charge: str
    intra_community: str
    export: str
    small_business: str
    article: str
    """How this language cites an article of the Directive."""


_TEXTS = {
    "en": _Texts(
        "Reverse charge",
        "Intra-Community supply exempt from VAT",
        "Export exempt from VAT",
        "Exempt from VAT under the scheme for small enterprises",
        "Article {} of Directive 2006/112/EC",
    ),
    "de": _Texts(
        "Steuerschuldnerschaft des Leistungsempfängers",
        "Steuerfreie innergemeinschaftliche Lieferung",
        "Steuerfreie Ausfuhrlieferung",
        "Steuerbefreiung für Kleinunternehmer",
        "Artikel {} der Richtlinie 2006/112/EG",
    ),
    "fr": _Texts(
        "Autoliquidation",
        "Livraison intracommunautaire exonérée de TVA",
        "Exportation exonérée de TVA",
        "TVA non applicable",
        "article {} de la directive 2006/112/CE",
    ),
    "es": _Texts(
        "Inversión del sujeto pasivo",
        "Entrega intracomunitaria exenta de IVA",
        "Exportación exenta de IVA",
        "Exento de IVA por el régimen de franquicia de las pequeñas empresas",
        "artículo {} de la Directiva 2006/112/CE",
    ),
    "it": _Texts(
        "Inversione contabile",
        "Cessione intracomunitaria non imponibile IVA",
        "Cessione all'esportazione non imponibile IVA",
        "Operazione in franchigia da IVA per le piccole imprese",
        "articolo {} della direttiva 2006/112/CE",
    ),
    "nl": _Texts(
        "Btw verlegd",
        "Intracommunautaire levering vrijgesteld van btw",
        "Uitvoer vrijgesteld van btw",
        "Vrijgesteld van btw volgens de regeling voor kleine ondernemers",
        "artikel {} van Richtlijn 2006/112/EG",
    ),
    "pl": _Texts(
        "Odwrotne obciążenie",
        "Wewnątrzwspólnotowa dostawa towarów zwolniona z VAT",
        "Eksport towarów zwolniony z VAT",
        "Zwolnienie z VAT dla małych przedsiębiorców",
        "art. {} dyrektywy 2006/112/WE",
    ),
    "pt": _Texts(
        "Autoliquidação",
        "Transmissão intracomunitária isenta de IVA",
        "Exportação isenta de IVA",
        "IVA: regime de isenção das pequenas empresas",
        "artigo {}.º da Diretiva 2006/112/CE",
    ),
    "ar": _Texts(
        "احتساب عكسي: المشتري هو الملزم بسداد ضريبة القيمة المضافة",
        "توريد داخل الاتحاد الأوروبي معفى من ضريبة القيمة المضافة",
        "تصدير معفى من ضريبة القيمة المضافة",
        "معفى من ضريبة القيمة المضافة بموجب نظام المنشآت الصغيرة",
        # Without the letters EC, which would come out on the other side of the number.
        "المادة {} من التوجيه الأوروبي رقم 2006/112",
    ),
    "ja": _Texts(
        "リバースチャージ（納税義務者は購入者）",
        "EU域内供給につき付加価値税免除",
        "輸出につき免税",
        "小規模事業者の免税制度により免税",
        "指令2006/112/EC第{}条",
    ),
    "he": _Texts(
        "חיוב הפוך: חובת תשלום המע״מ חלה על הקונה",
        "אספקה בתוך האיחוד האירופי, פטורה ממע״מ",
        "יצוא, פטור ממע״מ",
        "פטור ממע״מ לפי ההסדר לעסקים קטנים",
        "סעיף {} לדירקטיבה האירופית 2006/112",
    ),
    "ko": _Texts(
        "리버스 차지: 부가가치세 납세의무자는 구매자",
        "EU 역내 공급, 부가가치세 면제",
        "수출, 부가가치세 면제",
        "소규모 사업자 특례에 따른 부가가치세 면제",
        "지침 2006/112/EC 제{}조",
    ),
    "zh": _Texts(
        "反向征税：由购买方缴纳增值税",
        "欧盟内部供货，免征增值税",
        "出口货物，免征增值税",
        "适用小型企业免税制度，免征增值税",
        "第2006/112/EC号指令第{}条",
    ),
}

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_INTRA_COMMUNITY_ARTICLE = 138
_EXPORT_ARTICLE = 146
_SMALL_BUSINESS_ARTICLE = 284
_SMALL_BUSINESS_LAW = {
    "AT": "§ 6 Abs. 1 Z 27 UStG",
    "DE": "§ 19 UStG",
    "FR": "art. 293 B du CGI",
    "IT": "art. 1, commi 54-89, L. 190/2014",
    "NL": "artikel 25 Wet OB 1968",
    "PL": "art. 113 ustawy o VAT",
    "PT": "artigo 53.º do CIVA",
}


def language_code(locale: str) -> str:
    """Return the ISO 639-1 code of a BCP 47 tag, by which tables of words are kept.

    Traditional Chinese is `zh-hant`: it is no other spelling of `zh`, which is Simplified.
    """
    language, *rest = locale.replace("_", "-").lower().split("-")
    traditional = language == "zh" and "hans" not in rest and not _TRADITIONAL.isdisjoint(rest)
    return "zh-hant" if traditional else language


def _texts(locales: Sequence[str]) -> _Texts:
    languages = map(language_code, locales)
    return next((_TEXTS[known] for known in languages if known in _TEXTS), _TEXTS[_FALLBACK])


def _cited(text: str, law: str | None) -> str:
    return f"{text} ({law})" if law else text


def standard_reason(
    category: TaxCategory, scheme: TaxScheme, country: str, locales: Sequence[str]
) -> str | None:
    """Return why no tax is charged (BT-120) where the law has a standard wording, else None.

    `scheme` and `country` are the seller's. The language is that of the first of `locales` (BCP
    47, the buyer's before the seller's) there are texts in, else English.
    """
    texts = _texts(locales)

    def article(number: int) -> str | None:
        return texts.article.format(number) if country in _EU.split() else None

    if category == "AE":
        return texts.reverse_charge
    if category == "K":
        return _cited(texts.intra_community, article(_INTRA_COMMUNITY_ARTICLE))
    if category == "G":
        return _cited(texts.export, article(_EXPORT_ARTICLE))
    if category == "E" and scheme == "small_business":
        law = _SMALL_BUSINESS_LAW.get(country) or article(_SMALL_BUSINESS_ARTICLE)
        return _cited(texts.small_business, law)
    return None
