"""The action log, as the console shows it."""

from services.backends.actions import ActionQuery
from services.flow.acting import Ask, act, action_id
from services.ops_console.lists import ROWS
from tests.ops_console.console import Console
from tests.ops_console.works import see

ACTIONS = "/ops/actions"


def done(console: Console, target: str, seller_id: str | None = "aurora", count: int = 1) -> None:
    console.clock.advance(1)
    ask = Ask(action_id(target), "sk_live_oper", "operator", f"why {target} <b>", console.clock())
    act(ask, "redrive", target, actions=console.backends.actions, seller_id=seller_id, count=count)


def test_the_log_says_who_did_what_when_and_why(console: Console) -> None:
    done(console, "code=stuck", count=1200)
    browser = console.browser_of("viewer")
    page = see(browser, ACTIONS)
    assert (
        "Redrive code=stuck \N{MULTIPLICATION SIGN} 1,200 of aurora why code=stuck <b>"
        in page.words
    )
    assert "2026-11-21 09:30:01 sk_live_oper operator" in page.words
    assert "<b>" not in page.html
    assert "Log in console of aurora" in page.words


def test_what_was_done_to_one_failure_leads_to_it(console: Console) -> None:
    failure = f"fail_{'ab' * 20}"
    done(console, failure)
    page = see(console.browser_of("viewer"), ACTIONS)
    assert f"/ops/failures/{failure}" in page.attributes("href")


def test_pages_go_on_with_a_cursor_of_this_list_alone(console: Console) -> None:
    browser = console.browser_of("viewer")
    for n in range(ROWS):
        done(console, f"target-{n:02d}.")
    first = see(browser, ACTIONS)
    assert first.words.index("target-49.") < first.words.index("target-00.")
    assert "Log in" not in first.words
    (older,) = [link for link in first.attributes("href") if "cursor=" in link]
    rest = see(browser, older)
    assert "Log in" in rest.words
    assert "target-" not in rest.words
    assert console.browser_of("admin").get(older).status_code == 400
    assert browser.get(f"{ACTIONS}?cursor=x").status_code == 400


def test_actions_of_others_are_not_shown(console: Console) -> None:
    done(console, "of-ours")
    done(console, "of-harbor", "harbor")
    done(console, "of-nobody", None)
    for role in ("viewer", "operator"):
        page = see(console.browser_of(role), f"{ACTIONS}?seller=harbor")
        assert "of-ours" in page.words
        assert "of-harbor" not in page.words
        assert "of-nobody" not in page.words
    admin = console.browser_of("admin")
    everything = see(admin, ACTIONS)
    for target in ("of-ours", "of-harbor", "of-nobody"):
        assert target in everything.words
    assert "of-ours" not in see(admin, f"{ACTIONS}?seller=harbor").words


def test_looking_leaves_no_trace_in_the_log_but_logging_in(console: Console) -> None:
    browser = console.browser_of("admin")
    for path in ("/ops/", "/ops/failures", "/ops/orders", ACTIONS, "/ops/keys", "/ops/sellers"):
        see(browser, path)
    logged = console.backends.actions.find(ActionQuery(limit=10))
    assert [action.what for action in logged] == ["log_in"]
