"""The import contracts of pyproject.toml hold, and they fail when somebody breaks them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).with_name("lint-imports")

BREACHES = {
    "a deployable imports another": ("order_api/breach.py", "import services.notifier.notify"),
    "a lower layer imports a higher one": ("flow/breach.py", "import services.order_api.main"),
    "the domain does I/O": ("domain/breach.py", "import sqlite3"),
    "the domain knows a framework": ("domain/breach.py", "import fastapi"),
    "a document asks the ledger": ("document/breach.py", "import services.backends.orders"),
    "backends draw": ("backends/breach.py", "import services.document.rendition"),
    "a use case names an implementation": (
        "flow/breach.py",
        "import services.backends.embedded.orders",
    ),
    "a use case names the AWS implementation": (
        "flow/breach.py",
        "import services.backends.aws.orders",
    ),
    "a deployable speaks to AWS by itself": ("portal/breach.py", "import boto3"),
    "a function without HTTP loads a framework": ("notifier/breach.py", "import starlette"),
    "a package takes no place": ("newcomer/__init__.py", ""),
}


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo"], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", root)
    leave_out = shutil.ignore_patterns("__pycache__", "*.ttf", "static")
    shutil.copytree(ROOT / "services", root / "services", ignore=leave_out)
    return root


def test_the_code_as_it_stands_keeps_every_contract(copy: Path) -> None:
    done = lint_imports(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_caught(copy: Path, breach: str) -> None:
    name, line = BREACHES[breach]
    planted = copy / "services" / name
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(line + "\n")
    try:
        done = lint_imports(copy)
    finally:
        planted.unlink()
        if planted.name == "__init__.py":
            planted.parent.rmdir()
    assert done.returncode != 0, "the contracts did not notice"
    assert "BROKEN" in done.stdout or "Missing" in done.stdout + done.stderr
