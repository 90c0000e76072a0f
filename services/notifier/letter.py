"""What the mail says: the document's own words, and a few sentences around them."""

from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.document.formatting import day
from services.document.language import language_of
from services.document.view.assembly import view_of
from services.document.view.model import View
from services.domain.colour import ink_on, plain, readable_on
from services.domain.invoice import Invoice
from services.domain.order import Issued
from services.notifier.phrases import PHRASES

SHOWN_ROWS = 10
DARK_PAPER = "#171c24"
"""The card of the template in its dark scheme."""

_TEMPLATES = Path(__file__).with_name("templates")
_HTML = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
_TEXT = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=False,  # noqa: S701 - plain text knows no markup to escape
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Letter(NamedTuple):
    """The parts of one mail that are words."""

    subject: str
    text: str
    html: str


def letter(
    invoice: Invoice, issued: Issued, *, seller_name: str, link: str, attached: bool
) -> Letter:
    """Write the mail about an invoice in the language of its document.

    `seller_name` is the name of today's profile, `link` the buyer's own, `attached` says that the
    PDF comes along.
    """
    view, language = view_of(invoice), language_of(invoice.bill)
    phrases, credit = PHRASES[language.locale.language], invoice.type == "381"
    intro = phrases.credit_intro if credit else phrases.intro
    rows = view.table.rows
    left_out = len(rows) - SHOWN_ROWS
    subject = phrases.subject.format(
        title=view.title, number=view.number, seller=seller_name, headline=view.headline
    )
    values = {
        "view": view,
        "phrases": phrases,
        "lang": language.tag,
        "dir": language.direction,
        "subject": subject,
        "seller_name": seller_name,
        "link": link,
        "intro": intro.format(reference=invoice.bill.reference),
        "button": phrases.credit_view if credit else phrases.view,
        "items": phrases.credit_items if credit else phrases.items,
        "rows": rows[:SHOWN_ROWS],
        "more": phrases.more.format(count=left_out) if left_out > 0 else None,
        "until": phrases.until.format(day=day(issued.link_expires_at.date(), language.locale)),
        "attached": attached,
        "dark_paper": DARK_PAPER,
        **_colours(invoice.bill.seller.accent_colour),
    }
    return Letter(
        subject=subject,
        text=_TEXT.get_template("letter.txt.jinja").render(values, pad=_pad(view)),
        html=_HTML.get_template("letter.html.jinja").render(values),
    )


def _colours(accent: str) -> dict[str, str]:
    return {
        "accent": plain(accent),
        "accent_ink": ink_on(plain(accent)),
        "accent_dark": readable_on(accent, DARK_PAPER),
        "accent_dark_ink": ink_on(readable_on(accent, DARK_PAPER)),
    }


def _pad(view: View) -> int:
    """Return how wide the labels of the text part are, so that its values stand in a column."""
    return max(len(pair.label) for pair in (*view.facts, *view.payment.pairs)) + 2
