"""The tables of words: the same in every language, and printable."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import get_args

import pytest
from babel import Locale

from services.document.coverage import printable_characters
from services.document.formatting import LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK
from services.document.labels import WORDINGS
from services.document.language import language_for
from services.document.units import unit_name
from services.domain.order_request import Payment, TaxCategory


def texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a table with the path it stands at."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(inner, f"{path}/{key}")
    else:
        assert isinstance(value, str), path
        yield path, value


def without_plurals(paths: set[str]) -> set[str]:
    return {re.sub(r"(/units/[^/]+)/.*", r"\1", path) for path in paths}


RIGHT_TO_LEFT = [code for code in WORDINGS if Locale.parse(code).text_direction == "rtl"]
ORDERING = {LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK}
"""Never printed."""

ENGLISH = dict(texts(asdict(WORDINGS["en"])))


@pytest.mark.parametrize("language", sorted(WORDINGS))
def test_every_table_has_the_same_keys(language: str) -> None:
    paths = {path for path, _ in texts(asdict(WORDINGS[language]))}
    assert without_plurals(paths) == without_plurals(set(ENGLISH))


@pytest.mark.parametrize("language", sorted(WORDINGS))
def test_every_sentence_names_the_same_things(language: str) -> None:
    for path, text in texts(asdict(WORDINGS[language])):
        if path.startswith("/units") or path in {"/total_net", "/total_gross"}:
            continue
        assert set(re.findall(r"\{\w*\}", text)) == set(re.findall(r"\{\w*\}", ENGLISH[path])), path


@pytest.mark.parametrize("language", sorted(WORDINGS))
def test_every_word_can_be_printed(language: str) -> None:
    for path, text in texts(asdict(WORDINGS[language])):
        assert text.strip() == text, path
        assert text, path
        assert printable_characters() | ORDERING >= set(text), path


@pytest.mark.parametrize("language", sorted(WORDINGS))
def test_a_unit_has_the_plural_form_that_a_quantity_asks_for(language: str) -> None:
    plural_form = Locale.parse(language).plural_form
    counted = [Decimal(number) for number in (*range(200), "0.5", "1.5", "2.25")]
    asked = {plural_form(quantity) for quantity in counted}
    for code, forms in WORDINGS[language].units.items():
        if isinstance(forms, Mapping):
            assert asked <= set(forms) <= {*plural_form.tags, "other"}, code


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_a_text_read_from_right_to_left_begins_with_a_letter_of_its_own(language: str) -> None:
    for path, text in texts(asdict(WORDINGS[language])):
        if "{" in text:
            assert unicodedata.bidirectional(text[0]) in {"R", "AL"}, path


def test_a_text_read_from_left_to_right_holds_nothing_that_turns_it() -> None:
    for language in WORDINGS.keys() - set(RIGHT_TO_LEFT):
        for path, text in texts(asdict(WORDINGS[language])):
            assert not {unicodedata.bidirectional(c) for c in text} & {"R", "AL", "RLM"}, path


@pytest.mark.parametrize("language", sorted(WORDINGS))
def test_every_category_and_way_of_paying_has_a_name(language: str) -> None:
    wording = WORDINGS[language]
    assert {*wording.categories, "S"} == set(get_args(TaxCategory))
    methods = Payment.model_fields["method"].annotation
    assert set(wording.methods) == set(get_args(methods))


@pytest.mark.parametrize(
    ("locale", "code", "quantity", "name"),
    [
        ("en-GB", "C62", "1", "pc"),
        ("en-GB", "C62", "2", "pcs"),
        ("en-GB", "H87", "2", "pcs"),
        ("de-DE", "H87", "2", "Stk."),
        ("de-DE", "HUR", "0.5", "Std."),
        ("de-DE", "DAY", "1", "Tag"),
        ("fr-FR", "DAY", "1.5", "jour"),
        ("pl-PL", "ANN", "1", "rok"),
        ("pl-PL", "ANN", "3", "lata"),
        ("pl-PL", "ANN", "5", "lat"),
        ("pl-PL", "ANN", "1.5", "roku"),
        ("es-ES", "KGM", "2", "kg"),
        ("ar-SA", "C62", "1", "قطعة"),
        ("ar-SA", "C62", "3", "قطع"),
        ("ar-SA", "DAY", "2", "يوم"),
        ("ar-SA", "DAY", "11", "يومًا"),
        ("ar-SA", "DAY", "100", "يوم"),
        ("en-GB", "DAY", "1.00", "day"),
        ("en-GB", "DAY", "1.50", "days"),
        ("ja-JP", "HUR", "2", "時間"),
        ("it-IT", "MTK", "2", "m²"),
        ("nl-NL", "4C", "2", "4C"),
    ],
)
def test_a_unit_is_readable_and_else_its_code(
    locale: str, code: str, quantity: str, name: str
) -> None:
    assert unit_name(code, Decimal(quantity), language_for(locale)) == name
