# ruff: noqa: RUF001 - Japanese and Chinese are set with full-width punctuation

import pytest

from services.domain.order_request import TaxCategory
from services.domain.wording import TaxScheme, standard_reason
from tests.builders import a_bill, a_seller, an_order_request

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt", "ar", "ja", "he", "ko", "zh")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Reverse charge"),
        ("de", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("fr", "Autoliquidation"),
        ("es", "Inversión del sujeto pasivo"),
        ("it", "Inversione contabile"),
        ("nl", "Btw verlegd"),
        ("pl", "Odwrotne obciążenie"),
        ("pt", "Autoliquidação"),
        ("ar", "احتساب عكسي: المشتري هو الملزم بسداد ضريبة القيمة المضافة"),
        ("ja", "リバースチャージ（納税義務者は購入者）"),
        ("he", "חיוב הפוך: חובת תשלום המע״מ חלה על הקונה"),
        ("ko", "리버스 차지: 부가가치세 납세의무자는 구매자"),
        ("zh-CN", "反向征税：由购买方缴纳增值税"),
        ("zh-Hant-TW", "Reverse charge"),
    ],
)
def test_reverse_charge_is_said_in_the_words_of_the_directive(language: str, words: str) -> None:
    assert standard_reason("AE", "standard", "DE", [language]) == words


@pytest.mark.parametrize(("category", "article"), [("K", "138"), ("G", "146")])
def test_exemptions_name_their_article_in_every_language(
    category: TaxCategory, article: str
) -> None:
    texts = {standard_reason(category, "standard", "DE", [tag]) for tag in LANGUAGES}
    assert len(texts) == len(LANGUAGES)
    assert all(text and article in text and "2006/112" in text for text in texts)


def test_exports_from_outside_the_union_name_no_article() -> None:
    assert standard_reason("G", "standard", "CH", ["en"]) == "Export exempt from VAT"


@pytest.mark.parametrize(
    ("country", "law"),
    [("DE", "§ 19 UStG"), ("FR", "art. 293 B du CGI"), ("IE", "Article 284 of Directive")],
)
def test_a_small_business_names_the_law_of_its_own_country(country: str, law: str) -> None:
    text = standard_reason("E", "small_business", country, ["en"])
    assert text is not None
    assert text.startswith("Exempt from VAT under the scheme for small enterprises (")
    assert law in text


def test_a_small_business_outside_the_union_names_no_law() -> None:
    text = standard_reason("E", "small_business", "GB", ["en"])
    assert text == "Exempt from VAT under the scheme for small enterprises"


@pytest.mark.parametrize(
    ("category", "scheme"),
    [
        ("E", "standard"),
        ("E", "none"),
        ("O", "small_business"),
        ("S", "standard"),
        ("Z", "small_business"),
    ],
)
def test_there_is_no_standard_wording_for_the_rest(
    category: TaxCategory, scheme: TaxScheme
) -> None:
    assert standard_reason(category, scheme, "DE", ["en"]) is None


@pytest.mark.parametrize(
    ("locales", "words"),
    [
        (["fr-CA", "de-DE"], "Autoliquidation"),
        (["FR"], "Autoliquidation"),
        (["th-TH", "nl-BE"], "Btw verlegd"),
        (["th-TH", "sv-SE"], "Reverse charge"),
        ([], "Reverse charge"),
    ],
)
def test_the_language_is_the_buyers_then_the_sellers_then_english(
    locales: list[str], words: str
) -> None:
    assert standard_reason("AE", "standard", "DE", locales) == words


@pytest.mark.parametrize(
    ("buyer", "seller", "words"),
    [
        ("it-IT", "de-DE", "Inversione contabile"),
        ("th-TH", "pl-PL", "Odwrotne obciążenie"),
        (None, "pt-PT", "Autoliquidação"),
    ],
)
def test_a_bill_speaks_the_buyers_language(buyer: str | None, seller: str, words: str) -> None:
    line = an_order_request()["lines"][0] | {"tax": {"category": "AE", "rate": "0"}}
    company = an_order_request()["buyer"] | {"vat_id": "IT12345678901"}
    priced = a_bill(seller=a_seller(locale=seller), locale=buyer, lines=[line], buyer=company)
    assert priced.tax_groups[0].reason == words
