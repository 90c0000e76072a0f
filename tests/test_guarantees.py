"""docs/guarantees.md names tests that exist, and leaves none of its promises without one."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_the_page_names_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert name in functions, f"docs/guarantees.md names {path}::{name}"


@pytest.mark.parametrize("promise", [f"P{n}" for n in range(1, 8)])
def test_each_promise_has_a_figure_and_a_test(promise: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {promise} |")]
    _, _, _, figure, proofs, _ = (cell.strip() for cell in row.split("|"))
    assert figure
    assert "::test_" in proofs


@pytest.mark.parametrize("part", PAGE.split("\n## ")[2:])
def test_each_part_says_how_it_is_proved(part: str) -> None:
    assert "tests/" in part, part.splitlines()[0]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)", PAGE))))
def test_a_make_target_that_the_page_names_exists(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
