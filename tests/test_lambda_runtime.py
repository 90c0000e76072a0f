"""Every handler under AWS's own runtime client, from an empty process, without AWS."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from services.runtime.clock import utc_now
from tests.builders import an_order_request
from tests.lambda_runtime import run_handler
from tests.order_api.function import order_text
from tests.order_api.shop import Shop
from tests.portal.window import Window
from tests.recorded import (
    by_sns_and_sqs,
    function_url_event,
    http_event,
    recorded,
    rest_event,
    s3_created,
    ses_event,
    sqs_event,
)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="AWS's runtime client is built for Linux only"
)

PUBLIC_URL = "https://invoices.example.com"


def window_now(state: Path) -> Window:
    """Return a window in the present: links end, and functions have no other clock."""
    window = Window(state)
    window.clock.now = utc_now()
    return window


def test_the_order_api_answers_its_first_event_and_the_next(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    headers = shop.bearer()  # on embedded backends callers have API keys
    events = [
        rest_event("POST", "/v1/orders", body=order_text(), headers=headers),
        http_event("GET", "/v1/orders", headers=headers),
        http_event("GET", "/healthz"),
        rest_event("GET", "/v1/orders", headers={"Authorization": "Bearer none"}),
    ]
    run = run_handler(
        "services.order_api.main.handler", events, state=str(tmp_path), public_url=PUBLIC_URL
    )
    assert [answer["statusCode"] for answer in run.answers] == [202, 200, 200, 401], run.log
    assert shop.backends.orders_queue.figures().undeleted == 1
    assert an_order_request()["buyer"]["email"] not in run.log


def test_the_portal_never_logs_what_opens_its_pages(tmp_path: Path) -> None:
    window = window_now(tmp_path)
    path = window.path(window.issue())
    events = [function_url_event("GET", path), function_url_event("GET", f"{path}/pdf")]
    run = run_handler(
        "services.portal.main.handler",
        events,
        state=str(tmp_path),
        public_url=PUBLIC_URL,
        log_level="debug",
    )
    assert [answer["statusCode"] for answer in run.answers] == [200, 200], run.log
    assert "page.answered" in run.log
    assert path.removeprefix("/i/") not in run.log


def test_the_notifier_mails_what_a_batch_announces(tmp_path: Path) -> None:
    issue = window_now(tmp_path).issue()
    events = [
        sqs_event(s3_created(issue.invoice.archive_key)),
        sqs_event(s3_created(issue.invoice.archive_key)),
    ]
    run = run_handler(
        "services.notifier.main.handler", events, state=str(tmp_path), public_url=PUBLIC_URL
    )
    assert run.answers == [{"batchItemFailures": []}] * 2, run.log
    (mail,) = (tmp_path / "outbox").glob("*.eml")

    bounce = ses_event("bounce", f"{mail.stem}-1", to=issue.invoice.bill.buyer.email)
    run = run_handler(
        "services.notifier.main.ses_handler",
        [by_sns_and_sqs(bounce)],
        state=str(tmp_path),
        public_url=PUBLIC_URL,
    )
    assert run.answers == [{"batchItemFailures": []}], run.log
    (row,) = Window(tmp_path).backends.mails.of_invoice(
        issue.invoice.seller_id, issue.invoice.number
    )
    assert row.state == "bounced"


def test_the_reconciler_counts_its_repairs(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.clock.advance(-timedelta(days=365).total_seconds())
    shop.accept()
    shop.clock.now = utc_now()
    (message,) = shop.backends.orders_queue.receive(1, visibility_s=60, wait_s=0)
    shop.backends.orders_queue.delete([message])  # lost, and long overdue
    schedule = recorded("schedule")
    run = run_handler("services.reconciler.main.handler", [schedule] * 2, state=str(tmp_path))
    assert run.answers == [{"repairs": 1}, {"repairs": 0}], run.log
    assert shop.backends.orders_queue.figures().sent == 2


def test_a_function_without_its_settings_says_which_at_its_first_event() -> None:
    run = run_handler(
        "services.notifier.main.handler", [sqs_event()], backend="aws", archive_bucket="archive"
    )
    (report,) = run.answers
    assert report["errorType"] == "SettingsError"
    for name in ("PUBLIC_URL", "TABLE", "SECRETS_ID", "OPERATOR_TOPIC_ARN"):
        assert f"COUNTERFOIL_{name}: Field required" in report["errorMessage"]
    assert "COUNTERFOIL_ARCHIVE_BUCKET" not in report["errorMessage"]
