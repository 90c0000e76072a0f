"""SMTP: what the server took is sent, what it will never take is refused without an address."""

import smtplib
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import default
from itertools import count
from pathlib import Path

import pytest

from services.backends.embedded.outbox import OutboxMailer
from services.backends.embedded.smtp import BadMailUrlError, SmtpMailer
from services.backends.mailer import MailDelayed, MailRefused
from tests.backends.embedded.mails import a_message
from tests.backends.embedded.smtp_server import SmtpServer, smtp_server

BUYER, COPY = "zoe@example.com", "archive@papierhaus.example.com"


@pytest.fixture
def outbox(tmp_path: Path) -> OutboxMailer:
    ids = count()
    return OutboxMailer(tmp_path / "outbox", lambda: f"{next(ids):032x}")


def _send(server: SmtpServer, outbox: OutboxMailer, url: str | None = None) -> str:
    mailer = SmtpMailer(url or server.url, outbox)
    return mailer.send(a_message(), mail_id="mail_1", attempt=1)


def test_a_mail_reaches_every_recipient_and_the_outbox(outbox: OutboxMailer) -> None:
    with smtp_server() as server:
        message_id = _send(server, outbox)
    ((sender, recipients, content),) = server.delivered
    assert (sender, recipients) == ("invoices@papierhaus.example.com", [BUYER, COPY])
    read = message_from_bytes(content, policy=default)
    assert (read["Subject"], read["Bcc"]) == (a_message()["Subject"], None)
    assert message_id == outbox.sent("mail_1") == read["Message-ID"]


def test_a_mail_that_has_a_copy_in_the_outbox_is_not_sent_again(outbox: OutboxMailer) -> None:
    with smtp_server() as server:
        assert _send(server, outbox) == _send(server, outbox)
    assert len(server.delivered) == 1


def test_a_mail_that_is_out_counts_as_sent_though_its_copy_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("no folder")
    blocked = OutboxMailer(tmp_path / "outbox", lambda: "0" * 32)
    with smtp_server() as server:
        assert _send(server, blocked) == a_message()["Message-ID"]
    assert len(server.delivered) == 1


def test_user_and_password_are_given_decoded(outbox: OutboxMailer) -> None:
    with smtp_server() as server:
        _send(server, outbox, server.url.replace("//", "//shop%40example.com:p%3Aw%2Fd@"))
    plain = "AHNob3BAZXhhbXBsZS5jb20AcDp3L2Q="  # Base64 of "\0shop@example.com\0p:w/d"
    assert f"AUTH PLAIN {plain}" in server.commands
    assert len(server.delivered) == 1


def test_without_the_tls_that_was_asked_for_nothing_is_said(outbox: OutboxMailer) -> None:
    with smtp_server() as server, pytest.raises(smtplib.SMTPNotSupportedError):
        _send(server, outbox, server.url.replace("//", "//user:secret@") + "?starttls=1")
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.commands)


@pytest.mark.parametrize(
    ("replies", "part"),
    [
        ({"MAIL": "550 5.7.1 zoe@example.com may not"}, "sender with 550"),
        ({"RCPT": "550 5.1.1 zoe@example.com unknown"}, "recipient with 550"),
        ({f"RCPT TO:<{BUYER}": "553 zoe@example.com unknown"}, "recipient with 553"),
        ({"DATA": "554 zoe@example.com does not want it"}, "content with 554"),
        ({".": "552 5.3.4 too big for zoe@example.com"}, "content with 552"),
    ],
)
def test_what_the_server_never_takes_is_refused_without_naming_anybody(
    outbox: OutboxMailer, replies: Mapping[str, str], part: str
) -> None:
    with smtp_server(replies) as server, pytest.raises(MailRefused, match=part) as refused:
        _send(server, outbox)
    assert "@" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert outbox.sent("mail_1") is None


@pytest.mark.parametrize(
    "replies",
    [
        {"MAIL": "451 4.3.0 later"},
        {"MAIL": "530 5.7.0 authentication required"},
        {"RCPT": "450 4.2.1 zoe@example.com is over quota"},
        {f"RCPT TO:<{BUYER}": "550 unknown", f"RCPT TO:<{COPY}": "421 closing"},
        {f"RCPT TO:<{COPY}": "421 closing"},
        {".": "451 4.3.0 later"},
    ],
)
def test_what_the_server_may_take_later_may_be_sent_again(
    outbox: OutboxMailer, replies: Mapping[str, str]
) -> None:
    with smtp_server(replies) as server, pytest.raises(MailDelayed) as delayed:
        _send(server, outbox)
    assert "@" not in str(delayed.value)
    assert (server.delivered, outbox.sent("mail_1")) == ([], None)


def test_a_refused_blind_copy_does_not_undo_what_the_buyer_got(outbox: OutboxMailer) -> None:
    with smtp_server({f"RCPT TO:<{COPY}": "550 unknown"}) as server:
        assert _send(server, outbox) == a_message()["Message-ID"]
    assert [delivered.recipients for delivered in server.delivered] == [[BUYER]]


@pytest.mark.parametrize("goodbye", ["500 what", "421 closing"])
def test_a_goodbye_that_fails_changes_nothing(outbox: OutboxMailer, goodbye: str) -> None:
    with smtp_server({"QUIT": goodbye}) as server:
        assert _send(server, outbox) == a_message()["Message-ID"]
    assert len(server.delivered) == 1


def test_an_address_beyond_ascii_is_refused_where_the_server_takes_none(
    outbox: OutboxMailer,
) -> None:
    message = a_message()
    message.replace_header("To", "zoë@example.com")
    with smtp_server() as server, pytest.raises(MailRefused, match="ASCII"):
        SmtpMailer(server.url, outbox).send(message, mail_id="mail_1", attempt=1)


def test_a_wrong_password_fails_no_mail_for_good(outbox: OutboxMailer) -> None:
    with (
        smtp_server({"AUTH": "535 5.7.8 bad credentials"}) as server,
        pytest.raises(smtplib.SMTPAuthenticationError),
    ):
        _send(server, outbox, server.url.replace("//", "//user:wrong@"))


def test_a_server_that_is_not_there_may_be_tried_again(outbox: OutboxMailer) -> None:
    with smtp_server() as server:
        url = server.url
    with pytest.raises(OSError, match="refused"):
        SmtpMailer(url, outbox).send(a_message(), mail_id="mail_1", attempt=1)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://user:hush@",
        "smtp://user:hush@mail.example.com:none",
        "smtp://user:hush@mail.example.com:70000",
        "smtp://user:hush@mail.example.com/inbox",
        "smtp://user:hush@mail.example.com?starttls=maybe",
        "smtp://user:hush@mail.example.com?timeout=3",
        "smtps://user:hush@[mail.example.com",
    ],
)
def test_a_url_that_cannot_be_read_is_refused_without_its_password(
    outbox: OutboxMailer, url: str
) -> None:
    with pytest.raises(BadMailUrlError, match="mail URL") as refused:
        SmtpMailer(url, outbox)
    assert "hush" not in str(refused.value)
