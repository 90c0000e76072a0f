"""`counterfoil failures`."""

import json

import pytest

from services.flow.failure_answer import failure_answer
from tests.builders import an_order_request
from tests.cli.terminal import Terminal
from tests.flow.mending import actions, fail_again

DRILL = {"simulate": "fail_render"}


def fail(terminal: Terminal, *keys: str, drill: str = "fail_render") -> list[str]:
    """Place orders that fail and return their ids."""
    ids = []
    for key in keys:
        ids.append(terminal.pipeline.place(key, metadata={"simulate": drill}).order.id)
        terminal.pipeline.clock.advance(1)
        terminal.pipeline.settle()
    return ids


def test_no_failure_is_an_empty_list(terminal: Terminal) -> None:
    shown = terminal.type("failures", "list", "--json")
    assert shown.json == {"object": "list", "data": [], "has_more": False, "next": None}
    assert "No failures" in terminal.type("failures", "list").out


def test_failures_are_listed_latest_first_in_the_shape_of_the_surface(terminal: Terminal) -> None:
    first, second = fail(terminal, "a", "b")
    shown = terminal.type("failures", "list", "--json").json
    assert shown["data"] == [
        failure_answer(terminal.pipeline.order(order_id)) for order_id in (second, first)
    ]
    assert shown["data"][0]["code"] == "simulated_render_failure"
    assert shown["data"][0]["state"] == "open"


def test_people_see_the_whole_id_to_copy(terminal: Terminal) -> None:
    (order_id,) = fail(terminal, "a")
    shown = terminal.type("failures", "list")
    assert order_id.replace("ord_", "fail_") in shown.out
    assert "simulated_render_failure" in shown.out


def test_pages_go_on_where_the_last_one_ended(terminal: Terminal) -> None:
    ids = fail(terminal, "a", "b", "c")
    seen: list[str] = []
    more: list[str] = []
    for _ in range(3):
        page = terminal.type("failures", "list", "--limit", 1, *more, "--json").json
        seen += [failure["order_id"] for failure in page["data"]]
        more = ["--cursor", page["next"]] if page["has_more"] else []
    assert seen == ids[::-1]
    assert more == []


def test_a_cursor_of_another_list_is_refused(terminal: Terminal) -> None:
    fail(terminal, "a", "b")
    cursor = terminal.type("failures", "list", "--limit", 1, "--json").json["next"]
    shown = terminal.type("failures", "list", "--cursor", cursor, "--only", "open", "--json")
    assert shown.code == 2
    assert shown.problem["code"] == "bad_cursor"


def test_failures_are_filtered_by_code_and_state(terminal: Terminal) -> None:
    fail(terminal, "a")
    (mail_failed,) = fail(terminal, "b", drill="fail_mail")
    by_code = terminal.type("failures", "list", "--code", "mail_refused", "--json").json
    assert [failure["order_id"] for failure in by_code["data"]] == [mail_failed]
    assert terminal.type("failures", "list", "--only", "redriven", "--json").json["data"] == []


def test_a_failure_is_shown_by_its_id_or_its_orders(terminal: Terminal) -> None:
    (order_id,) = fail(terminal, "a")
    expected = failure_answer(terminal.pipeline.order(order_id))
    for id_ in (order_id, expected["id"]):
        assert terminal.type("failures", "show", id_, "--json").json == expected
    shown = terminal.type("failures", "show", order_id)
    assert "accepted" in shown.out
    assert f"Next: counterfoil failures redrive {expected['id']}" in shown.err


@pytest.mark.parametrize("id_", ["fail_" + "0" * 40, "nonsense"])
def test_an_unknown_failure_is_not_found(terminal: Terminal, id_: str) -> None:
    assert terminal.type("failures", "show", id_).code == 3
    assert terminal.type("failures", "redrive", id_, "--reason", "x", "--yes").code == 3


def test_an_order_that_did_not_fail_has_no_failure_to_show(terminal: Terminal) -> None:
    order = terminal.pipeline.place("fine").order
    assert terminal.type("failures", "show", order.id).code == 3


def test_a_redrive_says_how_many_and_asks_first(terminal: Terminal) -> None:
    fail(terminal, "a", "b")
    terminal.says_yes = False
    shown = terminal.type("failures", "redrive", "--all", "--reason", "printer mended")
    assert terminal.questions == ["Redrive 2 (simulated_render_failure 2)?"]
    assert shown.code == 1
    assert len(terminal.type("failures", "list", "--only", "open", "--json").json["data"]) == 2


def test_redriven_orders_go_on_their_way_and_keep_the_reason(terminal: Terminal) -> None:
    first, second = fail(terminal, "a", "b")
    shown = terminal.type(
        "failures", "redrive", first, second, first, "--reason", "printer mended", "--json"
    )
    assert shown.json == {
        "redriven": 2,
        "skipped": 0,
        "orders": [second, first],
        "reason": "printer mended",
        "has_more": False,
    }
    redriven = terminal.pipeline.order(first)
    assert redriven.status == "accepted"
    assert redriven.failure is not None
    assert redriven.failure.reason == "printer mended"
    assert terminal.pipeline.backends.orders_queue.figures().visible == 2


def test_only_one_code_is_redriven(terminal: Terminal) -> None:
    fail(terminal, "a")
    (mail_failed,) = fail(terminal, "b", drill="fail_mail")
    shown = terminal.type(
        "failures", "redrive", "--code", "mail_refused", "--reason", "x", "--yes", "--json"
    )
    assert shown.json["orders"] == [mail_failed]
    assert terminal.questions == []


def test_nothing_to_redrive_is_no_failure(terminal: Terminal) -> None:
    shown = terminal.type("failures", "redrive", "--all", "--reason", "x", "--json")
    assert shown.code == 0
    assert shown.json["redriven"] == 0


def test_what_is_not_open_any_more_is_a_conflict_and_nothing_is_done(terminal: Terminal) -> None:
    first, second = fail(terminal, "a", "b")
    terminal.type("failures", "redrive", first, "--reason", "x", "--yes")
    shown = terminal.type("failures", "redrive", first, second, "--reason", "x", "--yes", "--json")
    assert shown.code == 4
    assert shown.problem["code"] == "not_open"
    assert terminal.pipeline.order(second).open_failure is not None


@pytest.mark.parametrize(
    "words", [[], ["--all", "--code", "x"], ["fail_1", "--all"], ["fail_1", "--code", "x"]]
)
def test_which_ones_is_said_in_exactly_one_way(terminal: Terminal, words: list[str]) -> None:
    shown = terminal.type("failures", "redrive", *words, "--reason", "x", "--yes", "--json")
    assert shown.code == 2
    assert shown.problem["code"] == "which_failures"


@pytest.mark.parametrize("reason", ["", "   ", "a\nb", "x" * 201])
def test_a_reason_is_a_line_of_text(terminal: Terminal, reason: str) -> None:
    shown = terminal.type("failures", "redrive", "--all", "--reason", reason, "--yes")
    assert shown.code == 2


def test_failures_are_grouped_and_a_group_is_listed(terminal: Terminal) -> None:
    poisoned = fail(terminal, "a", "b")
    (mail_failed,) = fail(terminal, "c", drill="fail_mail")
    document = terminal.type("failures", "groups", "--json").json
    assert [group["count"] for group in document["data"]] == [2, 1]
    assert (document["scanned"], document["has_more"]) == (3, False)
    group = document["data"][0]
    listed = terminal.type("failures", "list", "--group", group["id"], "--json").json["data"]
    assert [failure["order_id"] for failure in listed] == poisoned[::-1]
    assert mail_failed not in str(listed)
    shown = terminal.type("failures", "groups")
    assert group["id"] in shown.out
    assert "Failures looked at: 3." in shown.err


def test_no_group_is_said_so(terminal: Terminal) -> None:
    assert "No failures" in terminal.type("failures", "groups").out


def test_a_dry_run_counts_and_does_nothing(terminal: Terminal) -> None:
    fail(terminal, "a", "b")
    for verb in ("redrive", "discard"):
        counted = terminal.type("failures", verb, "--all", "--reason", "x", "--dry-run", "--json")
        assert counted.json == {"dry_run": True, "matched": 2, "scanned": 2, "has_more": False}
    shown = terminal.type("failures", "redrive", "--all", "--reason", "x", "--dry-run")
    assert "2 would be redriven (simulated_render_failure 2)" in shown.out
    assert terminal.questions == []
    assert len(terminal.type("failures", "list", "--only", "open", "--json").json["data"]) == 2
    assert actions(terminal.pipeline) == []


def test_only_one_group_is_redriven(terminal: Terminal) -> None:
    poisoned = fail(terminal, "a")
    fail(terminal, "b", drill="fail_mail")
    group = terminal.type("failures", "list", "--json").json["data"][1]["group"]
    shown = terminal.type("failures", "redrive", "--group", group, "--reason", "x", "--json")
    assert shown.json["orders"] == poisoned


def test_discarded_failures_keep_the_reason_and_are_gone_from_the_open_ones(
    terminal: Terminal,
) -> None:
    first, second = fail(terminal, "a", "b")
    shown = terminal.type("failures", "discard", first, "--reason", "sent twice")
    assert terminal.questions == ["Discard 1 (simulated_render_failure 1)?"]
    assert "1 of 1 discarded" in shown.out
    listed = terminal.type("failures", "list", "--only", "open", "--json").json["data"]
    assert [failure["order_id"] for failure in listed] == [second]
    shown_failure = terminal.type("failures", "show", first, "--json").json
    assert (shown_failure["state"], shown_failure["reason"]) == ("discarded", "sent twice")


def test_what_is_stuck_is_skipped_and_said_so(terminal: Terminal) -> None:
    (order_id,) = fail(terminal, "a", drill="fail_mail")
    fail_again(terminal.pipeline, order_id, "stuck")
    shown = terminal.type("failures", "discard", order_id, "--reason", "x", "--yes", "--json")
    assert (shown.code, shown.json["skipped"]) == (4, 1)
    assert shown.problem["code"] == "skipped"
    assert "must be finished" in shown.problem["detail"]


def test_a_failed_order_is_corrected_from_a_file_and_sent(terminal: Terminal) -> None:
    (order_id,) = fail(terminal, "a")
    body = terminal.type("failures", "show", order_id, "--body").json
    assert body == an_order_request(metadata=DRILL)
    file = terminal.file("better.json", json.dumps({**body, "metadata": {}}))
    shown = terminal.type("failures", "correct", order_id, file, "--reason", "drill off", "--json")
    assert (shown.code, shown.json["status"]) == (0, "accepted")
    terminal.pipeline.settle()
    assert terminal.pipeline.order(order_id).status == "sent"
    assert len(terminal.pipeline.mails()) == 1


def test_a_correction_that_breaks_a_rule_is_refused_as_a_new_order_is(terminal: Terminal) -> None:
    (order_id,) = fail(terminal, "a")
    file = terminal.file("worse.json", json.dumps(an_order_request(lines=[])))
    shown = terminal.type("failures", "correct", order_id, file, "--reason", "x", "--json")
    assert (shown.code, shown.problem["code"]) == (1, "rejected")
    assert shown.problem["errors"][0]["pointer"] == "/lines"
    assert terminal.pipeline.order(order_id).open_failure is not None


def test_what_cannot_be_corrected_is_a_conflict(terminal: Terminal) -> None:
    (mail_failed,) = fail(terminal, "a", drill="fail_mail")
    file = terminal.file("better.json", json.dumps(an_order_request()))
    words = ("failures", "correct", mail_failed, file, "--reason", "x", "--json")
    shown = terminal.type(*words)
    assert (shown.code, shown.problem["code"]) == (4, "not_correctable")
    terminal.type("failures", "redrive", mail_failed, "--reason", "x", "--yes")
    shown = terminal.type(*words)
    assert (shown.code, shown.problem["code"]) == (4, "not_open")


def test_everything_done_here_is_in_the_action_log(terminal: Terminal) -> None:
    first, second, third = fail(terminal, "a", "b", "c")
    file = terminal.file("better.json", json.dumps(an_order_request()))
    terminal.type("failures", "correct", first, file, "--reason", "drill off")
    terminal.pipeline.clock.advance(1)
    terminal.type("failures", "discard", second, "--reason", "sent twice", "--yes")
    terminal.pipeline.clock.advance(1)
    terminal.type("failures", "redrive", "--all", "--reason", "again", "--yes")
    told = [(act.what, act.target, act.reason) for act in actions(terminal.pipeline)]
    assert told == [
        ("redrive", "all", "again"),
        ("discard", second.replace("ord_", "fail_"), "sent twice"),
        ("correct", first.replace("ord_", "fail_"), "drill off"),
    ]
    assert {(act.who, act.role) for act in actions(terminal.pipeline)} == {("cli:ada", "shell")}
    assert terminal.pipeline.order(third).status == "accepted"
