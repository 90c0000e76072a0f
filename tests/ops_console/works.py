"""What the console looks at: orders that were placed, failed, invoiced and mailed on its state."""

from pathlib import Path
from typing import Any

from services.domain.order import Order, fail, stuck
from services.flow.change import change
from tests.ops_console.console import Browser, Console
from tests.pipeline import Pipeline
from tests.portal.window import Page

DETAIL = "/lines/0/tax/exemption_reason: is needed for category E"
BUYER = ("Łukasiewicz", "zoe@example.com", "Müllerstraße", "13353")
"""Words of the ordinary buyer that nobody may read who is only to look."""


class Works(Pipeline):
    """The services that work for a console, without a process, a thread or a real clock."""

    def __init__(self, state: Path, console: Console) -> None:
        super().__init__(state)
        self.clock = console.clock
        self.backends = console.backends
        self.mail_desk = self._mail_desk()

    def placed(self, key: str, **changes: Any) -> Order:  # noqa: ANN401
        """Have an order accepted a second after the last; `changes` as in `Pipeline.place`."""
        self.clock.advance(1)
        return self.place(key, **{"reference": key, **changes}).order

    def sent(self, key: str, **changes: Any) -> Order:  # noqa: ANN401
        """Place an order and bring it all the way to its mail."""
        order = self.placed(key, **changes)
        self.settle()
        return self.order(order.id)

    def failed(
        self,
        key: str,
        code: str = "reason_required",
        detail: str = DETAIL,
        **changes: Any,  # noqa: ANN401
    ) -> str:
        """Place an order that fails for good a second later; return the failure's id."""
        return self.fails(self.placed(key, **changes).id, code, detail)

    def fails(self, order_id: str, code: str = "reason_required", detail: str = DETAIL) -> str:
        """Let an order fail (again) a second later; return the failure's id."""
        self.clock.advance(1)
        now = self.clock()
        change(self.backends.orders, order_id, lambda o: fail(o, "order", code, detail, now))
        return order_id.replace("ord_", "fail_")

    def stuck(self, order_id: str) -> str:
        """Let a numbered order be stuck; return the failure's id."""
        now = self.clock()
        change(self.backends.orders, order_id, lambda o: stuck(o, "no font for it", now))
        return order_id.replace("ord_", "fail_")

    def state_of(self, failure_id: str) -> str:
        """Return what became of a failure."""
        failure = self.order(failure_id.replace("fail_", "ord_")).failure
        assert failure is not None
        return failure.state


def see(browser: Browser, path: str) -> Page:
    """Return a page that is there."""
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return Page(answer.text)


def fields_of(page: Page, action: str) -> dict[str, str]:
    """Return the hidden fields of the first form that is sent to `action`."""
    fields: dict[str, str] = {}
    inside = False
    for tag, attributes in page.tags:
        if tag == "form":
            if inside:
                break
            inside = attributes.get("action") == action
        if inside and tag == "input" and attributes.get("type") == "hidden":
            fields[attributes["name"] or ""] = attributes["value"] or ""
    assert fields, f"no form leads to {action}"
    return fields


def rows_of(page: Page) -> list[str]:
    """Return where the rows of a list lead, in their order."""
    return [attributes["href"] or "" for _, attributes in page.tags if "data-row" in attributes]
