"""The outbox: every mail a file, which any mail program opens."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

from services.backends.embedded.create_only import create

_MAIL_ID = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z")


class OutboxMailer:
    """Exactly once: a file is named by its mail and never written again (design D8)."""

    def __init__(self, folder: Path, new_id: Callable[[], str]) -> None:
        self._folder = folder
        self._new_id = new_id

    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:  # noqa: ARG002 - the Protocol's
        """Write `<mail_id>.eml` and return the Message-ID of what stands there.

        Raises ValueError for a message without a Message-ID, and for an id that is no file name.
        """
        if not message["Message-ID"]:
            raise ValueError("the message has no Message-ID; give it one before it is sent")
        written = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
        if create(self._path(mail_id), written, self._new_id):
            return str(message["Message-ID"])
        return _message_id(self._path(mail_id))

    def sent(self, mail_id: str) -> str | None:
        """Return the Message-ID of a mail that is in the outbox, None for one that is not."""
        path = self._path(mail_id)
        return _message_id(path) if path.exists() else None

    def _path(self, mail_id: str) -> Path:
        if not _MAIL_ID.match(mail_id):
            raise ValueError("a mail id is letters, digits and . _ - and begins with neither")
        return self._folder / f"{mail_id}.eml"


def _message_id(path: Path) -> str:
    with path.open("rb") as file:
        # A long id is folded onto a line of its own, and then reads with a space before it.
        return str(BytesHeaderParser(policy=default).parse(file)["Message-ID"]).strip()
