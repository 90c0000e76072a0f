from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from services.portal.main import create_app
from services.runtime.http.lambda_gateway import lambda_handler
from services.runtime.http.threads import inline
from tests.issued import PDF, PUBLIC_URL
from tests.portal.window import Page, Window
from tests.recorded import function_url_event


class FunctionWindow(Window):
    """The portal as a Lambda function with a URL of its own."""

    def __init__(self, state: Path) -> None:
        super().__init__(state)
        app = create_app(
            self.backends,
            public_url=PUBLIC_URL,
            clock=self.clock,
            new_id=self._new_id,
            blocking=inline,
        )
        self._handler = lambda_handler(app)

    def answer(self, path: str, method: str = "GET") -> dict[str, Any]:
        return self._handler(function_url_event(method, path), None)


@pytest.fixture
def window(tmp_path: Path) -> FunctionWindow:
    return FunctionWindow(tmp_path)


def test_a_mailed_link_opens_the_page_and_the_archived_bytes(window: FunctionWindow) -> None:
    issue = window.issue()
    answer = window.answer(window.path(issue))
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, False)
    assert issue.invoice.number in Page(answer["body"]).words

    pdf = window.answer(f"{window.path(issue)}/pdf")
    assert pdf["headers"]["content-type"] == "application/pdf"
    assert b64decode(pdf["body"]) == PDF


def test_the_page_s_style_sheets_are_served(window: FunctionWindow) -> None:
    theme = window.answer(f"{window.path(window.issue())}/theme.css")
    sheet = window.answer("/assets/portal/invoice.css")
    for answer in (theme, sheet):
        assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, False)
        assert answer["headers"]["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "path", ["/i/token", "/i/", "/i/a/b/c", "/i/%00", "/i/%F0%9F", "/i/\u2603"]
)
def test_what_opens_nothing_is_gone(window: FunctionWindow, path: str) -> None:
    assert window.answer(path)["statusCode"] == 404


def test_a_mail_scanner_s_head_gets_no_body(window: FunctionWindow) -> None:
    answer = window.answer(window.path(window.issue()), "HEAD")
    assert (answer["statusCode"], answer["body"]) == (200, "")
