"""SMTP: mail that leaves the machine."""

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import getaddresses
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from services.backends.embedded.outbox import OutboxMailer
from services.backends.mailer import MailDelayed, MailRefused

TIMEOUT_S = 30.0
_PORTS = {"smtp": 25, "smtps": 465}
_PERMANENT = range(500, 600)
_LOG_IN_FIRST = 530
"""RFC 4954: a 5xx that is about our settings, not about this mail."""

log = structlog.get_logger()


class BadMailUrlError(ValueError):
    """The mail server's URL cannot be read; the message never repeats its password."""


class _Server(NamedTuple):
    host: str
    port: int
    tls: bool
    starttls: bool
    user: str | None
    password: str


def _server(url: str) -> _Server:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _unreadable() from None
    options = parse_qs(parts.query, keep_blank_values=True)
    known = options in ({}, {"starttls": ["1"]}, {"starttls": ["0"]})
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or not known:
        raise _unreadable()
    return _Server(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        starttls=options == {"starttls": ["1"]},
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or ""),
    )


def _unreadable() -> BadMailUrlError:
    return BadMailUrlError(
        "the mail URL must read smtp://user:password@host:port, smtps://... for TLS from the "
        "start, or end in ?starttls=1 for TLS after the greeting; write reserved characters of "
        "user and password in percent-encoding (a slash is %2F)"
    )


def _greeted(server: _Server) -> smtplib.SMTP:
    if server.tls:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)


@contextmanager
def _connected(server: _Server) -> Iterator[smtplib.SMTP]:
    client = _greeted(server)
    try:
        if server.starttls:
            client.starttls(context=ssl.create_default_context())
        if server.user is not None:
            client.login(server.user, server.password)
        yield client
    finally:
        # What the server took is sent, however the goodbye goes.
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
        client.close()


def _verdict(part: str, codes: Iterable[int]) -> Exception:
    """Turn replies into what the caller does next; smtplib's own errors would name addresses."""
    refusals = sorted(set(codes))
    said = f"the mail server refused the {part} with {', '.join(map(str, refusals))}"
    for_good = all(code in _PERMANENT and code != _LOG_IN_FIRST for code in refusals)
    return MailRefused(said) if for_good else MailDelayed(said)


def _hand_over(client: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        refused = client.send_message(message)
    except smtplib.SMTPSenderRefused as error:
        raise _verdict("sender", [error.smtp_code]) from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _verdict("recipient", codes) from None
    except smtplib.SMTPDataError as error:
        raise _verdict("content", [error.smtp_code]) from None
    except smtplib.SMTPNotSupportedError:
        raise MailRefused("the mail server takes only ASCII in addresses") from None
    # Somebody got it. A refused blind copy is no reason to say that the buyer did not.
    buyers = {address for _, address in getaddresses(message.get_all("To", []))}
    if codes := [code for address, (code, _) in refused.items() if address in buyers]:
        raise _verdict("recipient", codes)


class SmtpMailer:
    """At least once: a crash after the server's reply and before our note sends a mail twice.

    `url` is `smtp://` or `smtps://`, with the user, password and port it needs; `?starttls=1`
    turns TLS on after the greeting. A copy of each mail that was sent stays in the outbox, and
    what has a copy is not sent again. Raises BadMailUrlError.
    """

    def __init__(self, url: str, outbox: OutboxMailer) -> None:
        self._server = _server(url)
        self._outbox = outbox

    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        """See `Mailer.send`. Raises MailDelayed, OSError or SMTPException when a retry may help."""
        if before := self._outbox.sent(mail_id):
            return before
        with _connected(self._server) as client:
            _hand_over(client, message)
            return self._kept(message, mail_id, attempt)

    def _kept(self, message: EmailMessage, mail_id: str, attempt: int) -> str:
        try:
            return self._outbox.send(message, mail_id=mail_id, attempt=attempt)
        except OSError as error:
            # The mail is out: to fail for want of a copy would send it once more.
            log.warning("mail.copy_not_kept", mail_id=mail_id, reason=type(error).__name__)
            return str(message["Message-ID"])
