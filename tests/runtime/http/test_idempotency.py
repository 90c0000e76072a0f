import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from services.runtime.http.idempotency import idempotency_key
from services.runtime.http.problems import Problem

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=255)


def key_of(*values: str) -> str:
    return idempotency_key(Headers(raw=[(b"idempotency-key", v.encode("latin-1")) for v in values]))


def refusal_of(*values: str) -> str:
    with pytest.raises(Problem) as refused:
        key_of(*values)
    return refused.value.kind.code


@given(PRINTABLE.filter(lambda key: not key.startswith('"')))
def test_a_bare_key_is_taken_as_it_is(key: str) -> None:
    assert key_of(key) == key


@given(PRINTABLE)
def test_a_quoted_key_is_the_key_between_the_quotes(key: str) -> None:
    quoted = key.replace("\\", "\\\\").replace('"', '\\"')
    assert key_of(f'"{quoted}"') == key


def test_a_missing_key_is_told_apart_from_a_malformed_one() -> None:
    assert refusal_of() == "idempotency_key_missing"
    assert refusal_of("") == "idempotency_key_malformed"


@pytest.mark.parametrize(
    "key",
    ['"', '""', '"a', '"a"b', '"a";b=1', r'"a\b"', "a" * 256, f'"{"a" * 256}"', "a\x7f", "é", "\t"],
)
def test_a_key_of_another_form_is_malformed(key: str) -> None:
    assert refusal_of(key) == "idempotency_key_malformed"


def test_two_keys_are_malformed_even_when_they_agree() -> None:
    assert refusal_of("a", "a") == "idempotency_key_malformed"
