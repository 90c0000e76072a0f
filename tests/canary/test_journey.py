from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.canary.journey import Journey, JourneyFailed, Watch, journey
from services.canary.main import tally
from services.document.rendition import render
from services.domain.histogram import quantile_s
from services.domain.invoice import Bill
from services.domain.order import Order
from services.domain.rejection import reject
from services.flow.new_key import new_key
from services.order_api.main import create_app as order_api
from services.portal.main import create_app as portal
from services.runtime.press import Press
from tests.pipeline import PUBLIC_URL, Pipeline

PATIENCE = timedelta(seconds=90)


class Trip:
    """An installation whose services take their turn whenever the canary waits."""

    def __init__(self, state: Path) -> None:
        self.pipeline = Pipeline(state)
        self.pipeline.put_seller()
        backends, clock, new_id = self.pipeline.backends, self.pipeline.clock, self.pipeline.new_id
        secret, key = new_key("aurora", "admin", livemode=False, random=b"x" * 20, now=clock())
        backends.keys.create(key)
        shops = order_api(backends, public_url=PUBLIC_URL, clock=clock, new_id=new_id)
        customers = portal(backends, public_url=PUBLIC_URL, clock=clock, new_id=new_id)
        self.api = TestClient(shops, headers={"authorization": f"Bearer {secret}"})
        self.web = TestClient(customers)
        self.working = True
        self.press_for = self.pipeline.bench.press_for

    def wait(self, seconds: float) -> None:
        self.pipeline.clock.advance(seconds)
        if self.working:
            self.pipeline.work_once(replace(self.pipeline.bench, press_for=self.press_for))
            self.pipeline.notify_once()

    def go(self, run: str = "run-1") -> Journey:
        return journey(self.api, self.web, run, Watch(self.pipeline.clock, self.wait, PATIENCE))


def jammed(_order: Order, _delivery: int) -> Press:
    def check(_content: Bill) -> None:
        raise reject("", "no_paper", "the press is out of paper")

    return Press(check, render)


@pytest.fixture
def trip(tmp_path: Path) -> Trip:
    return Trip(tmp_path)


def test_a_journey_ends_with_the_archived_pdf_of_a_test_order(trip: Trip) -> None:
    done = trip.go()
    order = trip.pipeline.order(done.order_id)
    assert order.status == "sent"
    assert order.issued is not None
    assert order.issued.number.startswith("TEST-")
    assert done.sent_s == 1.0


def test_a_system_that_stands_still_is_told_after_the_canarys_patience(trip: Trip) -> None:
    trip.working = False
    with pytest.raises(JourneyFailed, match="was still accepted after 90 s"):
        trip.go()


def test_a_key_that_opens_nothing_is_told_at_once(trip: Trip) -> None:
    trip.api.headers["authorization"] = "Bearer sk_test_0000"
    with pytest.raises(JourneyFailed, match="answered 401, not 202"):
        trip.go()


def test_an_order_that_fails_is_told_with_its_code(trip: Trip) -> None:
    trip.press_for = jammed
    with pytest.raises(JourneyFailed, match=r"ord_\w+ failed: no_paper"):
        trip.go()


def test_a_pdf_that_was_changed_in_the_archive_is_told(trip: Trip) -> None:
    def spoil(seconds: float) -> None:
        trip.wait(seconds)
        for file in (trip.pipeline.state / "archive").rglob("*.pdf"):
            file.chmod(0o600)
            file.write_bytes(file.read_bytes() + b"\n")

    with pytest.raises(JourneyFailed, match=r"the PDF of TEST-\S+ "):
        journey(trip.api, trip.web, "run-1", Watch(trip.pipeline.clock, spoil, PATIENCE))


def test_what_a_journey_took_is_measured_as_the_services_measure_it(trip: Trip) -> None:
    done = trip.go()
    told = tally(done, trip.pipeline.clock())
    assert (told.service, told.counts) == ("canary", {"mailed": 1})
    found = quantile_s(told.spans["order_to_mail_s"], 0.5)
    assert found is not None
    assert done.sent_s <= found <= 1.2 * done.sent_s
