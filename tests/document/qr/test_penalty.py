"""The penalty, against the rules of ISO/IEC 18004, section 7.8.3, followed one module at a time."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.document.qr.grid import MARGIN
from services.document.qr.penalty import penalty

SIZE = 21
LIKENESS = "1011101"


def laid_out(rows: Iterable[str]) -> int:
    return int("".join(row + "0" * MARGIN for row in rows), 2)


def penalty_step_by_step(rows: list[str]) -> int:
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    size = len(rows)
    lines = [*rows, *columns]
    runs = (len(list(run)) for line in lines for _, run in groupby(line))
    dark = sum(row.count("1") for row in rows)
    return (
        sum(length - 2 for length in runs if length >= 5)
        + 3 * sum(_squares(rows))
        + 40 * sum(_likenesses(lines))
        + 10 * int(abs(dark / size**2 - 0.5) * 20 + 1e-9)
    )


def _squares(rows: list[str]) -> Iterator[bool]:
    for y in range(len(rows) - 1):
        for x in range(len(rows) - 1):
            yield len({rows[y][x], rows[y][x + 1], rows[y + 1][x], rows[y + 1][x + 1]}) == 1


def _likenesses(lines: list[str]) -> Iterator[int]:
    for line in lines:
        wide = "0000" + line + "0000"
        for start in range(4, 4 + len(line) - len(LIKENESS) + 1):
            end = start + len(LIKENESS)
            if wide[start:end] == LIKENESS:
                yield (wide[start - 4 : start] == "0000") + (wide[end : end + 4] == "0000")


@settings(max_examples=200)
@given(st.lists(st.text("01", min_size=SIZE, max_size=SIZE), min_size=SIZE, max_size=SIZE))
def test_integers_count_what_the_rules_count(rows: list[str]) -> None:
    assert penalty(laid_out(rows), SIZE) == penalty_step_by_step(rows)


@pytest.mark.parametrize("module", ["0", "1"])
def test_one_colour_everywhere_reads_badly(module: str) -> None:
    rows = [module * SIZE] * SIZE
    assert penalty(laid_out(rows), SIZE) == penalty_step_by_step(rows) == 2 * 399 + 3 * 400 + 100


def test_a_likeness_of_a_finder_costs_more_than_its_modules() -> None:
    checked = ["01" * 10 + "0", "10" * 10 + "1"] * 10 + ["01" * 10 + "0"]
    likeness = ["0000" + LIKENESS + "0" * 10, *checked[1:]]
    assert penalty(laid_out(likeness), SIZE) == penalty_step_by_step(likeness)
    assert penalty_step_by_step(likeness) - penalty_step_by_step(checked) >= 80
