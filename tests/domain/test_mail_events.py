"""What SES reports about a mail is read, whichever way it came."""

import json
from typing import Any

import pytest

from services.domain.mail_events import MailEvent, attempt_tag, mail_event
from services.domain.message import Unparseable

BUYER, COPY = "zoe@example.com", "archive@papierhaus.example.com"


def an_event(kind: str, *, tag: str | None = "mail_4f2a-2", **facts: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return an event as SES publishes it, of a mail to a buyer with a blind copy."""
    tags = {"ses:configuration-set": ["counterfoil"]} | ({"attempt": [tag]} if tag else {})
    mail = {
        "timestamp": "2026-11-21T09:30:00.000Z",
        "source": "invoices@papierhaus.example.com",
        "messageId": "0100019-ses",
        "destination": [BUYER, COPY],
        "commonHeaders": {"to": [f"Zoë <{BUYER}>"], "subject": "Rechnung"},
        "tags": tags,
    }
    return {"eventType": kind, "mail": mail, **facts}


def a_bounce(kind: str, *addresses: str) -> dict[str, Any]:
    recipients = [
        {"emailAddress": each, "diagnosticCode": f"smtp; 550 {each} unknown"} for each in addresses
    ]
    fact = {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": recipients}
    return an_event("Bounce", bounce=fact)


def a_complaint(*addresses: str, **facts: str) -> dict[str, Any]:
    whom = [{"emailAddress": address} for address in addresses]
    return an_event("Complaint", complaint={"complainedRecipients": whom, **facts})


def a_delivery(*addresses: str) -> dict[str, Any]:
    return an_event("Delivery", delivery={"recipients": list(addresses)})


def read(event: dict[str, Any]) -> MailEvent | None:
    return mail_event(json.dumps(event))


EVENTS = {
    "sent": (an_event("Send", send={}), ""),
    "delivered": (a_delivery(BUYER), ""),
    "bounced": (a_bounce("Permanent", BUYER), "Permanent/General"),
    "soft_bounced": (a_bounce("Transient", BUYER), "Transient/General"),
    "complained": (a_complaint(BUYER, complaintFeedbackType="abuse"), "abuse"),
}


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_names_the_attempt_and_what_became_of_it(kind: str) -> None:
    event, detail = EVENTS[kind]
    assert read(event) == MailEvent("mail_4f2a", 2, kind, "0100019-ses", detail)  # type: ignore[arg-type]


def test_a_bounce_of_unknown_nature_is_not_held_against_the_address() -> None:
    event = read(a_bounce("Undetermined", BUYER))
    assert event is not None
    assert event.kind == "soft_bounced"


def test_a_mail_ses_took_and_would_not_send_never_arrived() -> None:
    event = read(an_event("Reject", reject={"reason": "Bad content"}))
    assert event is not None
    assert (event.kind, event.detail) == ("bounced", "Bad content")


def test_a_complaint_without_a_reason_is_one() -> None:
    event = read(a_complaint(BUYER))
    assert event is not None
    assert (event.kind, event.detail) == ("complained", "complaint")


@pytest.mark.parametrize("kind", ["Open", "Click", "DeliveryDelay", "Subscription", "Something"])
def test_events_nobody_acts_on_are_passed_over(kind: str) -> None:
    assert read(an_event(kind)) is None


@pytest.mark.parametrize("tag", [None, "", "mail_4f2a", "-2", "mail_4f2a-x"])
def test_mail_of_others_is_passed_over(tag: str | None) -> None:
    assert read(an_event("Send", tag=tag)) is None


@pytest.mark.parametrize(
    "event", [a_delivery(COPY), a_bounce("Permanent", COPY), a_complaint(COPY)]
)
def test_the_fate_of_a_blind_copy_says_nothing_about_the_buyers_mail(event: dict[str, Any]) -> None:
    assert read(event) is None


def test_the_buyer_is_found_among_others_however_the_address_is_written() -> None:
    assert read(a_bounce("Permanent", COPY, "Zoe@Example.com")) is not None


def test_without_headers_every_report_counts() -> None:
    event = a_bounce("Permanent", BUYER)
    del event["mail"]["commonHeaders"]
    assert read(event) is not None


def test_an_event_is_the_same_through_eventbridge_and_through_a_topic() -> None:
    event = a_delivery(BUYER)
    bridged = {"source": "aws.ses", "detail-type": "Email Delivered", "detail": event}
    published = {"Type": "Notification", "Message": json.dumps(event)}
    assert read(bridged) == read(published) == read(event) is not None


NO_EVENTS = {
    "nothing": "",
    "a list": "[]",
    "an empty object": "{}",
    "a text": '"Send"',
    "no mail": '{"eventType": "Bounce"}',
    "an empty notification": '{"Type": "Notification"}',
    "too deep": "[" * 100_000,
    "half a bounce": json.dumps(an_event("Bounce", bounce={"bounceType": "Permanent"})),
}


@pytest.mark.parametrize("body", NO_EVENTS.values(), ids=NO_EVENTS)
def test_what_is_no_event_is_refused_without_repeating_it(body: str) -> None:
    with pytest.raises(Unparseable, match="no event of the mail provider") as unparseable:
        mail_event(body)
    assert unparseable.value.__suppress_context__


def test_no_event_tells_an_address() -> None:
    events = [read(event) for event, _ in EVENTS.values()]
    assert "@" not in repr(events)


def test_a_tag_has_only_what_ses_allows() -> None:
    tag = attempt_tag(f"mail_{'0af9' * 10}", 12)
    assert tag.replace("_", "").replace("-", "").isalnum()
    event = read(an_event("Send", tag=tag))
    assert event is not None
    assert (event.mail_id, event.attempt) == (f"mail_{'0af9' * 10}", 12)
