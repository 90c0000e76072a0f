"""`counterfoil invoice credit`."""

import pytest

from services.flow.order_answer import accepted_answer
from tests.cli.terminal import Terminal

NUMBER = "INV-2026-000001"
CREDIT = ("invoice", "credit", NUMBER, "--reason", "Returned")


@pytest.fixture
def invoiced(terminal: Terminal) -> Terminal:
    """A terminal of a shop with one invoice of 104.35 EUR."""
    terminal.pipeline.place("one")
    terminal.pipeline.settle()
    return terminal


def test_lines_are_credited_by_quantity(invoiced: Terminal) -> None:
    answer = invoiced.type(*CREDIT, "--line", "1=1", "--line", "3=0.25", "--json")
    assert answer.code == 0
    assert answer.json["credits"] == NUMBER
    assert answer.json["totals"]["net"] == "27.50"
    order = invoiced.pipeline.order(answer.json["id"])
    assert answer.json == accepted_answer(order)
    invoiced.pipeline.settle()
    shown = invoiced.type("invoice", "show", "CN-2026-000001")
    assert (shown.code, shown.out.splitlines()[0]) == (0, "Credit note CN-2026-000001")


def test_an_amount_and_then_the_rest_credit_the_invoice(invoiced: Terminal) -> None:
    assert invoiced.type(*CREDIT, "--amount", "100").code == 0
    rest = invoiced.type(*CREDIT)
    assert rest.code == 0
    assert "4.35" in rest.out
    assert invoiced.type("invoice", "show", NUMBER, "--json").json["status"] == "credited"
    once_more = invoiced.type(*CREDIT, "--idempotency-key", "once more", "--json")
    assert once_more.code == 1
    assert [error["code"] for error in once_more.problem["errors"]] == ["nothing_left"]


def test_asking_the_same_again_makes_no_second_credit(invoiced: Terminal) -> None:
    first = invoiced.type(*CREDIT, "--amount", "5", "--json").json
    again = invoiced.type(*CREDIT, "--amount", "5")
    assert "had been accepted before" in again.err
    assert first["id"] in again.out
    other = invoiced.type(*CREDIT, "--amount", "5", "--idempotency-key", "twice", "--json").json
    assert other["id"] != first["id"]


def test_a_key_of_another_credit_is_a_conflict(invoiced: Terminal) -> None:
    key = ("--idempotency-key", "k")
    assert invoiced.type(*CREDIT, "--amount", "5", *key).code == 0
    refused = invoiced.type(*CREDIT, "--amount", "6", *key, "--json")
    assert (refused.code, refused.problem["code"]) == (4, "idempotency_key_reused")


def test_an_unknown_number_is_not_found(invoiced: Terminal) -> None:
    refused = invoiced.type("invoice", "credit", "INV-9", "--reason", "x", "--json")
    assert (refused.code, refused.problem["code"]) == (3, "no_such_invoice")


def test_a_credit_note_is_a_conflict(invoiced: Terminal) -> None:
    invoiced.type(*CREDIT)
    invoiced.pipeline.settle()
    refused = invoiced.type("invoice", "credit", "CN-2026-000001", "--reason", "x", "--json")
    assert (refused.code, refused.problem["code"]) == (4, "credit_note_not_creditable")


@pytest.mark.parametrize("line", ["1", "=2", "x=1", "1=", "٣=1", "-1=1"])
def test_a_line_that_is_not_number_and_quantity_is_wrong_usage(
    invoiced: Terminal, line: str
) -> None:
    refused = invoiced.type(*CREDIT, f"--line={line}", "--json")
    assert (refused.code, refused.problem["code"]) == (2, "bad_line")


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        (("--amount", "5", "--line", "1=1"), ""),
        (("--amount", "104.36"), "/amount"),
        (("--line", "1=4"), "/lines/0/quantity"),
        (("--line", "9=1"), "/lines/0/line"),
    ],
)
def test_what_cannot_be_credited_is_named(
    invoiced: Terminal, options: tuple[str, ...], pointer: str
) -> None:
    refused = invoiced.type(*CREDIT, *options, "--json")
    assert refused.code == 1
    assert [error["pointer"] for error in refused.problem["errors"]] == [pointer]


def test_a_reason_is_required(invoiced: Terminal) -> None:
    assert invoiced.type("invoice", "credit", NUMBER, "--json").code == 2
