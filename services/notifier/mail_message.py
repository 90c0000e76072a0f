"""One mail as a MIME message: who it is from, to whom, and its parts."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from email_validator import validate_email

from services.domain.invoice import Invoice
from services.domain.order import Order
from services.domain.seller import Seller
from services.flow.order_answer import page_url
from services.notifier.desk import Desk
from services.notifier.header_policy import HEADER_POLICY
from services.notifier.letter import Letter, letter

MAX_LINE_BYTES = 998
"""Of a mail, without its line end (RFC 5322, section 2.1.1)."""

_NO_HEADER_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Unwritable(Exception):  # noqa: N818 - a state of the ledger, not of this program
    """Something the mail needs is missing in the ledger; the message names it."""


def written(invoice: Invoice, order: Order, desk: Desk, *, mail_id: str) -> EmailMessage:
    """Write the mail about an invoice to its buyer, with the buyer's own link.

    From, Reply-To, Bcc and whether the PDF comes along are as the seller's profile says now.
    Raises Unwritable.
    """
    seller = desk.sellers.read(invoice.seller_id)
    if seller is None or order.issued is None:
        raise Unwritable(f"{order.id} lacks its seller or its number; run counterfoil audit")
    link = page_url(order, order.issued, public_url=desk.public_url, links=desk.link_keys)
    if link is None:
        raise Unwritable(f"the key that signed the link of {order.id} has left the key ring")
    words = letter(
        invoice,
        order.issued,
        seller_name=seller.shown_name,
        link=link,
        attached=seller.profile.mail.attach_pdf,
    )
    message = _message(words, invoice, seller, mail_id=mail_id, now=desk.clock())
    if seller.profile.mail.attach_pdf:
        _attach(message, invoice, desk)
    return message


def _message(
    words: Letter, invoice: Invoice, seller: Seller, *, mail_id: str, now: datetime
) -> EmailMessage:
    mail, buyer = seller.profile.mail, invoice.bill.buyer
    sender = _address(mail.from_, seller.shown_name)
    message = EmailMessage(HEADER_POLICY)
    message["From"] = sender
    message["To"] = _address(buyer.email, buyer.name)
    if mail.reply_to:
        message["Reply-To"] = _address(mail.reply_to)
    if mail.bcc:
        message["Bcc"] = [_address(address) for address in mail.bcc]
    message["Subject"] = _header_text(words.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _message_id(mail_id, sender.domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.text, cte=_encoding(words.text))
    message.add_alternative(words.html, subtype="html", cte=_encoding(words.html))
    return message


def _message_id(mail_id: str, domain: str) -> str:
    """Return the same id for every attempt: mail programs show a mail that came twice once.

    128 bits of the row's id do, and leave room for the domain: some programs lose folded ids.
    """
    return f"<{mail_id.removeprefix('mail_')[:32]}@{domain}>"


def _attach(message: EmailMessage, invoice: Invoice, desk: Desk) -> None:
    stored = desk.archive.read(invoice.archive_key)
    if stored is None:
        raise Unwritable(f"the archive has no {invoice.archive_key}; run counterfoil audit")
    name = f"{invoice.number}.pdf"
    message.add_attachment(stored.content, maintype="application", subtype="pdf", filename=name)


def _address(address: str, name: str = "") -> Address:
    """Return an address whose domain is in ASCII, as mail is routed."""
    parts = validate_email(address, check_deliverability=False)
    return Address(_header_text(name), parts.local_part, parts.ascii_domain)


def _header_text(text: str) -> str:
    """Return `text` without anything that could end a header, every space an ordinary one."""
    return " ".join(_NO_HEADER_TEXT.sub(" ", text).split())


def _encoding(text: str) -> str:
    """Return the transfer encoding that leaves lines, and so the link, whole where it may."""
    longest = max(len(line.encode()) for line in text.splitlines())
    return "8bit" if longest <= MAX_LINE_BYTES else "quoted-printable"
