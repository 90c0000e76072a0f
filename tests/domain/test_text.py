import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.domain.text import LONGEST_RUN, Text, Text64
from tests.domain.generated import modestly

TEXT: TypeAdapter[str] = TypeAdapter(Text)
TEXT64: TypeAdapter[str] = TypeAdapter(Text64)


def code(text: str) -> str:
    with pytest.raises(ValidationError) as refused:
        TEXT.validate_python(text)
    return refused.value.errors()[0]["type"]


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Łukasiewicz",
        "A&B<1>",
        "  two  spaces ",
        "Ελλάδα",
        "Київ",
        "東京都千代田区",
        "שלום",
        "½ m²",
    ],
)
def test_ordinary_text_is_kept_as_it_is(text: str) -> None:
    assert TEXT.validate_python(text) == text


def test_text_is_composed() -> None:
    assert TEXT.validate_python("Zoe\u0308") == "Zoë"


@pytest.mark.parametrize(
    "invisible",
    [
        "\0",
        "\t",
        "\n",
        "\r",
        "\x1b",
        "\x7f",
        "\x85",
        "\xad",
        "\u061c",
        "\u180e",
        "\u200b",
        "\u200d",
        "\u200e",
        "\u202a",
        "\u202e",
        "\u2028",
        "\u2029",
        "\u2060",
        "\u2066",
        "\u2069",
        "\u3164",
        "\ufe0f",
        "\ufeff",
        "\ufdd0",
        "\uffff",
        "\U000e0041",
    ],
)
def test_what_cannot_be_seen_is_refused(invisible: str) -> None:
    assert code(f"a{invisible}b") == "invisible_character"


def test_half_a_character_is_refused() -> None:
    assert code("a\ud800b") == "invisible_character"


@given(st.characters(categories=["Cc", "Zl", "Zp"]))
@modestly
def test_no_control_character_passes(control: str) -> None:
    assert code(f"a{control}b") == "invisible_character"


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u3000 "])
def test_blank_text_is_refused(blank: str) -> None:
    assert code(blank) == "blank"


def test_sixty_characters_run_and_sixty_one_do_not() -> None:
    run = "x" * LONGEST_RUN
    assert TEXT.validate_python(f"{run} {run}")
    assert code(f"a {run}x b") == "unbroken_run"


def test_a_space_that_does_not_break_does_not_count_as_one() -> None:
    assert code("x" * 30 + "\u00a0" + "x" * 30) == "unbroken_run"


def test_scripts_without_spaces_may_run_on() -> None:
    assert TEXT.validate_python("東" * 200)
    assert TEXT.validate_python("ก" * 200)


def test_one_ideograph_does_not_excuse_a_long_latin_run() -> None:
    assert code("東" + "x" * 61) == "unbroken_run"
    assert TEXT.validate_python("x" * 60 + "東" + "x" * 60)


def test_a_limit_counts_characters_as_composed() -> None:
    fits = "e\u0301 " * 32
    assert len(TEXT64.validate_python(fits)) == 64
    with pytest.raises(ValidationError):
        TEXT64.validate_python("é " * 32 + "é")


@given(st.text(max_size=40))
@modestly
def test_text_that_passed_once_passes_unchanged_again(text: str) -> None:
    try:
        once = TEXT.validate_python(text)
    except ValidationError:
        return
    assert TEXT.validate_python(once) == once == unicodedata.normalize("NFC", text)
