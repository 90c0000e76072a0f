from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.notifier.header_policy import HEADER_POLICY

WORDS = st.lists(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "Sc")), min_size=1, max_size=12),
    min_size=1,
    max_size=20,
)


def there_and_back(message: EmailMessage) -> EmailMessage:
    return BytesParser(EmailMessage, policy=default).parsebytes(message.as_bytes())


@given(WORDS)
@example(["0" * 10, *["0" * 11] * 5])
def test_a_subject_reads_as_it_was_written(words: list[str]) -> None:
    message = EmailMessage(HEADER_POLICY)
    message["Subject"] = " ".join(words)

    assert str(there_and_back(message)["Subject"]) == " ".join(words)
    assert all(len(line) <= 78 for line in message.as_bytes().splitlines() if b"=?" in line)


@given(WORDS)
def test_a_name_reads_as_it_was_written(words: list[str]) -> None:
    message = EmailMessage(HEADER_POLICY)
    message["To"] = [Address(" ".join(words), "zoe", "example.com"), Address("", "a", "b.example")]

    # The library's newer reader parts a long name where its encoded words meet; the older does not.
    (name, address), (_, second) = getaddresses([message_from_bytes(message.as_bytes())["To"]])
    assert str(make_header(decode_header(name))) == " ".join(words)
    assert (address, second) == ("zoe@example.com", "a@b.example")


@pytest.mark.parametrize("length", range(20, 60))
def test_a_space_between_two_encoded_words_survives_every_fold(length: int) -> None:
    subject = f"Invoice {'x' * length}: 104,35 € fällig am 5. März"
    message = EmailMessage(HEADER_POLICY)
    message["Subject"] = subject

    assert str(there_and_back(message)["Subject"]) == subject
    assert message.as_string().isascii()
