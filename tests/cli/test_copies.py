"""`counterfoil backup` and `counterfoil restore`."""

from pathlib import Path

import pytest

from services.local.state_lock import state_locked
from tests.cli.terminal import Terminal


@pytest.fixture
def shop(terminal: Terminal) -> Terminal:
    for key in ("a", "b"):
        terminal.pipeline.place(key)
    terminal.pipeline.settle()
    return terminal


def test_a_backup_is_restored_elsewhere_and_audited(shop: Terminal, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "b.tar.gz", tmp_path / "elsewhere"
    saved = shop.type("backup", file, "--json")
    assert saved.code == 0
    assert saved.json == {
        "file": str(file),
        "size": file.stat().st_size,
        "created_at": "2026-11-21T09:30:00.000000Z",
        "invoices": 2,
        "files": 2,
        "mails": 2,
        "faults": [],
    }
    restored = shop.anywhere("restore", file, "--state", elsewhere, "--json")
    assert restored.code == 0
    assert restored.json["frozen"] == ["aurora/live/380/2026"]
    assert restored.json["set_aside"] is None
    assert shop.anywhere("audit", "--state", elsewhere).code == 1
    assert shop.anywhere("audit", "--rebuild", "--state", elsewhere).code == 0


def test_people_are_told_to_guard_the_backup_and_what_comes_next(
    shop: Terminal, tmp_path: Path
) -> None:
    saved = shop.type("backup", tmp_path / "b.tar")
    assert "holds the signing keys" in saved.err
    restored = shop.anywhere("restore", tmp_path / "b.tar", "--state", tmp_path / "elsewhere")
    assert "no numbers are given before the audit" in restored.out
    assert f"Next: counterfoil audit --rebuild --state {tmp_path / 'elsewhere'}" in restored.err


def test_a_backup_of_a_damaged_archive_is_made_and_exits_1(shop: Terminal, tmp_path: Path) -> None:
    (shop.state / "archive" / "aurora" / "2026" / "INV-2026-000001.pdf").unlink()
    saved = shop.type("backup", tmp_path / "b.tar")
    assert saved.code == 1
    assert "INV-2026-000001.pdf" in saved.err
    assert "Next: counterfoil audit" in saved.err
    assert (tmp_path / "b.tar").exists()


def test_a_name_that_is_taken_is_a_conflict(shop: Terminal, tmp_path: Path) -> None:
    taken = shop.file("b.tar", "precious")
    saved = shop.type("backup", taken, "--json")
    assert saved.code == 4
    assert saved.problem["code"] == "name_taken"
    assert taken.read_text() == "precious"
    assert list(tmp_path.glob(".counterfoil*")) == []


def test_a_name_no_backup_has_is_wrong_usage(shop: Terminal, tmp_path: Path) -> None:
    saved = shop.type("backup", tmp_path / "b.zip")
    assert saved.code == 2
    assert ".tar.gz" in saved.err


def test_a_ledger_is_replaced_only_when_asked_and_confirmed(shop: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    shop.type("backup", file)
    unasked = shop.type("restore", file)
    assert unasked.code == 4
    assert f"Next: counterfoil restore {file} --replace --state {shop.state}" in unasked.err
    shop.says_yes = False
    assert shop.type("restore", file, "--replace").code == 1
    assert shop.questions == [f"Replace the ledger in {shop.state} by the one in b.tar?"]
    assert not list(shop.state.glob("replaced-*"))
    replaced = shop.type("restore", file, "--replace", "--yes", "--json")
    assert replaced.code == 0
    assert Path(replaced.json["set_aside"]).is_dir()


def test_a_state_in_use_is_a_conflict(shop: Terminal, tmp_path: Path) -> None:
    shop.type("backup", tmp_path / "b.tar")
    with state_locked(shop.state):
        restored = shop.type("restore", tmp_path / "b.tar", "--replace", "--yes", "--json")
    assert restored.code == 4
    assert restored.problem["code"] == "state_in_use"


def test_a_missing_backup_is_not_found(shop: Terminal) -> None:
    assert shop.type("restore", "nowhere.tar").code == 3


def test_a_damaged_backup_fails_and_says_so(shop: Terminal, tmp_path: Path) -> None:
    file = shop.file("b.tar", "Dear customer" * 100)
    restored = shop.anywhere("restore", file, "--state", tmp_path / "elsewhere", "--json")
    assert restored.code == 1
    assert restored.problem["code"] == "bad_backup"


def test_another_document_in_the_archive_is_a_conflict(shop: Terminal, tmp_path: Path) -> None:
    shop.type("backup", tmp_path / "b.tar")
    forged = tmp_path / "elsewhere" / "archive" / "aurora" / "2026" / "INV-2026-000001.pdf"
    forged.parent.mkdir(parents=True)
    forged.write_bytes(b"%PDF-another")
    restored = shop.anywhere("restore", tmp_path / "b.tar", "--state", tmp_path / "elsewhere")
    assert restored.code == 4
    assert "aurora/2026/INV-2026-000001.pdf" in restored.err
