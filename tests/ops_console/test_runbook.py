"""The runbook says of every alarm what to do, and sets its texts as they are meant."""

import tomllib
from pathlib import Path

from services.domain.alarms import ALARMS
from services.ops_console import runbook as module
from services.ops_console.pages import TEMPLATES
from services.ops_console.runbook import Piece, pieces, runbook
from tests.ops_console.console import Console
from tests.portal.window import Page


def test_every_alarm_has_one_entry_and_every_entry_its_alarm(console: Console) -> None:
    text = Path(module.__file__).with_name("runbook.toml").read_text()
    assert list(tomllib.loads(text)) == [alarm.runbook for alarm in ALARMS]
    page = console.browser_of("viewer").get("/ops/runbook").text
    for alarm in ALARMS:
        assert page.count(f'id="{alarm.runbook}"') == 1


def test_the_page_shows_commands_and_leads_from_alarm_to_alarm(console: Console) -> None:
    text = console.browser_of("viewer").get("/ops/runbook").text
    assert "<code>counterfoil queue top</code>. If workers run and <em>done in</em> falls" in text
    assert '<dd>As for <a href="#orders-deep">orders-deep</a> in the first case.' in text
    assert "see backup and restore in <code>docs/operations.md</code>. If" in text
    for mark in ("`", "](", "*"):
        assert mark not in Page(text).words


def test_a_text_is_taken_apart_where_it_is_marked_and_nowhere_else() -> None:
    assert list(pieces("see `a b` and [one](#errors), or [more](#drills)")) == [
        Piece("plain", "See "),
        Piece("code", "a b"),
        Piece("plain", " and "),
        Piece("link", "one", "errors"),
        Piece("plain", ", or "),
        Piece("elsewhere", "more", "drills"),
    ]
    assert list(pieces("*all* of it")) == [Piece("stressed", "all"), Piece("plain", " of it")]
    plain = "a [b](https://elsewhere.example) `c"
    assert list(pieces(plain)) == [Piece("plain", f"A{plain[1:]}")]


def test_what_a_text_says_is_never_taken_for_markup() -> None:
    texts = [Piece("plain", "<b>"), Piece("code", "<i>"), Piece("link", "<s>", '">')]
    template = TEMPLATES.from_string('{% from "parts.html.jinja" import told %}{{ told(texts) }}')
    assert (
        template.render(texts=texts)
        == '&lt;b&gt;<code>&lt;i&gt;</code><a href="#&#34;&gt;">&lt;s&gt;</a>'
    )


def test_nothing_is_left_out_of_a_text() -> None:
    for entry in runbook().values():
        for text in entry.model_dump().values():
            said = "".join(piece.text for piece in pieces(text))
            assert [word for word in said.split() if word.strip("*`").isalpha()]
            assert "#" not in said
