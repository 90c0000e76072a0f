from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.failure_groups import LONGEST_WORDS, group_key, grouped, words_of
from services.domain.order import Failure
from tests.builders import NOW


def a_failure(detail: str = "five failed", minute: int = 0, **changes: Any) -> Failure:  # noqa: ANN401
    at = NOW + timedelta(minutes=minute)
    known = {"id": f"fail_{minute:040x}", "kind": "order", "code": "attempts_exhausted"}
    facts = {**known, "detail": detail, "attempts": 5, "failed_at": at}
    return Failure.model_validate({**facts, **changes})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 attempts failed, the last with OSError", "12 attempts failed, the last with OSError"),
        ("/lines/0/tax/rate: is missing", "/lines/311/tax/rate: is missing"),
        ("waited 2.5 s", "waited 1,204.75 s"),
        ('no glyph for "ẞ 7" in Inter', 'no glyph for "" in Inter'),
        ("field 'name' is blank", "field 'a b c' is blank"),
        (f"ord_{'0' * 40} is gone", f"ord_{'ab' * 20} is gone"),
        ("lock 3f1d0a6c9b7e is held", "lock 77aa00112233 is held"),
        ("at 0xdeadbeef", "at 0x7f"),
        (
            "trace 123e4567-e89b-12d3-a456-426614174000 ended",
            "trace aaaaaaaa-e89b-12d3-a456-42661417400f ended",
        ),
        ("INV-2026-000042 is archived already", "INV-2027-1 is archived already"),
        ("z***@example.com does not exist", "a***@other.example does not exist"),
    ],
)
def test_what_differs_from_order_to_order_makes_no_difference(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)
    assert group_key(a_failure(one)) == group_key(a_failure(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (a_failure("five failed, the last with OSError"), a_failure("... with MemoryError")),
        (a_failure("/lines/0/tax: is missing"), a_failure("/lines/0/name: is missing")),
        (a_failure(), a_failure(code="worker_crashed")),
        (a_failure(), a_failure(kind="mail")),
        (a_failure("the seller's bank"), a_failure("the buyer's bank")),
    ],
)
def test_other_words_another_code_and_another_kind_are_another_cause(
    one: Failure, other: Failure
) -> None:
    assert group_key(one) != group_key(other)


def test_words_keep_what_people_read_and_name_no_buyer() -> None:
    detail = '/lines/3/name: no glyph for "Zoë" (2 of 11), mail z@example.com'
    assert words_of(detail) == "/lines/#/name: no glyph for … (# of #), mail …"
    assert words_of("the seller's profile, the buyer's name") == (
        "the seller's profile, the buyer's name"
    )


def test_two_thousand_failures_are_three_errors() -> None:
    failures = [a_failure(f"{n} attempts failed", minute=n) for n in range(1500)]
    failures += [a_failure(f"/lines/{n}/name: blank", n, code="blank") for n in range(400)]
    failures += [a_failure("no such mailbox", n, kind="mail") for n in range(100)]
    groups = grouped(failures)
    assert [group.count for group in groups] == [1500, 400, 100]
    largest = groups[0]
    assert (largest.first_at, largest.last_at) == (NOW, NOW + timedelta(minutes=1499))
    assert largest.example == failures[1499].id
    assert largest.words == "# attempts failed"
    assert largest.key == group_key(failures[0])


def test_no_failure_is_no_group() -> None:
    assert grouped([]) == ()


def test_of_groups_of_one_size_the_latest_comes_first() -> None:
    groups = grouped([a_failure("a", 1), a_failure("b", 3), a_failure("c", 2)])
    assert [group.words for group in groups] == ["b", "c", "a"]


@given(st.text(max_size=400))
def test_any_detail_has_words_that_are_short_and_hold_no_digit(detail: str) -> None:
    words = words_of(detail)
    assert len(words) <= LONGEST_WORDS
    assert not any(digit in words for digit in "0123456789")


@given(st.lists(st.builds(a_failure, st.text(max_size=20), st.integers(0, 50)), max_size=30))
def test_every_failure_is_counted_in_one_group(failures: list[Failure]) -> None:
    groups = grouped(failures)
    assert sum(group.count for group in groups) == len(failures)
    assert len({group.key for group in groups}) == len(groups)
    assert all(group.first_at <= group.last_at for group in groups)
