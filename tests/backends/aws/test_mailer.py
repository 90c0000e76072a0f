"""Mail through SES: how it is asked, and what its refusals mean."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from mypy_boto3_sesv2 import SESV2Client

from services.backends.aws.mailer import SesMailer
from services.backends.mailer import MailDelayed, MailRefused, MailUnanswered
from services.notifier.header_policy import HEADER_POLICY
from tests.aws_faults import lose_answer, refuse
from tests.aws_world import Requests, aws, let_send, sent_mails
from tests.backends.embedded.mails import a_message


@pytest.fixture
def ses() -> Iterator[SESV2Client]:
    with aws() as clients:
        let_send(clients.ses, "papierhaus.example.com")
        yield clients.ses


@pytest.fixture
def mailer(ses: SESV2Client) -> SesMailer:
    return SesMailer(ses, "counterfoil-mail")


def _send(mailer: SesMailer, message: EmailMessage | None = None) -> str:
    return mailer.send(message or a_message(), mail_id="mail_4f2a", attempt=2)


def test_an_attempt_is_tagged_and_reported_on(ses: SESV2Client, mailer: SesMailer) -> None:
    requests = Requests(ses)
    _send(mailer)
    (asked,) = requests.of("SendEmail")
    assert asked["ConfigurationSetName"] == "counterfoil-mail"
    assert asked["EmailTags"] == [{"Name": "attempt", "Value": "mail_4f2a-2"}]


def test_a_blind_copy_is_sent_and_not_told_of(ses: SESV2Client, mailer: SesMailer) -> None:
    requests = Requests(ses)
    _send(mailer)
    (asked,) = requests.of("SendEmail")
    assert asked["Destination"] == {
        "ToAddresses": ["zoe@example.com"],
        "BccAddresses": ["archive@papierhaus.example.com"],
    }
    (content,) = sent_mails()
    assert b"archive@" not in content


def test_mail_is_written_in_seven_bits_with_whole_line_ends(mailer: SesMailer) -> None:
    message = EmailMessage(HEADER_POLICY)
    message["From"] = "invoices@papierhaus.example.com"
    message["To"] = "zoe@example.com"
    message["Subject"] = "Für Zoë Łukasiewicz"
    message.set_content("Für Zoë Łukasiewicz\nhttps://example.com/i/token\n", cte="8bit")
    _send(mailer, message)
    (content,) = sent_mails()
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    arrived = message_from_bytes(content, policy=default)
    assert isinstance(arrived, EmailMessage)
    assert arrived["Subject"] == message["Subject"]
    assert arrived.get_content() == message.get_content()


def test_an_address_outside_ascii_is_refused_before_it_is_sent(
    ses: SESV2Client, mailer: SesMailer
) -> None:
    message = a_message()
    message.replace_header("To", "Zoë <zoë@example.com>")
    requests = Requests(ses)
    with pytest.raises(MailRefused) as refused:
        _send(mailer, message)
    assert requests.names == []
    assert "@" not in str(refused.value)


@pytest.mark.parametrize(
    "code",
    [
        "MessageRejected",
        "MailFromDomainNotVerifiedException",
        "AccountSuspendedException",
        "BadRequestException",
    ],
)
def test_what_ses_will_never_send_is_refused_without_naming_anybody(
    ses: SESV2Client, mailer: SesMailer, code: str
) -> None:
    refuse(ses, "SendEmail", code)
    with pytest.raises(MailRefused, match=code) as refused:
        _send(mailer)
    assert "@" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    "fault",
    [
        ("TooManyRequestsException", 429),
        ("ThrottlingException", 400),
        ("LimitExceededException", 400),
        ("SendingPausedException", 400),
        ("NotFoundException", 404),
        ("AccessDeniedException", 403),
    ],
)
def test_what_is_no_fault_of_the_mail_may_be_sent_again(
    ses: SESV2Client, mailer: SesMailer, fault: tuple[str, int]
) -> None:
    refuse(ses, "SendEmail", fault[0], status=fault[1], times=1)
    with pytest.raises(MailDelayed, match=fault[0]) as delayed:
        _send(mailer)
    assert "@" not in str(delayed.value)
    assert _send(mailer)


def test_of_a_mail_at_which_ses_itself_failed_nobody_knows_whether_it_is_out(
    ses: SESV2Client, mailer: SesMailer
) -> None:
    refuse(ses, "SendEmail", "InternalServiceErrorException", status=500, times=1)
    with pytest.raises(MailUnanswered, match="InternalServiceErrorException"):
        _send(mailer)


def test_a_sender_nobody_verified_is_refused(mailer: SesMailer) -> None:
    message = a_message()
    message.replace_header("From", "invoices@elsewhere.example.com")
    with pytest.raises(MailRefused, match="MessageRejected"):
        _send(mailer, message)


def test_a_mail_whose_answer_was_lost_is_out_all_the_same(
    ses: SESV2Client, mailer: SesMailer
) -> None:
    lose_answer(ses, "SendEmail")
    with pytest.raises(MailUnanswered):
        _send(mailer)
    assert len(sent_mails()) == 1
