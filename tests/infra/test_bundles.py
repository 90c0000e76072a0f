"""A function's zip holds what it imports, and nothing else."""

import zipfile
from pathlib import Path

import pytest

from infra.bundles import FUNCTIONS, locked, zipped
from infra.reach import ROOT, distributions, reach
from tests.infra.synthesized import Synthesized

LAMBDA_BRINGS = distributions({"boto3", "botocore"})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_bundle_holds_its_own_folder_and_no_other_deployables(name: str) -> None:
    files = {path.relative_to(ROOT).parts[1] for path in reach(f"services.{name}.main").files}
    others = {*FUNCTIONS, "invoice_worker", "local", "cli"} - {name}
    assert name in files
    assert not others & files


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_bundle_leaves_to_lambda_what_lambda_brings(name: str) -> None:
    needed = reach(f"services.{name}.main")
    assert "boto3" in needed.packages  # or there would be nothing to leave out
    wanted = distributions(needed.packages) - LAMBDA_BRINGS
    assert not {"boto3", "botocore", "s3transfer", "jmespath"} & wanted
    assert {"pydantic", "pydantic-core", "typing-extensions"} <= wanted


def test_a_bundle_holds_templates_and_styles_beside_the_code() -> None:
    files = {path.relative_to(ROOT).as_posix() for path in reach("services.portal.main").files}
    assert any(path.startswith("services/portal/templates/") for path in files)
    assert any(path.startswith("services/portal/static/") for path in files)
    assert not any("__pycache__" in path for path in files)


def test_every_file_beside_a_deployables_code_is_in_its_bundle() -> None:
    for name in FUNCTIONS:
        files = reach(f"services.{name}.main").files
        folder = ROOT / "services" / name
        beside = {
            path
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in {".py", ".pyc"}
        }
        assert beside <= files


def test_what_answers_no_http_carries_no_framework() -> None:
    for name in ("notifier", "reconciler"):
        assert not {"fastapi", "starlette", "mangum"} & reach(f"services.{name}.main").packages


def test_a_bundle_holds_what_an_extra_brings() -> None:
    needed = distributions(reach("services.ops_console.main").packages)
    assert {"pyjwt", "cryptography"} <= needed  # or no token could be verified


def test_what_only_types_need_is_not_carried() -> None:
    assert "mypy_boto3_dynamodb" not in reach("services.order_api.main").packages


def test_a_function_carries_no_fonts() -> None:
    for name in FUNCTIONS:
        assert not [p for p in reach(f"services.{name}.main").files if p.suffix == ".ttf"]


def test_only_what_the_lock_names_by_its_hash_is_installed() -> None:
    lock = "# head\na==1 \\\n    --hash=sha256:1\nb[x]==2 \\\n    --hash=sha256:2\n"
    assert locked(lock, frozenset({"b"})) == "b[x]==2 \\\n    --hash=sha256:2\n\n"
    with pytest.raises(KeyError, match="unlisted"):
        locked(lock, frozenset({"unlisted"}))


def test_equal_contents_are_equal_zips(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder / "inner").mkdir(parents=True)
        (tmp_path / folder / "inner" / "b.py").write_text("b")
    (tmp_path / "one" / "a.py").write_text("a")
    (tmp_path / "two" / "a.py").write_text("a")
    (tmp_path / "two" / "a.py").chmod(0o600)
    zips = [zipped(tmp_path / one, tmp_path / f"{one}.zip") for one in ("one", "two")]
    assert zips[0].read_bytes() == zips[1].read_bytes()
    assert zipfile.ZipFile(zips[0]).namelist() == ["a.py", "inner/b.py"]


def test_every_function_that_is_deployed_is_built(made: Synthesized) -> None:
    handlers = {
        one.properties["Handler"].split(".")[1] for one in made.of_type("AWS::Lambda::Function")
    }
    assert handlers <= set(FUNCTIONS)
