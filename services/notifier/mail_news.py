"""The provider's news about mail: bounces, complaints and deliveries reach the order (design D8).

An event counts whichever attempt it speaks of, and may come before our own record of that
attempt: it is what tells us of a mail that went out while its sender died.
"""

import structlog

from services.domain.mail import State
from services.domain.mail_events import Kind, mail_event
from services.domain.message import Unparseable
from services.notifier.desk import Desk
from services.notifier.mail_facts import note, risen

_STATES: dict[Kind, State] = {
    "sent": "sent",
    # The address may be good and the provider took the mail; nothing more is known.
    "soft_bounced": "sent",
    "delivered": "delivered",
    "bounced": "bounced",
    "complained": "complained",
}

log = structlog.get_logger()


def note_news(body: str, desk: Desk) -> None:
    """Note what one event of the provider says. What can never be noted is logged and dropped.

    Raises what the ledger raises: the same event may be noted later, and any number of times.
    """
    try:
        event = mail_event(body)
    except Unparseable as error:
        log.error("message.unparseable", reason=str(error))  # noqa: TRY400 - no trace helps here
        return
    if event is None:
        return
    mail = desk.mails.read(event.mail_id)
    if mail is None:
        log.warning("mail.unknown", mail_id=event.mail_id, hint="another installation's, or a copy")
        return
    mail = risen(mail, _STATES[event.kind], desk, message_id=event.message_id)
    note(mail, desk)
    log.info(
        "mail.reported",
        order_id=mail.order_id,
        mail_id=mail.id,
        attempt=event.attempt,
        kind=event.kind,
        detail=event.detail,
    )
