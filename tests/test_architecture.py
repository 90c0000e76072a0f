"""docs/architecture.md names functions that exist, and leaves no deployable out."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVICES = ROOT / "services"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
STORIES = PAGE.split("\n## Layers")[1].split("\n## State")[0]
NAMED = sorted(set(re.findall(r"`([\w/]+\.py): ([\w.]+)`", STORIES)))
MODULES = sorted(set(re.findall(r"`(\w+/[\w/]+\.py)[:`]", PAGE)))
DEPLOYABLES = sorted(path.parent.name for path in SERVICES.glob("*/main.py"))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_function_that_the_page_names_exists(path: str, name: str) -> None:
    tree = ast.parse((SERVICES / path).read_text(encoding="utf-8"))
    defined = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert set(name.split(".")) <= defined, f"docs/architecture.md names {path}: {name}"


@pytest.mark.parametrize("path", MODULES)
def test_a_module_that_the_page_names_exists(path: str) -> None:
    places = [ROOT, SERVICES, SERVICES / "runtime"]
    assert any((place / path).is_file() for place in places), path


@pytest.mark.parametrize("deployable", [name for name in DEPLOYABLES if name != "cli"])
def test_the_page_says_how_each_deployable_is_started(deployable: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {deployable} |")]
    assert f"services.{deployable}" in row
