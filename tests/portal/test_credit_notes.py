"""The page of a credit note."""

from pathlib import Path

import pytest
from starlette.responses import Response

from services.document.labels import WORDINGS
from services.portal.opening import Opened
from services.portal.pages import invoice_page, preparing_page
from services.portal.phrases import PHRASES
from tests.domain.credits import a_credit_note
from tests.portal.window import Page, Window


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """What a link to a credit note of 5 EUR leads to."""
    issue = Window(tmp_path / "state").issue()
    note = a_credit_note(issue.invoice, amount="5")
    return Opened("/i/token", note, issue.order, "hello@papierhaus.example.com")


def text_of(response: Response) -> str:
    return Page(bytes(response.body).decode()).words


def test_the_page_says_how_much_is_credited_and_on_which_invoice(opened: Opened) -> None:
    words = WORDINGS["de"]
    page = text_of(invoice_page(opened))
    assert f"{words.credit_note} CN-2026-000001" in page
    assert "5,00 € Zu Ihren Gunsten" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{words.original_invoice} INV-2026-000001" in page
    assert f"{words.credit_reason} Returned" in page


def test_while_it_is_prepared_the_page_speaks_of_a_credit_note(opened: Opened) -> None:
    page = text_of(preparing_page(opened))
    phrases = PHRASES["de"]
    assert phrases.credit_preparing_title in page
    assert phrases.credit_preparing.format(number="CN-2026-000001") in page
