"""`counterfoil actions`."""

from tests.cli.terminal import Terminal
from tests.flow.mending import actions, poisoned


def _pause(terminal: Terminal, queue: str, reason: str) -> None:
    assert terminal.type("queue", "pause", queue, "--reason", reason).code == 0
    terminal.pipeline.clock.advance(1)


def test_nobody_did_anything_yet(terminal: Terminal) -> None:
    shown = terminal.type("actions", "list", "--json")
    assert shown.json == {"object": "list", "data": [], "has_more": False, "next": None}
    assert "Nobody did anything" in terminal.type("actions", "list").out


def test_the_log_says_who_did_what_and_why(terminal: Terminal) -> None:
    _pause(terminal, "orders", "wrong logo")
    (shown,) = terminal.type("actions", "list", "--json").json["data"]
    assert shown == {
        "id": actions(terminal.pipeline)[0].id,
        "object": "action",
        "at": shown["at"],
        "who": "cli:ada",
        "role": "shell",
        "what": "pause",
        "target": "orders",
        "count": 1,
        "reason": "wrong logo",
        "seller": None,
    }
    for word in ("cli:ada", "pause", "orders", "wrong logo"):
        assert word in terminal.type("actions", "list").out


def test_pages_of_the_log_go_on_where_the_last_one_ended(terminal: Terminal) -> None:
    for reason in ("first", "second", "third"):
        _pause(terminal, "orders", reason)
    seen: list[str] = []
    more: list[str] = []
    for _ in range(3):
        page = terminal.type("actions", "list", "--limit", 1, *more, "--json").json
        seen += [action["reason"] for action in page["data"]]
        more = ["--cursor", page["next"]] if page["has_more"] else []
    assert seen == ["third", "second", "first"]
    assert more == []


def test_a_sellers_log_leaves_out_what_is_nobodys(terminal: Terminal) -> None:
    (order_id,) = poisoned(terminal.pipeline, "a")
    assert terminal.type("failures", "redrive", order_id, "--reason", "mended", "--yes").code == 0
    _pause(terminal, "orders", "wrong logo")
    (shown,) = terminal.type("actions", "list", "--seller", "aurora", "--json").json["data"]
    assert (shown["what"], shown["seller"]) == ("redrive", "aurora")
    assert terminal.type("actions", "list", "--seller", "nobody", "--json").json["data"] == []


def test_a_cursor_of_another_sellers_log_is_refused(terminal: Terminal) -> None:
    for reason in ("first", "second"):
        _pause(terminal, "orders", reason)
    cursor = terminal.type("actions", "list", "--limit", 1, "--json").json["next"]
    shown = terminal.type("actions", "list", "--seller", "aurora", "--cursor", cursor)
    assert shown.code == 2
    assert "cursor" in shown.err
