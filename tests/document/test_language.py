"""Which language a document is in."""

import pytest

from services.document.labels import WORDINGS
from services.document.language import has_vat, language_for, tax_name, titled_tax_invoice


@pytest.mark.parametrize(
    ("locale", "tag"),
    [
        ("de-DE", "de-DE"),
        ("DE", "de"),
        ("de_AT", "de-AT"),
        ("en-KW", "en"),
        ("de-Latn-CH", "de-CH"),
        ("cs-CZ", "en-CZ"),
        ("th-TH", "en"),
        ("xx", "en"),
        ("ar-EG", "ar-EG"),
        ("ar-GB", "ar"),
        ("ja-JP", "ja-JP"),
        ("he-IL", "he-IL"),
        ("ko-KR", "ko-KR"),
        ("zh-CN", "zh"),
        ("zh-Hant-TW", "en"),
        ("zh-HK", "en-HK"),
        ("fr-x-private", "fr"),
    ],
)
def test_any_well_formed_locale_has_a_language(locale: str, tag: str) -> None:
    assert language_for(locale).tag == tag


def test_the_sellers_language_comes_before_english() -> None:
    assert language_for("th-TH", "fr-FR").tag == "fr-FR"
    assert language_for("de-AT", "fr-FR").tag == "de-AT"
    assert language_for("th-KE", "fi-FI").tag == "en-KE"


def test_words_and_numbers_are_of_one_language() -> None:
    for locale in ("cs-CZ", "th-TH", "en-SE"):
        language = language_for(locale)
        assert language.wording is WORDINGS["en"]
        assert language.locale.language == "en"


@pytest.mark.parametrize(
    ("language", "country", "name"),
    [
        ("en", "DE", "VAT"),
        ("en", "US", "tax"),
        ("en", "AU", "GST"),
        ("en", "JP", "consumption tax"),
        ("ja", "JP", "消費税"),
        ("ar", "SA", "ضريبة القيمة المضافة"),
        ("de", "DE", "USt."),
        ("de", "CH", "MWST"),
        ("fr", "FR", "TVA"),
        ("pl", "PL", "VAT"),
    ],
)
def test_the_tax_is_called_what_the_sellers_country_calls_it(
    language: str, country: str, name: str
) -> None:
    assert tax_name(WORDINGS[language], country) == name


def test_only_where_there_is_vat_a_tax_number_is_a_vat_number() -> None:
    assert has_vat("DE")
    assert has_vat("CH")
    assert not has_vat("US")
    assert not has_vat("AU")


def test_the_law_of_some_countries_wants_a_tax_invoice() -> None:
    assert all(map(titled_tax_invoice, ("AE", "AU", "IN", "SA")))
    assert not any(map(titled_tax_invoice, ("GB", "JP", "US")))
    assert WORDINGS["ar"].tax_invoice == "فاتورة ضريبية"
