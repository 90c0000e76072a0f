"""Deciding about failures in the console, and what the action log then holds."""

from services.backends.actions import ActionQuery
from services.domain.action import Action
from tests.ops_console.console import Browser, Console
from tests.ops_console.works import fields_of, see
from tests.portal.window import Page

FAILURES = "/ops/failures"
DECIDE = "/ops/failures/decide"


def actions(console: Console) -> list[Action]:
    """Return what was done, the latest first, but for logging in."""
    found = console.backends.actions.find(ActionQuery(limit=100))
    return [action for action in found if action.what != "log_in"]


def confirm(browser: Browser, query: str) -> Page:
    return see(browser, f"{FAILURES}/confirm?{query}")


def decide(browser: Browser, query: str, **typed: str) -> dict[str, str]:
    """Confirm a decision about many; return the form, to be sent once more."""
    form = {**fields_of(confirm(browser, query), DECIDE), "reason": "mended", **typed}
    answer = browser.post(DECIDE, form)
    assert answer.status_code == 303, answer.text
    return form
