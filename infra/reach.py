"""What a module of ours needs: read from its imports and theirs, without running any of them."""

import ast
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Final, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parent.parent
OURS: Final = "services"

TARGET: Final = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "aarch64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": "3.13.0",
    "python_version": "3.13",
    "sys_platform": "linux",
}
"""Where functions run, in the words of environment markers (PEP 508)."""


class Reach(NamedTuple):
    """Files of ours, and top-level packages of others, that an entry point may import."""

    files: frozenset[Path]
    packages: frozenset[str]


def reach(entry: str) -> Reach:
    """Follow every import from a module on, those inside functions too, but not those for types.

    Whatever lies beside the modules of a package, or in folders of it that are none, goes along.
    """
    modules: dict[str, Path] = {}
    others: set[str] = set()
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if path is None or name in modules:
            continue
        modules[name] = path
        for imported in {*_imports(path), *_parents(name)}:
            if imported.partition(".")[0] == OURS:
                waiting.append(imported)
            else:
                others.add(imported.partition(".")[0])
    files = {*modules.values(), *_beside(modules.values())}
    return Reach(frozenset(files), frozenset(others - sys.stdlib_module_names))


def _path(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    found = [path.with_suffix(".py"), path / "__init__.py"]
    return next((one for one in found if one.is_file()), None)


def _parents(module: str) -> Iterator[str]:
    parts = module.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts)))


def _imports(path: Path) -> Iterator[str]:
    for node in _running(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Go through what runs: not through what only type checkers read."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _running(child)


def _beside(modules: Iterable[Path]) -> Iterator[Path]:
    for module in modules:
        if module.name == "__init__.py":
            yield from _data(module.parent)


def _data(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").exists():
            yield from _data(path)
        elif path.is_file() and path.suffix not in {".py", ".pyc"}:
            yield path


def distributions(packages: Iterable[str]) -> frozenset[str]:
    """Return the distributions that hold these packages, and all that those need on Lambda.

    With the extras that pyproject.toml or another distribution asks for: an import names none.
    """
    known: Mapping[str, list[str]] = packages_distributions()
    asked = _asked()
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = [
        asked.get(canonicalize_name(name), Requirement(name))
        for package in packages
        for name in known[package]
    ]
    while waiting:
        requirement = waiting.pop()
        one = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if one not in found:
            found.add(one)
            waiting += _needed(*one)
    return frozenset(name for name, _ in found)


def _asked() -> dict[str, Requirement]:
    """Return the dependencies of pyproject.toml by their name."""
    lines = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def _needed(distribution: str, extras: frozenset[str]) -> Iterator[Requirement]:
    try:
        lines = requires(distribution) or []
    except PackageNotFoundError:
        return  # asked for elsewhere than here, by a marker that this machine does not meet
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({**TARGET, "extra": e}) for e in {"", *extras}):
            yield requirement
