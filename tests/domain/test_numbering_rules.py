from typing import Any

import pytest

from services.domain.numbering import NumberingRules, check_successor
from services.domain.rejection import Fault, Rejected
from services.domain.validation import validated

MONTHLY = {"pattern": "A-{yy}{mm}{seq:6}", "credit_note_pattern": "B-{yy}{mm}{seq:6}"}


def rules(**changes: Any) -> NumberingRules:  # noqa: ANN401 - any field, of any type
    return validated(NumberingRules, changes)


@pytest.mark.parametrize("field", ["pattern", "credit_note_pattern"])
@pytest.mark.parametrize("given", ["INV-{yyyy}-{mm}{seq:6}", "cn-{yy}{mm}-{seq:6}"])
def test_another_reset_may_not_take_up_letters_that_numbers_have(field: str, given: str) -> None:
    with pytest.raises(Rejected) as rejected:
        check_successor(rules(), rules(**MONTHLY | {field: given}, reset="monthly"))
    words = "needs other letters than before, because another reset starts counting anew"
    assert rejected.value.faults == (Fault(f"/numbering/{field}", "numbers_would_repeat", words),)


def test_rules_may_change_with_the_letters_or_while_counting_goes_on() -> None:
    check_successor(rules(), rules(**MONTHLY, reset="monthly"))
    check_successor(rules(), rules(pattern="INV-{yyyy}-{seq:4}"))


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (
            "INV {seq:5}",
            "may hold only {yyyy} {yy} {mm} {seq:N} (N from 1 to 9) and A-Z a-z 0-9 - _ .",
        ),
        ("INV", "needs {seq:N} exactly once"),
        ("TEST-{seq:5}", "may not start with TEST-, which marks invoices of test keys"),
    ],
)
def test_a_refused_pattern_is_explained(pattern: str, words: str) -> None:
    with pytest.raises(Rejected) as rejected:
        rules(pattern=pattern, reset="never")
    assert [fault.detail for fault in rejected.value.faults] == [words]
