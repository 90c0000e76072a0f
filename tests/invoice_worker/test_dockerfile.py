"""What the worker's image promises, read off its Dockerfile: it cannot be built everywhere."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest

from services.invoice_worker import health, task

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "services/invoice_worker/Dockerfile"


class Instruction(NamedTuple):
    """One instruction with its lines joined."""

    name: str
    text: str


def stages() -> list[list[Instruction]]:
    lines = [line for line in DOCKERFILE.read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    found: list[list[Instruction]] = []
    for line in filter(None, joined.splitlines()):
        name, text = line.strip().split(maxsplit=1)
        if name == "FROM":
            found.append([])
        if not found:
            continue  # an argument for every FROM
        found[-1].append(Instruction(name, " ".join(text.split())))
    return found


def final(name: str) -> list[str]:
    return [one.text for one in stages()[-1] if one.name == name]


def settings() -> dict[str, str]:
    return dict(pair.split("=", 1) for text in final("ENV") for pair in text.split())


def test_both_stages_start_from_the_image_that_the_builder_names() -> None:
    bases = [stage[0].text.split()[0] for stage in stages()]
    assert bases == ["${BASE}", "${BASE}"]
    before_stages = DOCKERFILE.read_text().partition("FROM")[0].splitlines()
    assert before_stages[-2:] == ["ARG BASE", ""]  # without a default
    assert final("LABEL") == ["org.opencontainers.image.base.name=${BASE}"]


def test_who_builds_names_a_slim_python_by_its_digest() -> None:
    builder = (ROOT / "infra/image").read_text()
    assert re.search(r"^\s+base=python:3\.\d+-slim$", builder, re.MULTILINE)
    assert "imagetools inspect" in builder
    assert re.search(r'--build-arg "BASE=\$base@\$digest"', builder)


def test_the_worker_is_not_root() -> None:
    (user,) = final("USER")
    assert int(user) > 0  # by number, so that the platform can see that it is not root
    names = [one.name for one in stages()[-1]]
    assert "RUN" not in names[names.index("USER") :]


def test_the_worker_is_the_first_program_of_its_container_and_hears_the_signals() -> None:
    (entry,) = final("ENTRYPOINT")
    program, *arguments = json.loads(entry)
    assert Path(program).is_absolute()
    assert arguments == ["-m", task.__spec__.parent]
    assert final("STOPSIGNAL") == ["SIGTERM"]
    assert final("CMD") == []


def test_health_is_looked_at_without_a_shell() -> None:
    (check,) = final("HEALTHCHECK")
    assert json.loads(check.partition("CMD ")[2])[1:] == ["-m", health.__name__]


def test_only_the_finished_environment_reaches_the_final_stage() -> None:
    assert final("COPY") == ["--from=build /venv /venv"]
    removed = [one.text for one in stages()[0] if "pip uninstall" in one.text]
    assert re.search(r"uninstall .*\bhatchling\b.*\bpip\b", removed[-1])
    assert removed[-1] == stages()[0][-1].text  # nothing is installed after that
    assert "pip uninstall" in final("RUN")[0]  # the one that the base image brings
    installs = re.compile(r"\b(apt-get|apk|pip install|curl|wget)\b")
    assert not [text for text in final("RUN") if installs.search(text)]


def test_what_is_installed_is_what_was_locked() -> None:
    installs = [one.text for one in stages()[0] if "pip install" in one.text]
    assert "--require-hashes --requirement requirements.lock" in installs[0]
    assert all("--no-deps" in text and "--no-build-isolation" in text for text in installs[1:])


def test_nothing_is_written_but_the_heartbeat() -> None:
    assert settings()["COUNTERFOIL_HEARTBEAT_FILE"].startswith("/tmp/")  # noqa: S108
    assert settings()["PYTHONDONTWRITEBYTECODE"] == "1"


def test_the_worker_may_write_where_its_heartbeat_is_mounted() -> None:
    (volume,) = final("VOLUME")
    (mount,) = json.loads(volume)
    assert Path(settings()["COUNTERFOIL_HEARTBEAT_FILE"]).is_relative_to(mount)
    assert mount == "/tmp"  # noqa: S108 - everybody may write there, which the mount takes over
    names = [one.name for one in stages()[-1]]
    assert "RUN" not in names[names.index("VOLUME") :]  # what is changed after it is lost


def test_no_secret_lies_in_the_image() -> None:
    words = re.compile(r"(?i)(secret|password|token|access_key)")
    assert not [one for stage in stages() for one in stage if words.search(one.text)]


@pytest.mark.parametrize("path", [".git", ".venv", "var", "tests", "docs", ".env", "dist"])
def test_what_the_image_does_not_need_is_not_sent_to_the_builder(path: str) -> None:
    assert not is_sent(path)


def test_what_the_image_is_built_from_is_sent_to_the_builder() -> None:
    copied = [one.text.split()[:-1] for one in stages()[0] if one.name == "COPY"]
    names = {name for group in copied for name in group}
    assert "services" in names
    assert all(is_sent(name) and (ROOT / name).exists() for name in names)


def is_sent(path: str) -> bool:
    sent = True
    for rule in (ROOT / ".dockerignore").read_text().splitlines():
        if rule and not rule.startswith("#") and fnmatch(path, rule.lstrip("!")):
            sent = rule.startswith("!")
    return sent
