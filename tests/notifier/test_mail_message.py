import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from services.domain.link import verify
from services.domain.seller import Seller
from services.notifier.mail_message import written
from tests.issued import PDF, PUBLIC_URL
from tests.notifier.counter import Counter
from tests.notifier.reading import Tags, html_of, message_about, plain_space, text_of


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


DUE = {"status": "due", "method": "bank_transfer"}


def test_the_link_stands_alone_on_a_line_of_the_text_part(counter: Counter) -> None:
    issue = counter.issue()

    message = message_about(counter, issue)

    (link,) = [line for line in text_of(message).splitlines() if line.startswith("http")]
    token = link.removeprefix(f"{PUBLIC_URL}/i/")
    claim = verify(token, counter.backends.secrets.links)
    assert claim is not None
    assert claim.link_id == issue.link.id
    assert f'href="{link}"' in html_of(message)
    assert link.encode() in message.as_bytes()


def test_the_subject_names_seller_document_number_amount_and_due_date(counter: Counter) -> None:
    due = message_about(counter, counter.issue(key="due", payment=DUE))
    paid = message_about(counter, counter.issue(key="paid"))

    assert plain_space(due["Subject"]) == (
        "Rechnung INV-2026-000001 von Papierhaus: 104,35 € fällig am 5. Dezember 2026"
    )
    assert plain_space(paid["Subject"]) == (
        "Rechnung INV-2026-000002 von Papierhaus: 104,35 € bezahlt"
    )


def test_replies_reach_a_person_and_copies_the_bookkeeper(counter: Counter) -> None:
    mail = {
        "from": "invoices@papierhaus.example.com",
        "reply_to": "hello@papierhaus.example.com",
        "bcc": ["books@papierhaus.example.com", "archive@papierhaus.example.com"],
    }

    message = message_about(counter, counter.issue(profile={"mail": mail}))

    assert str(message["From"]) == "Papierhaus <invoices@papierhaus.example.com>"
    assert str(message["Reply-To"]) == "hello@papierhaus.example.com"
    assert [address.addr_spec for address in message["Bcc"].addresses] == mail["bcc"]
    assert str(message["To"]) == "Zoë Łukasiewicz <zoe@example.com>"


def test_copies_are_part_of_the_same_file(counter: Counter) -> None:
    mail = {"from": "a@papierhaus.example.com", "bcc": ["books@papierhaus.example.com"]}
    counter.issue(profile={"mail": mail})

    counter.deliver()

    assert len(counter.mails()) == 1


def test_the_sender_is_who_the_seller_is_today(counter: Counter) -> None:
    issue = counter.issue()
    seller = counter.backends.sellers.read(issue.invoice.seller_id)
    assert seller is not None
    moved = seller.profile.mail.model_copy(update={"from_": "new@papierhaus.example.com"})
    profile = seller.profile.model_copy(update={"mail": moved, "trading_name": "Papierhaus Nord"})
    counter.backends.sellers.put(seller.id, profile, counter.clock())

    message = message_about(counter, issue)

    assert str(message["From"]) == "Papierhaus Nord <new@papierhaus.example.com>"


def test_the_same_mail_has_the_same_message_id_and_says_it_is_automatic(counter: Counter) -> None:
    issue = counter.issue()
    counter.clock.now = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    first = message_about(counter, issue)
    counter.clock.advance(600)
    again = message_about(counter, issue)

    assert first["Message-ID"] == again["Message-ID"]
    assert re.fullmatch(r"<[0-9a-f]{32}@papierhaus\.example\.com>", str(first["Message-ID"]))
    assert b"\r\nMessage-ID: <" in first.as_bytes()
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"] == "Sat, 21 Nov 2026 10:00:00 +0000"


def test_the_pdf_comes_along_when_the_seller_wants_it(counter: Counter) -> None:
    mail = {"from": "a@papierhaus.example.com", "attach_pdf": True}
    issue = counter.issue(profile={"mail": mail})

    message = message_about(counter, issue)

    (attached,) = message.iter_attachments()
    assert isinstance(attached, EmailMessage)
    assert attached.get_filename() == "INV-2026-000001.pdf"
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == PDF
    assert "Das PDF ist dieser E-Mail beigefügt." in text_of(message)
    assert "Rechnung ansehen" in html_of(message)


def test_without_that_wish_nothing_is_attached(counter: Counter) -> None:
    message = message_about(counter, counter.issue())

    assert list(message.iter_attachments()) == []
    assert "beigefügt" not in text_of(message)


class OneSeller:
    """Knows one seller, whose profile need not pass any check."""

    def __init__(self, seller: Seller) -> None:
        self._seller = seller

    def read(self, _seller_id: str) -> Seller:
        return self._seller

    def all(self) -> list[Seller]:
        return [self._seller]

    def put(self, *_args: object, **_kwargs: object) -> Seller:
        return self._seller


EVIL = "Eve\r\nBcc: everybody@example.net\n\x00\u2028Subject: Win"


def test_no_name_can_add_a_header(counter: Counter) -> None:
    issue = counter.issue()
    bill = issue.invoice.bill
    buyer = bill.buyer.model_copy(update={"name": EVIL})
    seller = counter.backends.sellers.read(issue.invoice.seller_id)
    assert seller is not None
    evil = seller.profile.model_copy(update={"trading_name": EVIL})
    desk = replace(counter.desk, sellers=OneSeller(seller.model_copy(update={"profile": evil})))
    invoice = issue.invoice.model_copy(
        update={"bill": bill.model_copy(update={"buyer": buyer}), "number": f"1{EVIL}"}
    )

    message = written(invoice, issue.order, desk, mail_id="mail_1")

    head = message.as_bytes().split(b"\r\n\r\n")[0]
    names = re.findall(rb"^([A-Za-z-]+):", head, re.MULTILINE)
    assert sorted(names) == sorted(
        b"From To Subject Date Message-ID Auto-Submitted MIME-Version Content-Type".split()
    )
    assert message["To"].addresses[0].addr_spec == "zoe@example.com"


def test_a_line_too_long_for_mail_is_folded_away(counter: Counter) -> None:
    long = " ".join(['"' * 60] * 3)
    line = {"quantity": "1", "unit_price": "1", "tax": {"category": "S", "rate": "19"}}
    issue = counter.issue(lines=[{**line, "name": long}], notes=" ".join(["<>&" * 20] * 16))

    message = message_about(counter, issue)

    assert max(len(row) for row in message.as_bytes().split(b"\r\n")) <= 998
    assert long in "".join(Tags(html_of(message)).words)


def test_a_domain_in_any_script_is_routed_in_ascii(counter: Counter) -> None:
    buyer = {
        "name": "Zoë",
        "email": "zoe@müller.example.com",
        "address": {"line1": "1", "postal_code": "1", "city": "B", "country": "DE"},
    }
    message = message_about(counter, counter.issue(buyer=buyer))

    assert message["To"].addresses[0].addr_spec == "zoe@xn--mller-kva.example.com"
