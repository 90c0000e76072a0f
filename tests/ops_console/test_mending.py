"""Mending one failure: redriven, or corrected and retried."""

import json

from tests.builders import an_order_request
from tests.ops_console.console import Console
from tests.ops_console.decisions import FAILURES, actions
from tests.ops_console.works import Works, fields_of, see
from tests.portal.window import Page


def test_one_is_redriven_with_a_reason_and_the_log_says_so(console: Console, works: Works) -> None:
    failure = works.failed("A-1")
    browser, path = console.browser_of("operator"), f"{FAILURES}/{failure}"
    form = fields_of(see(browser, path), f"{path}/redrive")
    answer = browser.post(f"{path}/redrive", {**form, "reason": "fonts installed"})
    assert answer.headers["location"] == path
    page = see(browser, path)
    assert "the order is on its way again" in page.words
    assert "Redriven fonts installed" in page.words
    assert not [action for action in page.attributes("action") if action.startswith(path)]
    (action,) = actions(console)
    assert (action.what, action.target, action.reason) == ("redrive", failure, "fonts installed")
    assert works.order(failure.replace("fail_", "ord_")).history[-1].action == action.id

    browser.post(f"{path}/discard", {**form, "reason": "too late"})
    assert "somebody decided about it before" in see(browser, path).words
    assert works.state_of(failure) == "redriven"


def test_a_correction_with_faults_names_them_and_keeps_what_was_typed(
    console: Console, works: Works
) -> None:
    failure = works.failed("A-1")
    browser, path = console.browser_of("operator"), f"{FAILURES}/{failure}"
    form = {**fields_of(see(browser, path), f"{path}/correct"), "reason": "tax mended"}
    wrong = an_order_request(currency="EU", reference="Typed & kept")
    answer = browser.post(f"{path}/correct", {**form, "order": json.dumps(wrong)})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "/currency" in page.words
    assert "1 fault" in page.words
    assert "Typed & kept" in page.words
    assert 'value="tax mended"' in page.html
    assert (works.state_of(failure), actions(console)) == ("open", [])

    answer = browser.post(f"{path}/correct", {**form, "order": '{"reference": '})
    assert "is not JSON: see line 1, column" in Page(answer.text).words
    answer = browser.post(f"{path}/correct", {**form, "order": f'"{"x" * 300_000}"'})
    assert "is larger than 256 KiB" in Page(answer.text).words


def test_a_corrected_order_goes_its_way_and_what_was_accepted_is_kept(
    console: Console, works: Works
) -> None:
    failure = works.failed("A-1")
    order_id = failure.replace("fail_", "ord_")
    browser, path = console.browser_of("operator"), f"{FAILURES}/{failure}"
    form = {**fields_of(see(browser, path), f"{path}/correct"), "reason": "reference mended"}
    right = json.dumps(an_order_request(reference="A-1-corrected"), indent=2)
    for _ in range(2):
        answer = browser.post(f"{path}/correct", {**form, "order": right})
        assert answer.headers["location"] == path
    page = see(browser, path)
    assert "What was accepted first" in page.words
    assert '"reference": "A-1",' in page.words
    assert '"reference": "A-1-corrected",' in page.words
    (action,) = actions(console)
    assert (action.what, action.target, action.reason) == ("correct", failure, "reference mended")
    works.settle()
    assert works.order(order_id).status == "sent"
    assert works.order(order_id).reference == "A-1-corrected"


def test_what_has_a_number_is_not_corrected(console: Console, works: Works) -> None:
    failure = works.stuck(works.sent("A-1").id)
    browser, path = console.browser_of("operator"), f"{FAILURES}/{failure}"
    page = see(browser, path)
    assert f"{path}/correct" not in page.attributes("action")
    form = {**fields_of(page, f"{path}/redrive"), "reason": "x"}
    browser.post(f"{path}/correct", {**form, "order": json.dumps(an_order_request())})
    assert "only an order without a number can be corrected" in see(browser, path).words
    assert actions(console) == []
