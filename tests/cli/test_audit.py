"""`counterfoil audit`."""

import pytest

from services.domain.numbering import Series
from tests.cli.terminal import Terminal

SERIES = "aurora/live/380/2026"


@pytest.fixture
def audited(terminal: Terminal) -> Terminal:
    for key in ("a", "b", "c"):
        terminal.pipeline.place(key)
    terminal.pipeline.settle()
    return terminal


def test_good_books_are_confirmed(audited: Terminal) -> None:
    shown = audited.type("audit", "--json")
    assert shown.code == 0
    assert shown.json == {
        "ok": True,
        "invoices": 3,
        "files": 3,
        "series": [
            {
                "series": SERIES,
                "first": "INV-2026-000001",
                "last": "INV-2026-000003",
                "count": 3,
            }
        ],
        "faults": [],
    }
    assert "3 invoices, 3 files: no gap, no duplicate" in audited.type("audit").out


def test_a_changed_file_is_a_fault(audited: Terminal) -> None:
    file = audited.state / "archive" / "aurora" / "2026" / "INV-2026-000002.pdf"
    file.write_bytes(b"%PDF-forged")
    shown = audited.type("audit", "--json")
    assert shown.code == 1
    (fault,) = shown.json["faults"]
    assert (fault["number"], fault["code"]) == ("INV-2026-000002", "file_changed")
    assert "file_changed" in audited.type("audit").out


def test_one_series_is_audited_alone(audited: Terminal) -> None:
    audited.pipeline.place("t", livemode=False)
    audited.pipeline.settle()
    assert len(audited.type("audit", "--json").json["series"]) == 2
    alone = audited.type("audit", "--series", SERIES, "--json")
    assert [span["series"] for span in alone.json["series"]] == [SERIES]


def test_an_unknown_series_is_not_found(audited: Terminal) -> None:
    shown = audited.type("audit", "--series", "aurora/live/380/1999")
    assert shown.code == 3
    assert SERIES in shown.err


def test_a_frozen_series_leads_to_the_rebuild_that_thaws_it(audited: Terminal) -> None:
    audited.pipeline.backends.numbering.freeze(Series.of_key(SERIES), "restored")
    frozen = audited.type("audit")
    assert frozen.code == 1
    assert "Next: counterfoil audit --rebuild" in frozen.err
    rebuilt = audited.type("audit", "--rebuild", "--json")
    assert rebuilt.code == 0
    assert rebuilt.json["ok"] is True
