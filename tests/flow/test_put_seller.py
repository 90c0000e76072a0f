import pytest

from services.domain.rejection import Rejected
from services.flow.put_seller import put_seller
from tests.builders import a_seller
from tests.pipeline import Pipeline

YEARLY = {"pattern": "A-{yyyy}-{seq:4}", "credit_note_pattern": "C-{yyyy}-{seq:4}"}


def put(pipeline: Pipeline, **numbering: str) -> int:
    profile = a_seller(numbering={**YEARLY, **numbering}).profile
    return put_seller("shop", profile, pipeline.clock(), pipeline.backends.sellers).version


def test_another_reset_with_the_same_letters_would_repeat_numbers(pipeline: Pipeline) -> None:
    put(pipeline)
    with pytest.raises(Rejected, match="needs other letters than before"):
        put(pipeline, reset="never")
    seller = pipeline.backends.sellers.read("shop")
    assert seller is not None
    assert seller.version == 1


def test_the_old_letters_of_credit_notes_are_no_way_round(pipeline: Pipeline) -> None:
    put(pipeline)
    with pytest.raises(Rejected):
        put(pipeline, reset="never", pattern="C-{yy}-{seq:4}", credit_note_pattern="D-{seq:4}")


def test_another_reset_with_other_letters_is_taken(pipeline: Pipeline) -> None:
    put(pipeline)
    assert put(pipeline, reset="never", pattern="X-{seq:4}", credit_note_pattern="Y-{seq:4}") == 2


def test_a_pattern_may_change_while_counting_goes_on(pipeline: Pipeline) -> None:
    put(pipeline)
    assert put(pipeline, pattern="A-{yyyy}-{seq:6}") == 2
