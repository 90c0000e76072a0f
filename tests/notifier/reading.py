"""Reading a mail back: its parts, and the tags and words of its HTML."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser

from services.notifier.mail_message import written
from tests.issued import Issue
from tests.notifier.counter import Counter


def message_about(counter: Counter, issue: Issue) -> EmailMessage:
    return written(issue.invoice, issue.order, counter.desk, mail_id=counter.mail_id(issue))


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def plain_space(text: object) -> str:
    return re.sub(r"\s", " ", str(text))


class Tags(HTMLParser):
    """Every tag with its attributes, and every word between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
