"""What a mail provider reports about mail it took: Amazon SES event publishing, as JSON.

Source: SES Developer Guide, "Contents of event data that Amazon SES publishes".
"""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from services.domain.message import Unparseable

ATTEMPT_TAG = "attempt"
"""The name of the tag that every attempt is sent with."""

Kind = Literal["sent", "delivered", "soft_bounced", "bounced", "complained"]
"""What became of a mail. `soft_bounced`: not delivered this time, the address may be good.

All but `soft_bounced` are states of the mail ledger. A mail SES took and then would not send, for
it holds a virus, counts as bounced.
"""


class MailEvent(NamedTuple):
    """One report about one attempt at one mail."""

    mail_id: str
    attempt: int
    kind: Kind
    message_id: str
    """The provider's."""
    detail: str
    """The provider's words for why, such as "Permanent/General"; never an address."""


def attempt_tag(mail_id: str, attempt: int) -> str:
    """Return the value of the tag that names an attempt: letters, digits, _ and - (SES's rule)."""
    return f"{mail_id}-{attempt}"


def mail_event(body: str) -> MailEvent | None:
    """Read an event; None when it says nothing about the buyer's copy of a mail of ours.

    That is: kinds of event nobody acts on (opened, delayed, subscribed), mail without our tag,
    and reports about blind copies alone, for the ledger has a row for the buyer's mail only.
    Accepts the event as SES writes it, within an EventBridge event (`detail`), and within an SNS
    notification (`Message`). Raises Unparseable.
    """
    try:
        event = _unwrapped(json.loads(body))
        kind = _kind(event)
        attempt = _attempt(event["mail"].get("tags", {}))
        if kind is None or attempt is None or not _is_about_the_buyer(event):
            return None
        return MailEvent(*attempt, kind, str(event["mail"]["messageId"]), _detail(event))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        # Not from: what could not be read may hold addresses.
        raise Unparseable("no event of the mail provider") from None


def _unwrapped(event: Mapping[str, Any]) -> Mapping[str, Any]:
    if "detail" in event:
        inner: Mapping[str, Any] = event["detail"]
        return inner
    if event.get("Type") == "Notification":
        return _unwrapped(json.loads(event["Message"]))
    return event


def _kind(event: Mapping[str, Any]) -> Kind | None:
    match event["eventType"]:
        case "Send":
            return "sent"
        case "Delivery":
            return "delivered"
        case "Bounce":
            hard = event["bounce"]["bounceType"] == "Permanent"
            return "bounced" if hard else "soft_bounced"
        case "Reject":
            return "bounced"
        case "Complaint":
            return "complained"
    return None


def _attempt(tags: Mapping[str, list[str]]) -> tuple[str, int] | None:
    values = tags.get(ATTEMPT_TAG, [])
    mail_id, _, attempt = values[0].rpartition("-") if values else ("", "", "")
    return (mail_id, int(attempt)) if mail_id and attempt.isdecimal() else None


def _is_about_the_buyer(event: Mapping[str, Any]) -> bool:
    """Tell whether somebody in the To header is meant; unknown headers are taken to say yes."""
    whom = _recipients(event)
    headers = event["mail"].get("commonHeaders", {}).get("to", [])
    written = " ".join(headers).lower()
    return not whom or not written or any(address.lower() in written for address in whom)


def _recipients(event: Mapping[str, Any]) -> list[str]:
    """Return the addresses an event is about; none when it is about the mail as a whole."""
    match event["eventType"]:
        case "Bounce":
            return [each["emailAddress"] for each in event["bounce"]["bouncedRecipients"]]
        case "Complaint":
            return [each["emailAddress"] for each in event["complaint"]["complainedRecipients"]]
        case "Delivery":
            return list(event["delivery"]["recipients"])
    return []


def _detail(event: Mapping[str, Any]) -> str:
    match event["eventType"]:
        case "Bounce":
            return f"{event['bounce']['bounceType']}/{event['bounce']['bounceSubType']}"
        case "Complaint":
            return str(event["complaint"].get("complaintFeedbackType") or "complaint")
        case "Reject":
            return str(event["reject"].get("reason") or "rejected")
    return ""
