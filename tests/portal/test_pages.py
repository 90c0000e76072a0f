import base64
import re
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from PIL import Image
from structlog.testing import capture_logs

from services.document.labels import WORDINGS
from services.domain.colour import READABLE, contrast
from services.portal.phrases import PHRASES, Phrases
from services.portal.theme import DARK_PAPER, LIGHT_PAPER, theme
from tests.portal.window import Page, Window

DUE = {"status": "due", "method": "bank_transfer"}
TAX = {"category": "S", "rate": "19"}
STATIC = Path(__file__).parents[2] / "services" / "portal" / "static"


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


def a_logo() -> str:
    picture = BytesIO()
    Image.new("RGB", (8, 4), "teal").save(picture, "PNG")
    return base64.b64encode(picture.getvalue()).decode()


def test_the_page_of_a_due_invoice_says_how_much_by_when_and_where_to(window: Window) -> None:
    page = window.page(window.issue(payment=DUE))

    for words in (
        "Papierhaus",
        "Rechnung INV-2026-000001",
        "104,35 €",
        "Fällig am 5. Dezember 2026",
        "21. November 2026",
        "DE89 3704 0044 0532 0130 00",
        "COBADEFFXXX",
        "Zoë Łukasiewicz",
        "Notebook A5, dotted",
        "NB-A5",
        "Field guide to paper",
        "Autumn offer",
        "89,95 €",
        "14,40 €",
        "DE123456789",
    ):
        assert words in page.words
    assert page.of_class("due")


def test_the_page_of_a_paid_invoice_asks_for_nothing(window: Window) -> None:
    page = window.page(window.issue())

    assert "Bezahlt" in page.words
    assert "Bitte überweisen" not in page.words
    assert page.of_class("paid")
    assert not page.of_class("code")


def test_an_invoice_paid_in_part_says_how_much_is_left(window: Window) -> None:
    page = window.page(window.issue(payment={**DUE, "paid_amount": "4.35"}))

    assert "100,00 € Fällig am 5. Dezember 2026 4,35 € von 104,35 € bezahlt" in page.words


@pytest.mark.parametrize("language", WORDINGS)
def test_the_page_speaks_the_language_of_the_order(window: Window, language: str) -> None:
    page = window.page(window.issue(locale=language, payment=DUE))

    direction = Locale(language).text_direction
    assert page.tags[0] == ("html", {"lang": language, "dir": direction})
    assert PHRASES[language].download in page.words
    assert PHRASES[language].e_invoice in page.words
    assert WORDINGS[language].account_holder in page.words


def test_no_language_forgets_a_name_in_braces() -> None:
    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text)} - {None}

    for field in Phrases.model_fields:
        texts = [getattr(phrases, field) for phrases in PHRASES.values()]
        assert all(names(text) == names(texts[0]) for text in texts), field


def test_questions_go_to_where_the_seller_answers_today(window: Window) -> None:
    issue = window.issue()
    seller = window.backends.sellers.read(issue.invoice.seller_id)
    assert seller is not None
    mail = seller.profile.mail.model_copy(update={"reply_to": "help+1?x@papierhaus.example.com"})
    window.backends.sellers.put(
        seller.id, seller.profile.model_copy(update={"mail": mail}), window.clock()
    )

    page = window.page(issue)

    assert "help+1?x@papierhaus.example.com" in page.words
    assert "mailto:help%2B1%3Fx@papierhaus.example.com" in page.attributes("href")


def test_a_long_order_shows_its_first_items_and_folds_the_others(window: Window) -> None:
    lines = [
        {"name": f"Item number {n}", "quantity": "1", "unit_price": "1", "tax": TAX}
        for n in range(1, 41)
    ]

    page = window.page(window.issue(lines=lines))

    assert "Item number 40" in page.words
    assert "28 weitere anzeigen" in page.words
    assert [tag for tag, _ in page.tags].count("details") == 1


def test_an_invoice_that_is_not_archived_yet_is_being_prepared(window: Window) -> None:
    issue = window.issue_unarchived()

    answer = window.browser.get(window.path(issue))

    assert answer.status_code == 200
    assert answer.headers["refresh"] == "3"
    assert PHRASES["de"].preparing.format(number=issue.invoice.number) in Page(answer.text).words
    pdf = window.browser.get(window.path(issue) + "/pdf")
    assert (pdf.status_code, pdf.headers["location"]) == (303, window.path(issue))


def test_a_test_order_says_that_its_page_is_no_invoice(window: Window) -> None:
    page = window.page(window.issue(livemode=False))

    assert WORDINGS["de"].test_notice in page.words


def test_every_page_forbids_everything_it_does_not_need(window: Window) -> None:
    paths = [
        window.path(window.issue(key="ready")),
        window.path(window.issue_unarchived(key="preparing")),
        "/i/unknown",
    ]
    for path in paths:
        headers = window.browser.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["content-type"] == "text/html; charset=utf-8"


def test_no_page_holds_script_style_or_anything_from_elsewhere(window: Window) -> None:
    profile = {"logo": a_logo()}
    ready = window.page(window.issue(key="ready", payment=DUE, profile=profile))
    preparing = window.page(window.issue_unarchived(key="preparing", profile=profile))
    gone = Page(window.browser.get("/i/unknown").text)
    for page in (ready, preparing, gone):
        names = {name for _, attrs in page.tags for name in attrs}
        assert not [name for name in names if name.startswith("on") or name == "style"]
        assert not {"script", "style", "iframe", "base", "form"} & {tag for tag, _ in page.tags}
        for url in page.attributes("href") + page.attributes("src"):
            assert url.startswith(("/i/", "/assets/portal/", "mailto:"))


def test_every_style_sheet_and_picture_of_a_page_is_there(window: Window) -> None:
    ready = window.page(window.issue(profile={"logo": a_logo()}))
    gone = Page(window.browser.get("/i/unknown").text)
    for page, count in ((ready, 6), (gone, 4)):
        links = [attrs["href"] or "" for tag, attrs in page.tags if tag == "link"]
        urls = page.attributes("src") + links
        assert len(urls) == count
        for url in urls:
            assert window.browser.get(url).status_code == 200


EVIL = "<script>x()</script><img src=y onerror=z()>\"'&lt;{{7*7}}"


def test_what_a_shop_or_seller_writes_is_never_markup(window: Window) -> None:
    address = {"line1": EVIL, "line2": EVIL, "postal_code": EVIL, "city": EVIL, "region": EVIL}
    there = {**address, "country": "DE"}
    line = {"quantity": "1", "unit_price": "1", "tax": TAX}
    evil_line = {**line, "sku": EVIL, "name": EVIL, "description": EVIL}
    evil_line["discount"] = {"amount": "0.10", "reason": EVIL}
    changes = {
        "payment": {**DUE, "reference": EVIL},
        "charges": [{"reason": EVIL, "amount": "1", "tax": TAX}],
    }
    evil = window.issue(
        key="evil",
        reference=EVIL,
        buyer={"name": EVIL, "email": "a@example.com", "reference": EVIL, "address": there},
        ship_to={"name": EVIL, "address": there},
        purchase_order=EVIL,
        notes=EVIL,
        lines=[evil_line],
        profile={
            "legal_name": EVIL,
            "trading_name": EVIL,
            "registration_number": EVIL,
            "footer": EVIL,
            "address": there,
        },
        **changes,
    )

    page = window.page(evil)

    assert page.words.count(EVIL) >= 19
    assert "49" not in page.words.replace("104", "")
    assert not {"script", "b"} & {tag for tag, _ in page.tags}
    assert not page.attributes("onerror")
    assert not page.attributes("src")


def test_the_pdf_is_what_was_archived(window: Window) -> None:
    issue = window.issue()
    stored = window.backends.archive.read(issue.invoice.archive_key)
    assert stored is not None

    answer = window.browser.get(window.path(issue) + "/pdf")

    assert answer.status_code == 200
    assert answer.content == stored.content
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="INV-2026-000001.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("file", ["", "/pdf", "/theme.css"])
def test_head_answers_as_get_does_without_the_body(window: Window, file: str) -> None:
    path = window.path(window.issue()) + file

    head, get = window.browser.head(path), window.browser.get(path)

    assert head.status_code == get.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


def test_looking_changes_nothing(window: Window) -> None:
    issue = window.issue()
    before = window.backends.orders.read([issue.order.id])

    for file in ("", "/pdf", "/logo", "/theme.css", "/xml"):
        window.browser.get(window.path(issue) + file)
        window.browser.head(window.path(issue) + file)

    assert window.backends.orders.read([issue.order.id]) == before
    assert window.backends.links.read(issue.link.id) == issue.link
    assert window.backends.mails.of_invoice(issue.link.seller_id, issue.link.number) == []


def test_the_log_names_the_route_and_never_the_token(window: Window) -> None:
    path = window.path(window.issue())
    with capture_logs() as logs:
        for file in ("", "/pdf", "/theme.css"):
            window.browser.get(path + file)
        window.browser.get(path[:-1])

    assert [entry["route"] for entry in logs] == [
        "/i/{token}",
        "/i/{token}/pdf",
        "/i/{token}/theme.css",
        "/i/{token}",
    ]
    assert path.removeprefix("/i/")[:20] not in str(logs)


def test_a_logo_is_a_file_of_its_own(window: Window) -> None:
    issue = window.issue(profile={"logo": a_logo()})

    page = window.page(issue)
    answer = window.browser.get(window.path(issue) + "/logo")

    assert page.attributes("src") == [window.path(issue) + "/logo"]
    assert answer.headers["content-type"] == "image/png"
    assert answer.content == base64.b64decode(a_logo())


def test_a_seller_without_a_logo_has_a_letter(window: Window) -> None:
    issue = window.issue()

    page = window.page(issue)

    assert page.of_class("monogram")
    assert page.attributes("src") == []
    assert window.browser.get(window.path(issue) + "/logo").status_code == 404


@pytest.mark.parametrize("accent", ["#FFFF00", "#ffffff", "#000000", "#808080", "#b3261e"])
def test_the_accent_colour_is_readable_in_both_schemes(window: Window, accent: str) -> None:
    issue = window.issue(profile={"accent_colour": accent})

    sheet = window.browser.get(window.path(issue) + "/theme.css").text

    light, dark = sheet.split("@media (prefers-color-scheme: dark)")
    for half, paper in ((light, LIGHT_PAPER), (dark, DARK_PAPER)):
        colours = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", half))
        assert contrast(colours["--accent"], colours["--accent-ink"]) >= READABLE
        assert contrast(colours["--accent-text"], paper) >= READABLE


def test_a_colour_brings_nothing_else_into_the_style_sheet() -> None:
    sheet = theme("#1f4b99;} body { background: url(//evil.example) } :root{")

    assert "evil" not in sheet
    assert "--accent: #1f4b99;" in sheet


def test_the_theme_knows_the_paper_of_the_style_sheet() -> None:
    base = (STATIC / "look.css").read_text()

    assert re.findall(r"--paper: (#\w{6});", base) == [LIGHT_PAPER, DARK_PAPER]


@pytest.mark.parametrize("scheme", [0, 1])
def test_text_on_every_ground_is_readable(scheme: int) -> None:
    colours = [
        dict(re.findall(r"--([\w-]+): (#\w{6});", block))
        for block in re.findall(r":root \{(.*?)\}", (STATIC / "look.css").read_text(), re.DOTALL)
    ][scheme]

    for ground in ("ground", "paper", "inset"):
        for ink in ("ink", "soft", "accent-text"):
            assert contrast(colours[ink], colours[ground]) >= READABLE, (ink, ground)
    for ink, ground in (("good", "good-ground"), ("wait", "wait-ground"), ("accent-ink", "accent")):
        assert contrast(colours[ink], colours[ground]) >= READABLE, (ink, ground)
