import base64
import re
import unicodedata
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from PIL import Image

from services.document.labels import WORDINGS
from services.domain.colour import READABLE, contrast
from services.notifier.phrases import PHRASES, Phrases
from tests.domain.credits import a_credit_note
from tests.notifier.counter import Counter
from tests.notifier.reading import Tags, html_of, message_about, plain_space, text_of


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


DUE = {"status": "due", "method": "bank_transfer"}


def test_the_mail_has_a_text_and_an_html_part_of_the_same_content(counter: Counter) -> None:
    message = message_about(counter, counter.issue(payment=DUE))

    assert message.get_content_type() == "multipart/alternative"
    for part in (text_of(message), html_of(message)):
        shown = plain_space(part)
        for words in (
            "INV-2026-000001",
            "104,35 €",
            "5. Dezember 2026",
            "DE89 3704 0044 0532 0130 00",
            "COBADEFFXXX",
            "Notebook A5, dotted",
            "A-1001",
        ):
            assert words in shown


@pytest.mark.parametrize("language", WORDINGS)
def test_the_mail_speaks_the_language_of_the_order(counter: Counter, language: str) -> None:
    issue = counter.issue(locale=language, payment=DUE)

    message = message_about(counter, issue)

    words, phrases = WORDINGS[language], PHRASES[language]
    assert str(message["Subject"]).startswith(f"{words.invoice} INV-2026-000001 ")
    assert "Papierhaus" in message["Subject"]
    for part in (text_of(message), html_of(message)):
        assert phrases.view in part
        assert phrases.reply in part
        assert words.account_holder in part
    assert Tags(html_of(message)).tags[0] == (
        "html",
        {"lang": language, "dir": Locale(language).text_direction},
    )


@pytest.mark.parametrize("language", WORDINGS)
def test_the_mail_of_a_credit_note_speaks_of_a_credit_note(counter: Counter, language: str) -> None:
    sold = counter.issue(locale=language)
    issue = sold._replace(invoice=a_credit_note(sold.invoice, reason="Two came back"))

    message = message_about(counter, issue)

    words, phrases = WORDINGS[language], PHRASES[language]
    assert str(message["Subject"]).startswith(f"{words.credit_note} CN-2026-000001 ")
    for part in (text_of(message), html_of(message)):
        assert phrases.credit_view in part
        assert phrases.credit_items in part
        assert phrases.credit_intro.format(reference="A-1001") in part
        assert phrases.view not in part.replace(phrases.credit_view, "")
        assert "Two came back" in part


@pytest.mark.parametrize(("language", "start"), [("ar", "right"), ("ja", "left")])
def test_names_begin_where_reading_begins_and_amounts_end_at_the_right(
    counter: Counter, language: str, start: str
) -> None:
    tags = Tags(html_of(message_about(counter, counter.issue(locale=language)))).tags

    names = [attrs for tag, attrs in tags if tag == "th"]
    amounts = [attrs for tag, attrs in tags if tag == "td" and attrs.get("width") == "1%"]
    for cells, side in ((names, start), (amounts, "right")):
        assert len(cells) > 3
        assert {cell["align"] for cell in cells} == {side}
        assert all(f"text-align: {side};" in (cell["style"] or "") for cell in cells)


def test_what_a_shop_wrote_keeps_its_direction_in_an_arabic_mail(counter: Counter) -> None:
    line = {"name": "Bowl", "quantity": "3", "unit": "KGM", "unit_price": "12.50"}
    issue = counter.issue(locale="ar-AE", lines=[{**line, "tax": {"category": "S", "rate": "5"}}])

    message = message_about(counter, issue)

    for text in ("Bowl", "3 kg \N{MULTIPLICATION SIGN} 12.50"):
        assert f"<bdi>{text}</bdi>" in html_of(message)
        assert f"\u2068{text}\u2069" in text_of(message)


def test_no_language_forgets_a_name_in_braces() -> None:
    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text)} - {None}

    for field in Phrases.model_fields:
        texts = [getattr(phrases, field) for phrases in PHRASES.values()]
        assert all(names(text) == names(texts[0]) for text in texts), field


def test_an_order_without_a_locale_is_written_in_the_sellers(counter: Counter) -> None:
    issue = counter.issue(locale=None, profile={"locale": "fr-FR"})

    assert str(message_about(counter, issue)["Subject"]).startswith("Facture ")


def test_a_language_nobody_translated_is_written_in_the_sellers(counter: Counter) -> None:
    issue = counter.issue(locale="th-TH", profile={"locale": "fr-FR"})

    assert str(message_about(counter, issue)["Subject"]).startswith("Facture ")


def test_where_the_sellers_language_is_not_translated_either_english_is_written(
    counter: Counter,
) -> None:
    issue = counter.issue(locale="th-TH", profile={"locale": "fi-FI"})

    assert str(message_about(counter, issue)["Subject"]).startswith("Invoice ")


def test_a_paid_invoice_asks_for_no_money(counter: Counter) -> None:
    text = text_of(message_about(counter, counter.issue()))

    payment = text[text.index("Zahlung\n") : text.index("Ihre Bestellung (")]
    assert "IBAN" not in payment
    assert "vollständig bezahlt" in payment


def test_ten_items_are_listed_and_the_others_counted(counter: Counter) -> None:
    line = {"quantity": "1", "unit_price": "1", "tax": {"category": "S", "rate": "19"}}
    issue = counter.issue(lines=[{**line, "name": f"Item number {n}"} for n in range(1, 32)])

    message = message_about(counter, issue)

    for part in (text_of(message), html_of(message)):
        assert "Item number 10" in part
        assert "Item number 11" not in part
        assert "und 21 weitere" in part


def test_what_a_shop_writes_is_never_markup(counter: Counter) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">&amp;"\''
    line = {"quantity": "1", "unit_price": "1", "tax": {"category": "S", "rate": "19"}}
    plain = counter.issue(key="plain", lines=[{**line, "name": "x"}])
    issue = counter.issue(
        key="evil",
        reference='<b onclick="alert(1)">',
        purchase_order="<i>",
        lines=[{**line, "name": evil, "sku": "<u>", "description": evil}],
        profile={"trading_name": evil, "footer": evil},
    )

    tags = Tags(html_of(message_about(counter, issue)))

    assert evil in "".join(tags.words)
    known = {tag for tag, _ in Tags(html_of(message_about(counter, plain))).tags}
    assert {tag for tag, _ in tags.tags} == known
    assert not [name for _, attrs in tags.tags for name in attrs if name.startswith("on")]


def test_the_mail_loads_nothing_and_works_without_pictures(counter: Counter) -> None:
    logo = BytesIO()
    Image.new("RGB", (8, 8)).save(logo, "PNG")
    profile = {"logo": base64.b64encode(logo.getvalue()).decode()}

    html = html_of(message_about(counter, counter.issue(profile=profile)))

    tags = Tags(html)
    assert not {"img", "link", "script", "iframe", "object", "video"} & {t for t, _ in tags.tags}
    assert not [name for _, attrs in tags.tags for name in attrs if name in {"src", "background"}]
    assert "url(" not in html
    assert "@import" not in html


def test_the_mail_is_made_for_readers_of_every_kind(counter: Counter) -> None:
    html = html_of(message_about(counter, counter.issue()))

    tags = Tags(html).tags
    metas = {attrs.get("name"): attrs.get("content") for tag, attrs in tags if tag == "meta"}
    assert metas["color-scheme"] == metas["supported-color-schemes"] == "light dark"
    assert "@media (prefers-color-scheme: dark)" in html
    layout = [attrs for tag, attrs in tags if tag == "table" and "role" in attrs]
    assert all(attrs["role"] == "presentation" for attrs in layout)
    assert len(layout) >= 5
    assert {"title", "h1", "th"} <= {tag for tag, _ in tags}


@pytest.mark.parametrize("accent", ["#ffff00", "#ffffff", "#000000", "#777777", "#1f4b99"])
def test_the_button_can_be_read_in_every_accent_colour(counter: Counter, accent: str) -> None:
    html = html_of(message_about(counter, counter.issue(profile={"accent_colour": accent})))

    (style,) = [
        attrs["style"] or "" for _, attrs in Tags(html).tags if attrs.get("class") == "button"
    ]
    ground = re.search(r"background-color: (#\w{6})", style)
    ink = re.search(r"[^-]color: (#\w{6})", style)
    assert ground is not None
    assert ink is not None
    assert contrast(ground.group(1), ink.group(1)) >= READABLE


def test_the_first_words_a_list_of_mails_shows_are_amount_and_state(counter: Counter) -> None:
    html = html_of(message_about(counter, counter.issue()))

    shown = " ".join("".join(Tags(html[html.index("<body") :]).words).split())
    assert shown.startswith("104,35 € bezahlt · Rechnung INV-2026-000001")


def test_a_test_order_says_that_it_is_one(counter: Counter) -> None:
    message = message_about(counter, counter.issue(livemode=False))

    for part in (text_of(message), html_of(message)):
        assert WORDINGS["de"].test_notice in part


def test_a_sentence_read_from_right_to_left_begins_with_a_letter_of_its_own() -> None:
    for language, phrases in PHRASES.items():
        if Locale(language).text_direction == "rtl":
            for text in phrases.model_dump().values():
                begins = text.replace("{title}", WORDINGS[language].invoice)[0]
                assert unicodedata.bidirectional(begins) in {"R", "AL"}, text
