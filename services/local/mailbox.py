"""The outbox folder read back: what the inbox page shows of each .eml file."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

MAIL_ID = re.compile(r"\A[A-Za-z0-9_-]{1,80}\Z")
_SHOWN_HEADERS = ("From", "To", "Bcc", "Reply-To", "Date", "Message-ID", "Auto-Submitted")
_LINK = re.compile(r"^https?://\S+$", re.MULTILINE)


class Summary(NamedTuple):
    """One row of the inbox."""

    id: str
    from_name: str
    to: str
    subject: str
    sent_at: datetime

    @property
    def shown_at(self) -> str:
        """Return the time as the list shows it."""
        return f"{self.sent_at:%-d %b, %H:%M:%S}"


class Opened(NamedTuple):
    """One mail, read in full."""

    id: str
    subject: str
    headers: list[tuple[str, str]]
    html: str
    text: str
    link: str | None
    """The first line of the text part that is a link and nothing else."""
    attachments: list[str]


def count(outbox: Path) -> int:
    """Return how many mails the outbox holds."""
    return sum(1 for _ in outbox.glob("*.eml"))


def newest(outbox: Path, limit: int) -> list[Summary]:
    """Return up to `limit` mails, the last written first."""
    files = sorted(outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_summary(path) for path in files[:limit]]


def path_of(outbox: Path, mail_id: str) -> Path | None:
    """Return the file of a mail, None when there is none or the id is no mail id."""
    path = outbox / f"{mail_id}.eml"
    return path if MAIL_ID.match(mail_id) and path.is_file() else None


def opened(path: Path) -> Opened:
    """Read one mail in full."""
    with path.open("rb") as file:
        message = BytesParser(EmailMessage, policy=policy.default).parse(file)
    text = _part(message, "plain")
    link = _LINK.search(text)
    return Opened(
        id=path.stem,
        subject=str(message["Subject"]),
        headers=[(name, str(message[name])) for name in _SHOWN_HEADERS if message[name]],
        html=_part(message, "html"),
        text=text,
        link=link.group() if link else None,
        attachments=[part.get_filename("unnamed") for part in message.iter_attachments()],
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if isinstance(body, EmailMessage) else ""


def _summary(path: Path) -> Summary:
    with path.open("rb") as file:
        message = BytesHeaderParser(policy=policy.default).parse(file)
    name, address = parseaddr(str(message["From"]))
    return Summary(
        id=path.stem,
        from_name=name or address,
        to=parseaddr(str(message["To"]))[1],
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])).astimezone(UTC),
    )


class _Styles(HTMLParser):
    """Collects every style of a document: attributes and elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        self.found.update(value for name, value in attrs if name == "style" and value)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found.add(data)


def body_policy(html: str) -> str:
    """Return the Content-Security-Policy under which this very mail shows as its reader sees it.

    Mail needs style attributes. Each style of the document is allowed by its hash (CSP level 3,
    section 6.7.3), so nothing that is not in it runs, loads or styles.
    """
    styles = _Styles()
    styles.feed(html)
    digests = (hashlib.sha256(style.encode()).digest() for style in styles.found)
    hashes = sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    allowed = " ".join(("'unsafe-hashes'", *hashes)) if hashes else "'none'"
    return (
        f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )
