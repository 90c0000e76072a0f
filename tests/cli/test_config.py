"""`counterfoil config show` and `counterfoil openapi`."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal


def test_every_setting_says_where_it_came_from(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COUNTERFOIL_PORT", "9000")
    shown = terminal.anywhere("config", "show", "--state", tmp_path, "--json").json
    settings = {each["variable"]: each for each in shown["settings"]}
    assert settings["COUNTERFOIL_PORT"]["value"] == "9000"
    assert settings["COUNTERFOIL_PORT"]["origin"] == "environment"
    assert settings["COUNTERFOIL_STATE"]["value"] == str(tmp_path)
    assert settings["COUNTERFOIL_STATE"]["origin"] == "option"
    assert settings["COUNTERFOIL_BACKEND"]["origin"] == "default"
    assert shown["unknown"] == []


def test_secrets_are_not_shown(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFOIL_SMTP_URL", "smtp://me:hunter2@mail.example.com")
    for words in (("config", "show"), ("config", "show", "--json")):
        shown = terminal.type(*words)
        assert "COUNTERFOIL_SMTP_URL" in shown.out
        assert "hunter2" not in shown.out + shown.err


def test_a_mistyped_variable_is_told_what_was_meant(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERFOIL_PROT", "9000")
    shown = terminal.type("config", "show")
    assert shown.code == 0
    assert "did you mean COUNTERFOIL_PORT?" in shown.err


def test_the_contract_of_the_api_is_printed(terminal: Terminal) -> None:
    shown = terminal.type("openapi")
    assert shown.json["openapi"].startswith("3.1")
    assert "/v1/orders" in shown.json["paths"]
