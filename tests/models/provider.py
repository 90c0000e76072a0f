"""A provider of mail that takes, refuses, delays or is never heard of again, as a step says."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Final, Literal

from services.backends.mailer import MailDelayed, MailRefused
from services.backends.unavailable import Unavailable
from services.domain.mail_events import attempt_tag
from tests.flow.crashing import Killed

Answer = Literal["taken", "refused", "delayed", "answer lost", "dies before", "dies after"]
ANSWERS: Final[tuple[Answer, ...]] = (
    "taken",
    "refused",
    "delayed",
    "answer lost",
    "dies before",
    "dies after",
)
TOOK: Final = ("taken", "answer lost", "dies after")
"""The answers of a provider that has the mail, whatever we heard."""

FAILURES: Final[dict[Answer, BaseException]] = {
    "refused": MailRefused("no such mailbox"),
    "delayed": MailDelayed("try later"),
    "answer lost": Unavailable("no answer"),
    "dies before": Killed(),
    "dies after": Killed(),
}


Meanwhile = Callable[[], None]


class Provider:
    """Answers each mail as it was told to, and remembers what it took."""

    def __init__(self) -> None:
        self.answer: Answer = "taken"
        self.meanwhile: Meanwhile = lambda: None
        self.took: list[str] = []

    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        if self.answer in TOOK:
            self.took.append(attempt_tag(mail_id, attempt))
        self.meanwhile()
        if self.answer in FAILURES:
            raise FAILURES[self.answer]
        return f"<{attempt}@example.com>"
