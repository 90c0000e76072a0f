"""The mailer: hands one MIME message to whoever delivers it."""

from email.message import EmailMessage
from typing import Protocol

from services.backends.unavailable import Unavailable


class MailRefused(Exception):  # noqa: N818 - a verdict of the provider
    """The provider will never take this mail; the message says why, without addresses."""


class MailDelayed(Exception):  # noqa: N818 - an expected answer, not an error
    """The provider does not take this mail now; the message says why, without addresses."""


class MailUnanswered(Unavailable):
    """Nobody knows whether the provider took this mail; its own news may tell."""


class Mailer(Protocol):
    """Sending twice under one `mail_id` is at most as often as the implementation promises."""

    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        """Hand a message over and return the provider's message id.

        Raises MailRefused when no retry can help, and MailUnanswered when a retry may be a second
        mail; any other error may be retried at once.
        """
        ...
