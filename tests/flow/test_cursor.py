from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.flow.cursor import BadCursor, cursor, read_cursor

KEY = b"cursor key of the tests, 32 bytes"
ORDER_ID = f"ord_{'5f' * 20}"
AT = datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)


@given(
    st.datetimes(
        min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        timezones=st.just(UTC),
    ),
    st.binary(min_size=20, max_size=20),
    st.text(),
)
def test_a_cursor_is_read_back_to_the_microsecond(at: datetime, digest: bytes, scope: str) -> None:
    after = (at, f"ord_{digest.hex()}")
    text = cursor(after, KEY, scope)
    assert len(text) == 60
    assert read_cursor(text, KEY, scope) == after


@given(st.text(max_size=80))
def test_no_text_but_our_own_is_a_cursor(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text, KEY, "list")


def test_a_cursor_of_another_list_or_installation_is_refused() -> None:
    text = cursor((AT, ORDER_ID), KEY, "list")
    for key, scope in ((KEY, "other"), (KEY, ""), (b"other key", "list")):
        with pytest.raises(BadCursor):
            read_cursor(text, key, scope)


def test_a_cursor_has_one_spelling() -> None:
    text = cursor((AT, ORDER_ID), KEY, "list")
    for other in (text + "\n", text + "=", " " + text, text[:-1], text.swapcase()):
        with pytest.raises(BadCursor):
            read_cursor(other, KEY, "list")
