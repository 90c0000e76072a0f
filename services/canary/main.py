"""The canary's edge: one journey whenever the schedule says so."""

import json
import time
from datetime import datetime

import httpx2
import structlog

from services.canary.journey import Journey, Watch, journey
from services.canary.settings import CanarySettings
from services.domain.histogram import bucket
from services.domain.measures import Tally
from services.domain.scopes import ORDERS_READ, ORDERS_WRITE
from services.runtime.clock import utc_now
from services.runtime.emf import write_lines
from services.runtime.named_secret import named_secret
from services.runtime.randomness import random_id
from services.runtime.settings import read_settings
from services.runtime.telemetry import start_logs

TIMEOUT_S = 10.0

log = structlog.get_logger()


def handler(_event: object, _context: object) -> dict[str, float]:
    """Go one journey (Lambda's entry point). A journey that fails fails the function: an alarm."""
    settings = read_settings(CanarySettings)
    start_logs(settings, "canary")
    headers = {"authorization": f"Bearer {_token(settings)}"}
    watch = Watch(utc_now, time.sleep, settings.patience)
    with (
        httpx2.Client(base_url=settings.api_url, headers=headers, timeout=TIMEOUT_S) as api,
        httpx2.Client(timeout=TIMEOUT_S) as web,
    ):
        done = journey(api, web, random_id(), watch)
    log.info("canary.arrived", order_id=done.order_id, sent_s=done.sent_s)
    write_lines(tally(done, utc_now()))
    return {"accepted_s": done.accepted_s, "sent_s": done.sent_s}


def tally(done: Journey, at: datetime) -> Tally:
    """Return what a journey measured: the same spans that the services measure, from outside."""
    return Tally(
        at=at,
        service="canary",
        counts={"mailed": 1},
        spans={
            "request_s": {bucket(done.accepted_s): 1},
            "order_to_mail_s": {bucket(done.sent_s): 1},
        },
    )


def _token(settings: CanarySettings) -> str:
    """Return an access token by the client credentials grant (RFC 6749, section 4.4)."""
    client = json.loads(named_secret(settings.client_secret_id))
    answer = httpx2.post(
        f"{settings.token_url}/oauth2/token",
        data={"grant_type": "client_credentials", "scope": f"{ORDERS_READ} {ORDERS_WRITE}"},
        auth=(client["client_id"], client["client_secret"]),
        timeout=TIMEOUT_S,
    )
    answer.raise_for_status()
    return str(answer.json()["access_token"])
