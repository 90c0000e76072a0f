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
        ("ja-JP", "en"),
        ("zh-Hant-TW", "en"),
        ("xx", "en"),
        ("ar-EG", "en"),
        ("fr-x-private", "fr"),
    ],
)
def test_any_well_formed_locale_has_a_language(locale: str, tag: str) -> None:
    assert language_for(locale).tag == tag


def test_the_sellers_language_comes_before_english() -> None:
    assert language_for("ja-JP", "fr-FR").tag == "fr-FR"
    assert language_for("de-AT", "fr-FR").tag == "de-AT"
    assert language_for("ja-KE", "fi-FI").tag == "en-KE"


def test_words_and_numbers_are_of_one_language() -> None:
    for locale in ("cs-CZ", "ja-JP", "en-SE"):
        language = language_for(locale)
        assert language.wording is WORDINGS["en"]
        assert language.locale.language == "en"


@pytest.mark.parametrize(
    ("language", "country", "name"),
    [
        ("en", "DE", "VAT"),
        ("en", "US", "tax"),
        ("en", "AU", "GST"),
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
    assert titled_tax_invoice("AU")
    assert not titled_tax_invoice("GB")
