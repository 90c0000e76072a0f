"""Whoever follows docs/deploy.md finds everything under the name it has there."""

import json
import re
from pathlib import Path

import pytest

from tests.infra.synthesized import Synthesized

ROOT = Path(__file__).parents[2]
DEPLOY, SCALE = (ROOT / "docs" / "deploy.md", ROOT / "docs" / "scale.md")

MADE_BY_THE_DRILL = {"counterfoil-dev-drill"}


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^##+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def test_every_name_on_the_page_is_one_that_is_deployed(made: Synthesized) -> None:
    named = {
        one.strip("-") for one in re.findall(r"counterfoil-dev-[a-z-]+", DEPLOY.read_text())
    } - MADE_BY_THE_DRILL
    mine = {one.replace("-dev-", f"-{made.stage.name}-") for one in named}
    deployed = json.dumps(made.stacks) + "".join(made.stage.named(name) for name in made.stacks)
    assert {one for one in mine if one not in deployed} == set()
    assert len(mine) >= 7


def test_every_command_of_the_page_is_there() -> None:
    typed = "\n".join(
        re.findall(r"^```console\n(.*?)^```", DEPLOY.read_text(), re.DOTALL | re.MULTILINE)
    )
    targets = set(re.findall(r"^([\w/.-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in re.findall(r"^\$ make (.+)$", typed, re.MULTILINE):
        wanted = {word for word in line.split() if "=" not in word}
        assert wanted <= targets, line
    for module in re.findall(r"python -m ([\w.]+)", typed):
        assert ROOT.joinpath(*module.split(".")).with_suffix(".py").is_file(), module


@pytest.mark.parametrize("page", [DEPLOY, SCALE], ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([\w.]*)(?:#([\w-]+))?\)", page.read_text())
    assert links
    for name, anchor in links:
        target = page.parent / name if name else page
        assert target.is_file(), name
        assert not anchor or anchor in _anchors(target), f"{name}#{anchor}"
