"""The outbox: exactly one file a mail."""

from email import message_from_bytes
from email.policy import default
from itertools import count
from pathlib import Path

import pytest

from services.backends.embedded.outbox import OutboxMailer
from tests.backends.embedded.mails import a_message


@pytest.fixture
def outbox(tmp_path: Path) -> OutboxMailer:
    ids = count()
    return OutboxMailer(tmp_path / "outbox", lambda: f"{next(ids):032x}")


def test_a_mail_becomes_one_file_that_mail_programs_open(
    tmp_path: Path, outbox: OutboxMailer
) -> None:
    sent = a_message()
    assert outbox.send(sent, mail_id="mail_1", attempt=1) == sent["Message-ID"]
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == "mail_1.eml"
    content = file.read_bytes()
    assert b"\n" not in content.replace(b"\r\n", b"")
    read = message_from_bytes(content, policy=default)
    assert (read["Subject"], read["To"]) == (sent["Subject"], sent["To"])
    for kind in ("plain", "html"):
        (read_part, sent_part) = (m.get_body((kind,)) for m in (read, sent))
        assert read_part is not None
        assert sent_part is not None
        assert read_part.get_content().splitlines() == sent_part.get_content().splitlines()


def test_sending_a_mail_again_changes_nothing_and_gives_the_first_message_id(
    tmp_path: Path, outbox: OutboxMailer
) -> None:
    first = outbox.send(a_message(message_id="<first@example.com>"), mail_id="mail_1", attempt=1)
    content = (tmp_path / "outbox" / "mail_1.eml").read_bytes()
    again = outbox.send(a_message(message_id="<again@example.com>"), mail_id="mail_1", attempt=2)
    assert (first, again) == ("<first@example.com>", "<first@example.com>")
    assert (tmp_path / "outbox" / "mail_1.eml").read_bytes() == content


def test_the_outbox_knows_what_it_holds(outbox: OutboxMailer) -> None:
    assert outbox.sent("mail_1") is None
    outbox.send(a_message(message_id="<first@example.com>"), mail_id="mail_1", attempt=1)
    assert outbox.sent("mail_1") == "<first@example.com>"


def test_a_mail_without_a_message_id_is_refused(tmp_path: Path, outbox: OutboxMailer) -> None:
    message = a_message()
    del message["Message-ID"]
    with pytest.raises(ValueError, match="Message-ID"):
        outbox.send(message, mail_id="mail_1", attempt=1)
    assert not (tmp_path / "outbox").exists()


@pytest.mark.parametrize("mail_id", ["", "../mail_1", "a/b", ".hidden", "~half", "mail 1"])
def test_a_mail_id_that_is_no_file_name_is_refused(outbox: OutboxMailer, mail_id: str) -> None:
    with pytest.raises(ValueError, match="mail id"):
        outbox.send(a_message(), mail_id=mail_id, attempt=1)
