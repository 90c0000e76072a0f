"""Any Mailer: hands a message over whole and says under which id."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from services.backends.aws.mailer import SesMailer
from services.backends.embedded.outbox import OutboxMailer
from services.backends.embedded.smtp import SmtpMailer
from services.backends.mailer import Mailer
from services.runtime.randomness import random_id
from tests.aws_world import aws, let_send, sent_mails
from tests.backends.embedded.mails import a_message
from tests.backends.embedded.smtp_server import smtp_server


@dataclass(frozen=True)
class Post:
    """A mailer, and what arrived through it."""

    mailer: Mailer
    arrived: Callable[[], list[bytes]]
    forgets: str | None = None
    """Why it cannot know that it has sent a mail before."""


def _outbox(folder: Path) -> Iterator[Post]:
    mailer = OutboxMailer(folder, random_id)
    yield Post(mailer, lambda: [path.read_bytes() for path in sorted(folder.glob("*.eml"))])


def _smtp(folder: Path) -> Iterator[Post]:
    with smtp_server() as server:
        mailer = SmtpMailer(server.url, OutboxMailer(folder, random_id))
        yield Post(mailer, lambda: [mail.content for mail in server.delivered])


def _ses(_: Path) -> Iterator[Post]:
    with aws() as clients:
        let_send(clients.ses, "papierhaus.example.com")
        yield Post(
            SesMailer(clients.ses, "counterfoil"),
            sent_mails,
            forgets="SES has no idempotency token: the mail ledger closes the window (design D8)",
        )


MAILERS = {"outbox": _outbox, "smtp": _smtp, "ses": _ses}


@pytest.fixture(params=sorted(MAILERS))
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    yield from MAILERS[request.param](tmp_path / "outbox")


def _text(message: EmailMessage) -> list[str]:
    part = message.get_body(("plain",))
    assert part is not None
    lines: list[str] = part.get_content().splitlines()
    return lines


def test_a_message_arrives_whole_and_has_an_id(post: Post) -> None:
    message = a_message()
    assert post.mailer.send(message, mail_id="mail_1", attempt=1)
    (content,) = post.arrived()
    arrived = message_from_bytes(content, policy=default)
    assert isinstance(arrived, EmailMessage)
    for header in ("From", "To", "Subject", "Message-ID"):
        assert arrived[header] == message[header]
    assert _text(arrived) == _text(message)


def test_sending_leaves_the_message_as_it_was(post: Post) -> None:
    message, before = a_message(), a_message()
    post.mailer.send(message, mail_id="mail_1", attempt=1)
    assert message.keys() == before.keys()
    assert (message["To"], message["Bcc"]) == (before["To"], before["Bcc"])


def test_two_mails_are_two(post: Post) -> None:
    ids = {
        post.mailer.send(a_message(message_id=f"<{n}@e.com>"), mail_id=f"mail_{n}", attempt=1)
        for n in range(2)
    }
    assert len(ids) == len(post.arrived()) == 2


def test_a_second_attempt_of_a_mail_that_was_sent_gives_its_id_again(post: Post) -> None:
    if post.forgets:
        pytest.skip(post.forgets)
    first = post.mailer.send(a_message(), mail_id="mail_1", attempt=1)
    assert post.mailer.send(a_message(), mail_id="mail_1", attempt=2) == first
