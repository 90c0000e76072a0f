"""`counterfoil seller`."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.terminal import Terminal

PROFILE = """
legal_name = "Bäckerei Özdemir e.K."
currency = "EUR"
locale = "de-DE"
time_zone = "Europe/Berlin"
{more}
[address]
line1 = "Sonnenallee 12"
postal_code = "12047"
city = "Berlin"
country = "DE"
[mail]
from = "rechnung@baeckerei.example.com"
"""


def profile(terminal: Terminal, more: str = "") -> Path:
    return terminal.file("seller.toml", PROFILE.format(more=more))


def test_a_profile_is_stored_as_the_next_version(terminal: Terminal) -> None:
    file = profile(terminal)
    first = terminal.type("seller", "put", "bakery", file, "--json")
    assert first.code == 0
    assert first.json["version"] == 1
    terminal.pipeline.clock.advance(60)
    assert terminal.type("seller", "put", "bakery", file, "--json").json["version"] == 2
    stored = terminal.pipeline.backends.sellers.read("bakery")
    assert stored is not None
    assert stored.profile.legal_name == "Bäckerei Özdemir e.K."
    assert stored.sample is False


def test_a_first_profile_makes_the_state_and_leads_to_a_key(
    terminal: Terminal, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    shown = terminal.anywhere("seller", "put", "bakery", profile(terminal), "--state", fresh)
    assert shown.code == 0
    assert "Next: counterfoil keys create --seller bakery --role checkout" in shown.err
    assert (fresh / "ledger.db").exists()


def test_a_logo_is_read_from_beside_the_profile(terminal: Terminal) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 4), "red").save(picture, "PNG")
    terminal.file("logo.png", picture.getvalue())
    file = profile(terminal, 'logo = "logo.png"')
    assert terminal.type("seller", "put", "bakery", file).code == 0
    stored = terminal.pipeline.backends.sellers.read("bakery")
    assert stored is not None
    assert stored.profile.logo


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ('colour = "red"', "/"),
        ('accent_colour = "red"', "/accent_colour"),
        ('logo = "nowhere.png"', "/logo"),
        ('logo = "seller.toml"', "/logo"),
        ("terms_days = 1000", "/terms_days"),
        ('footer = "ก"', "/footer"),
        ("terms_days = ", "/"),
    ],
)
def test_a_wrong_profile_is_told_where_and_not_stored(
    terminal: Terminal, more: str, pointer: str
) -> None:
    file = profile(terminal, more)
    for words in (("seller", "validate", file), ("seller", "put", "bakery", file)):
        shown = terminal.type(*words)
        assert shown.code == 1
        assert f"  {pointer} " in shown.err
    assert terminal.pipeline.backends.sellers.read("bakery") is None


def test_a_valid_profile_is_summed_up(terminal: Terminal) -> None:
    shown = terminal.anywhere("seller", "validate", profile(terminal))
    assert shown.code == 0
    assert "INV-{yyyy}-{seq:6}, yearly reset" in shown.out
    assert terminal.anywhere("seller", "validate", profile(terminal), "--json").json == {"ok": True}


@pytest.mark.parametrize("seller_id", ["Bakery", "a/b", "x" * 41])
def test_a_seller_id_stands_in_keys_and_paths(terminal: Terminal, seller_id: str) -> None:
    assert terminal.type("seller", "put", seller_id, profile(terminal)).code == 2


def test_a_missing_profile_is_not_found(terminal: Terminal) -> None:
    assert terminal.type("seller", "put", "bakery", "nowhere.toml").code == 3


def test_sellers_are_listed_with_the_version_that_counts(terminal: Terminal) -> None:
    terminal.type("seller", "put", "bakery", profile(terminal))
    terminal.type("seller", "put", "bakery", profile(terminal))
    shown = terminal.type("seller", "list", "--json").json
    assert [(each["id"], each["version"], each["sample"]) for each in shown["data"]] == [
        ("aurora", 1, True),
        ("bakery", 2, False),
    ]
    assert shown["data"][1]["valid_from"] == "2026-11-21T09:30:00.000000Z"
    assert "Bäckerei Özdemir e.K." in terminal.type("seller", "list").out
