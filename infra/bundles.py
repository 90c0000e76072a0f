"""`python -m infra.bundles FOLDER`: a zip for each function, with what it imports and no more.

Packages come from requirements.lock by their hashes, as wheels for Lambda's processors. boto3 and
what it needs are Lambda's own. The same sources give the same bytes.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Final

from infra.reach import OURS, ROOT, distributions, reach

FUNCTIONS: Final = ("canary", "notifier", "ops_console", "order_api", "portal", "reconciler")

_LAMBDA_BRINGS: Final = {"boto3", "botocore"}
_LOCK: Final = ROOT / "requirements.lock"
_PLATFORM: Final = "aarch64-manylinux2014"
_PYTHON: Final = "3.13"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_MIB: Final = 1 << 20


def main() -> None:
    """Build every function's zip, and say how big it is."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if _compiler() is None:
        sys.stdout.write(f"python{_PYTHON} is not here: cold starts will compile every module\n")
    for name in FUNCTIONS:
        with tempfile.TemporaryDirectory() as staged:
            fill(name, Path(staged))
            made = zipped(Path(staged), folder / f"{name}.zip")
            size = sum(path.stat().st_size for path in Path(staged).rglob("*") if path.is_file())
        zip_mib = made.stat().st_size / _MIB
        sys.stdout.write(f"{made}: {zip_mib:.1f} MiB, unzipped {size / _MIB:.1f} MiB\n")


def fill(name: str, staged: Path) -> None:
    """Put everything a function runs into a folder."""
    needed = reach(f"{OURS}.{name}.main")
    for path in needed.files:
        target = staged / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    wanted = distributions(needed.packages) - distributions(_LAMBDA_BRINGS)
    _install(locked(_LOCK.read_text(), wanted), staged)
    compiler = _compiler()
    if compiler:
        options: list[str | Path] = [
            "-q",
            "--invalidation-mode",
            "unchecked-hash",
            "-s",
            staged,
            "-p",
            "/var/task",
        ]
        subprocess.run([compiler, "-m", "compileall", *options, staged], check=True)  # noqa: S603


def locked(lock: str, wanted: frozenset[str]) -> str:
    """Return the lines of a lock file about these distributions. Raises KeyError without one."""
    blocks = re.split(r"\n(?=[a-z0-9])", lock)
    by_name = {re.split(r"[=\[ ]", block, maxsplit=1)[0]: block for block in blocks}
    return "\n".join(by_name[name] for name in sorted(wanted)) + "\n"


def zipped(staged: Path, target: Path) -> Path:
    """Zip a folder so that equal contents are equal bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in staged.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(path.relative_to(staged).as_posix(), _LONG_AGO)
            member.external_attr = 0o100644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, path.read_bytes())
    return target


def _install(requirements: str, staged: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirements)
        file.flush()
        chosen = ["--python-platform", _PLATFORM, "--python-version", _PYTHON]
        kept = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--quiet"]
        command: list[str | Path] = [uv, "pip", "install", *chosen, *kept, "--target", staged]
        subprocess.run([*command, "--requirement", file.name], check=True)  # noqa: S603 - our own
    shutil.rmtree(staged / "bin", ignore_errors=True)  # commands, which nobody calls there
    (staged / ".lock").unlink(missing_ok=True)


@cache
def _compiler() -> str | None:
    found = shutil.which(f"python{_PYTHON}")
    # A version manager puts names on the path that lead to nothing.
    answers = found and subprocess.run([found, "-c", ""], check=False, capture_output=True)  # noqa: S603
    return found if answers and answers.returncode == 0 else None


if __name__ == "__main__":
    main()
