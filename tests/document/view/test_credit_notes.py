"""What a credit note says beside what every document says."""

import pytest

from services.document.labels import WORDINGS
from services.document.view.assembly import view_of
from tests.builders import an_invoice
from tests.document.orders import DUE
from tests.domain.credits import a_credit_note


@pytest.mark.parametrize("language", WORDINGS)
def test_a_credit_note_names_the_invoice_its_day_and_the_reason(language: str) -> None:
    original = an_invoice(locale=language, sequence=7)
    view, words = view_of(a_credit_note(original, reason="Two came back")), WORDINGS[language]
    facts = {pair.label: pair.value for pair in view.facts}
    assert view.title == words.credit_note
    assert facts[words.credit_note_number] == "CN-2026-000001"
    assert facts[words.original_invoice] == "INV-2026-000007"
    assert facts[words.original_date] == facts[words.issued_on]
    assert facts[words.credit_reason] == "Two came back"
    assert words.due_on not in facts


def test_an_invoice_names_no_original() -> None:
    words = WORDINGS["de"]
    labels = {pair.label for pair in view_of(an_invoice()).facts}
    assert not labels & {words.original_invoice, words.original_date, words.credit_reason}


@pytest.mark.parametrize("language", WORDINGS)
def test_a_credit_on_an_open_invoice_says_to_pay_that_much_less(language: str) -> None:
    due = an_invoice(locale=language, payment=DUE, sequence=7)
    paid = an_invoice(locale=language, sequence=7)
    sentences = [view_of(a_credit_note(each, amount="5")).payment.sentence for each in (due, paid)]
    assert "INV-2026-000007" in sentences[0]
    assert "INV-2026-000007" not in sentences[1]


def test_a_credit_note_asks_for_no_money() -> None:
    note = a_credit_note(an_invoice(payment=DUE))
    view = view_of(note)
    values = [pair.value for pair in view.payment.pairs]
    assert view.payment.stamp is None
    assert not [value for value in values if "DE89" in value]
    assert view.sums[-1].label == WORDINGS["de"].amount_credited
