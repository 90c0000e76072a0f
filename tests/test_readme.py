"""Every command of README.md does what it says, in the order in which a newcomer types them."""

import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.local.running import Running, free_port

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
RUN, TEST, CHECK = "make run", "make test", "make check"


def commands() -> list[str]:
    """Return what stands behind `$ ` in console blocks, continuation lines joined."""
    readme = README.read_text()
    blocks = re.findall(r"^```console\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    typed = re.compile(r"^\$ (.*?)(?=^[^ ]|\Z)", re.DOTALL | re.MULTILINE)
    return [found.group(1).rstrip() for block in blocks for found in typed.finditer(block)]


def test_the_two_commands_stand_in_the_first_sixty_lines() -> None:
    first = README.read_text().splitlines()[:60]
    assert f"$ {RUN}" in first
    assert f"$ {TEST}" in first


def test_every_promise_names_a_test_that_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", README.read_text()))
    written = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert named
    assert {name for name in named if f"def {name}(" not in written} == set()


@pytest.mark.xdist_group("processes")
def test_every_command_of_the_readme_works(tmp_path: Path, program: Callable[[str], str]) -> None:
    make, _ = program("make"), program("curl")
    state, port = tmp_path / "var", free_port()
    typed = commands()
    assert typed[0] == RUN
    group = Running(state, port, command=[make, "run", f"STATE={state}", f"PORT={port}"])
    try:
        group.wait_for(r"mail\.sent", times=11)
        for command in typed[1:]:
            if command not in {TEST, CHECK}:  # CI runs them by themselves
                here = command.replace("var/", f"{state}/").replace("8080", str(port))
                for written in ("invoice.pdf", "invoice.xml"):
                    here = here.replace(written, str(tmp_path / written))
                here = f"export COUNTERFOIL_STATE={state}; {here}"
                done = subprocess.run(  # noqa: S602 - what a newcomer pastes into a shell
                    here,
                    shell=True,
                    cwd=ROOT,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
                assert "curl" not in command or '"status":"accepted"' in done.stdout
    finally:
        group.signal_all(signal.SIGINT)
        group.process.wait(timeout=20)
        group.end()
