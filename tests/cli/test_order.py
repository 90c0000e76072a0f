"""`counterfoil order`."""

import json
from pathlib import Path

import pytest

from services.flow.order_answer import order_answer
from tests.builders import an_order_request
from tests.cli.terminal import Terminal
from tests.pipeline import PUBLIC_URL


def order_file(terminal: Terminal, **changes: object) -> Path:
    return terminal.file("order.json", json.dumps(an_order_request(**changes)))


def test_an_order_from_a_file_is_accepted_and_on_its_way(terminal: Terminal) -> None:
    shown = terminal.type("order", "create", order_file(terminal), "--json")
    assert shown.code == 0
    assert shown.json["status"] == "accepted"
    assert shown.json["totals"] == {
        "net": "89.95",
        "tax": "14.40",
        "gross": "104.35",
        "due": "0.00",
    }
    terminal.pipeline.settle()
    assert terminal.pipeline.order(shown.json["id"]).status == "sent"


def test_people_see_the_totals_and_what_to_type_next(terminal: Terminal) -> None:
    shown = terminal.type("order", "create", order_file(terminal))
    assert "gross  104.35  EUR" in shown.out
    assert "Idempotency key file-" in shown.err
    assert "Next: counterfoil order watch ord_" in shown.err
    assert f"--state {terminal.state}" in shown.err


def test_the_same_file_is_one_order(terminal: Terminal) -> None:
    file = order_file(terminal)
    first = terminal.type("order", "create", file, "--json")
    again = terminal.type("order", "create", file, "--json")
    assert again.out == first.out
    assert "accepted before" in terminal.type("order", "create", file).err


def test_an_order_is_read_from_stdin(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with order_file(terminal).open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        shown = terminal.type("order", "create", "-", "--json")
    assert shown.json["status"] == "accepted"


def test_a_key_that_belongs_to_another_content_is_a_conflict(terminal: Terminal) -> None:
    terminal.type("order", "create", order_file(terminal), "--key", "web-1")
    other = order_file(terminal, reference="A-1002")
    shown = terminal.type("order", "create", other, "--key", "web-1", "--json")
    assert shown.code == 4
    assert shown.problem["code"] == "idempotency_key_reused"
    assert shown.out == ""


def test_an_order_with_faults_names_each_and_where(terminal: Terminal) -> None:
    file = order_file(terminal, currency="EURO", reference="")
    shown = terminal.type("order", "create", file)
    assert shown.code == 1
    assert "/currency" in shown.err
    assert "/reference" in shown.err
    for_programs = terminal.type("order", "create", file, "--json").problem
    assert {fault["pointer"] for fault in for_programs["errors"]} == {"/currency", "/reference"}


def test_a_missing_file_is_not_found(terminal: Terminal) -> None:
    shown = terminal.type("order", "create", "nowhere.json")
    assert shown.code == 3
    assert "There is no file nowhere.json" in shown.err


def test_an_order_larger_than_the_api_takes_is_refused(terminal: Terminal) -> None:
    shown = terminal.type("order", "create", terminal.file("order.json", b" " * 300_000))
    assert shown.code == 1
    assert "larger than 256 KiB" in shown.err


def test_a_key_is_printable_ascii(terminal: Terminal) -> None:
    shown = terminal.type("order", "create", order_file(terminal), "--key", "schlüssel")
    assert shown.code == 2


def test_an_unknown_seller_is_not_found(terminal: Terminal) -> None:
    shown = terminal.type("order", "create", order_file(terminal), "--seller", "nobody")
    assert shown.code == 3
    assert "counterfoil seller list" in shown.err


def test_among_several_own_sellers_one_must_be_named(terminal: Terminal) -> None:
    profile = terminal.pipeline.backends.sellers.all()[0].profile
    clock = terminal.pipeline.clock
    terminal.pipeline.backends.sellers.put("aurora", profile, clock(), sample=False)
    terminal.pipeline.backends.sellers.put("bakery", profile, clock(), sample=False)
    shown = terminal.type("order", "create", order_file(terminal))
    assert shown.code == 2
    assert "aurora, bakery" in shown.err


def test_a_test_order_gets_a_test_number(terminal: Terminal) -> None:
    order_id = terminal.type("order", "create", order_file(terminal), "--test", "--json").json["id"]
    terminal.pipeline.settle()
    shown = terminal.type("order", "show", order_id, "--json").json
    assert shown["invoice"]["number"].startswith("TEST-")


def test_an_order_is_shown_as_the_api_answers_it(terminal: Terminal) -> None:
    order = terminal.pipeline.place("one").order
    terminal.pipeline.settle()
    links = terminal.pipeline.backends.secrets.links
    stands = terminal.pipeline.order(order.id)
    shown = terminal.type("order", "show", order.id, "--json")
    assert shown.json == order_answer(stands, public_url=PUBLIC_URL, links=links)
    with_timeline = terminal.type("order", "show", order.id, "--json", "--timeline")
    assert with_timeline.json["timeline"][0]["event"] == "accepted"


def test_people_see_status_page_and_timeline_of_an_order(terminal: Terminal) -> None:
    order = terminal.pipeline.place("one").order
    terminal.pipeline.settle()
    shown = terminal.type("order", "show", order.id)
    for words in ("sent", "INV-2026-000001", f"{PUBLIC_URL}/i/", "issued", "archived", "mail_sent"):
        assert words in shown.out
    assert shown.err == ""


@pytest.mark.parametrize("order_id", ["ord_" + "0" * 40, "nonsense", "\udcff"])
def test_an_unknown_order_is_not_found(terminal: Terminal, order_id: str) -> None:
    shown = terminal.type("order", "show", order_id, "--json")
    assert shown.code == 3
    assert shown.problem["code"] == "no_such_order"


def test_a_failed_order_leads_to_its_failure(terminal: Terminal) -> None:
    order = terminal.pipeline.place("bad", metadata={"simulate": "fail_render"}).order
    terminal.pipeline.settle()
    shown = terminal.type("order", "show", order.id)
    assert "simulated_render_failure" in shown.out
    assert f"Next: counterfoil failures show {order.id}" in shown.err


def test_a_watched_order_is_followed_to_its_mail(terminal: Terminal) -> None:
    order = terminal.pipeline.place("one").order
    steps = [terminal.pipeline.work_once, terminal.pipeline.notify_once]
    terminal.sleep = lambda _: steps.pop(0)()
    shown = terminal.type("order", "watch", order.id)
    assert shown.code == 0
    events = [line.split()[1] for line in shown.out.splitlines()]
    assert events == ["accepted", "issued", "archived", "mail_sent"]
    assert steps == []


def test_a_watched_order_that_fails_ends_the_watch_with_exit_1(terminal: Terminal) -> None:
    order = terminal.pipeline.place("bad", metadata={"simulate": "fail_render"}).order
    terminal.sleep = lambda _: terminal.pipeline.settle()
    shown = terminal.type("order", "watch", order.id)
    assert shown.code == 1
    assert "failed" in shown.out
    assert f"counterfoil failures show {order.id}" in shown.err


def test_a_watch_for_programs_is_one_document_at_the_end(terminal: Terminal) -> None:
    order = terminal.pipeline.place("one").order
    terminal.sleep = lambda _: terminal.pipeline.settle()
    shown = terminal.type("order", "watch", order.id, "--json")
    assert shown.json["status"] == "sent"
    assert shown.json["timeline"][-1]["event"] == "mail_sent"
    assert shown.err == ""


def test_a_watch_gives_up_when_its_time_is_over(terminal: Terminal) -> None:
    order = terminal.pipeline.place("one").order
    shown = terminal.type("order", "watch", order.id, "--timeout", 5)
    assert shown.code == 1
    assert "After 5 s the order is accepted" in shown.err
