"""`counterfoil invoice`."""

import json
import re
from pathlib import Path

import pytest

from services.document.einvoice.attached import read_xml
from services.domain.ids import sha256_hex
from tests.builders import an_order_request
from tests.cli.terminal import Terminal
from tests.issued import IN_MILS
from tests.pipeline import PUBLIC_URL

PROFILE = """
legal_name = "Papierhaus Lindner GmbH"
vat_ids = ["DE123456789"]
currency = "EUR"
locale = "de-DE"
time_zone = "Europe/Berlin"
[address]
line1 = "Torstraße 1"
postal_code = "10119"
city = "Berlin"
country = "DE"
[mail]
from = "invoices@papierhaus.example.com"
"""


def test_an_invoice_is_shown_as_the_surface_says(terminal: Terminal) -> None:
    order = terminal.pipeline.place("one").order
    terminal.pipeline.settle()
    shown = terminal.type("invoice", "show", "INV-2026-000001", "--json")
    sha256 = terminal.pipeline.order(order.id).archived
    assert sha256 is not None
    page = shown.json.pop("page_url")
    assert page.startswith(f"{PUBLIC_URL}/i/")
    assert shown.json == {
        "object": "invoice",
        "number": "INV-2026-000001",
        "type": "380",
        "order_id": order.id,
        "series": "aurora/live/380/2026",
        "issued_on": "2026-11-21",
        "currency": "EUR",
        "totals": {"net": "89.95", "tax": "14.40", "gross": "104.35", "due": "0.00"},
        "status": "issued",
        "sha256": sha256.sha256,
        "page_url": page,
        "pdf_url": f"{page}/pdf",
        "xml_url": f"{page}/xml",
    }


def test_people_see_lines_with_amounts_below_each_other(terminal: Terminal) -> None:
    terminal.pipeline.place("one")
    terminal.pipeline.settle()
    shown = terminal.type("invoice", "show", "INV-2026-000001")
    assert shown.code == 0
    rows = [line.rstrip() for line in shown.out.splitlines()]
    ends = {len(line) for line in rows if line.endswith(("37.50", "22.45", "30.00"))}
    assert len(ends) == 1


def test_people_see_where_the_e_invoice_is_or_that_there_is_none(terminal: Terminal) -> None:
    terminal.pipeline.place("one")
    terminal.pipeline.place("two", **IN_MILS)
    terminal.pipeline.settle()
    with_xml = terminal.type("invoice", "show", "INV-2026-000001")
    assert re.search(rf"\n *xml +{PUBLIC_URL}/i/\S+/xml\n", with_xml.out)
    without = terminal.type("invoice", "show", "INV-2026-000002")
    assert re.search(r"\n *xml +none: EN 16931", without.out)


@pytest.mark.parametrize("number", ["INV-2026-999999", "\udcff", "../.."])
def test_an_unknown_number_is_not_found(terminal: Terminal, number: str) -> None:
    shown = terminal.type("invoice", "show", number, "--json")
    assert shown.code == 3
    assert shown.problem["code"] == "no_such_invoice"


def test_a_number_of_two_sellers_asks_which(terminal: Terminal) -> None:
    terminal.pipeline.put_seller("bakery")
    terminal.pipeline.place("one")
    terminal.pipeline.place("one", seller_id="bakery")
    terminal.pipeline.settle()
    shown = terminal.type("invoice", "show", "INV-2026-000001")
    assert shown.code == 4
    assert "aurora, bakery" in shown.err
    named = terminal.type("invoice", "show", "INV-2026-000001", "--seller", "bakery", "--json")
    assert named.json["series"] == "bakery/live/380/2026"


class Drawing:
    """Draws the invoice of an order file in an empty folder."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self.terminal = terminal
        self.folder = folder
        self.order = folder / "order.json"
        self.order.write_text(json.dumps(an_order_request()))
        self.seller = folder / "seller.toml"
        self.seller.write_text(PROFILE)

    def draw(self, out: str, number: str = "R-2026-17", **options: str) -> int:
        words = ["invoice", "render", self.order, "--seller", self.seller, "--number", number]
        given = {"issued-on": "2026-11-21", "out": str(self.folder / out)} | options
        for name, value in given.items():
            words += [f"--{name}", value]
        return self.terminal.anywhere(*words).code


@pytest.fixture
def drawing(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Drawing:
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Drawing(terminal, folder)


def test_drawing_an_invoice_twice_gives_the_same_bytes_and_touches_no_state(
    drawing: Drawing,
) -> None:
    assert drawing.draw("first.pdf") == 0
    drawing.terminal.pipeline.clock.advance(86_400)
    assert drawing.draw("second.pdf") == 0
    first = (drawing.folder / "first.pdf").read_bytes()
    assert first.startswith(b"%PDF-")
    assert first == (drawing.folder / "second.pdf").read_bytes()
    left = {path.name for path in drawing.folder.iterdir()}
    assert left == {"order.json", "seller.toml", "first.pdf", "second.pdf"}


def test_another_number_or_day_is_another_document(drawing: Drawing) -> None:
    drawing.draw("first.pdf")
    drawing.draw("second.pdf", number="R-2026-18")
    drawing.draw("third.pdf", **{"issued-on": "2026-11-22"})
    drawn = {(drawing.folder / f"{name}.pdf").read_bytes() for name in ("first", "second", "third")}
    assert len(drawn) == 3


def test_a_drawn_invoice_is_reported_with_its_hash(drawing: Drawing, terminal: Terminal) -> None:
    words = ["invoice", "render", drawing.order, "--seller", drawing.seller, "--number", "N-1"]
    words += ["--issued-on", "2026-11-21", "--out", drawing.folder / "out.pdf", "--json"]
    shown = terminal.anywhere(*words)
    pdf = (drawing.folder / "out.pdf").read_bytes()
    assert shown.json == {
        "out": str(drawing.folder / "out.pdf"),
        "size": len(pdf),
        "sha256": sha256_hex(pdf),
        "number": "N-1",
        "xml": None,
    }


def test_the_xml_beside_the_pdf_is_the_xml_inside_it(drawing: Drawing) -> None:
    assert drawing.draw("out.pdf", xml=str(drawing.folder / "out.xml")) == 0
    xml = (drawing.folder / "out.xml").read_bytes()
    assert b">R-2026-17<" in xml
    assert xml == read_xml((drawing.folder / "out.pdf").read_bytes())


def test_the_same_invoice_is_written_as_ubl(drawing: Drawing, terminal: Terminal) -> None:
    out, xml = drawing.folder / "out.pdf", drawing.folder / "out.xml"
    words = ["invoice", "render", drawing.order, "--seller", drawing.seller, "--number", "N-1"]
    words += ["--issued-on", "2026-11-21", "--out", out, "--xml", xml, "--format", "ubl", "--json"]
    shown = terminal.anywhere(*words)
    written = xml.read_bytes()
    assert b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"' in written
    assert shown.json["xml"] == {
        "out": str(xml),
        "format": "ubl",
        "size": len(written),
        "sha256": sha256_hex(written),
    }


def test_an_order_without_an_e_invoice_is_drawn_only_where_none_is_asked_for(
    drawing: Drawing,
) -> None:
    drawing.order.write_text(json.dumps(an_order_request(**IN_MILS)))
    assert drawing.draw("out.pdf", xml=str(drawing.folder / "out.xml")) == 1
    assert {path.name for path in drawing.folder.iterdir()} == {"order.json", "seller.toml"}
    assert drawing.draw("out.pdf") == 0


def test_a_character_that_cannot_be_printed_draws_nothing(drawing: Drawing) -> None:
    drawing.order.write_text(json.dumps(an_order_request(notes="Thank you \U0001f600")))
    assert drawing.draw("out.pdf") == 1
    assert not (drawing.folder / "out.pdf").exists()


@pytest.mark.parametrize("options", [{"format": "ubl"}, {"xml": "x", "format": "edifact"}])
def test_xml_options_that_do_not_go_together_are_refused(
    drawing: Drawing, options: dict[str, str]
) -> None:
    assert drawing.draw("out.pdf", **options) == 2
    assert not (drawing.folder / "out.pdf").exists()


def test_the_xml_does_not_overwrite_the_pdf(drawing: Drawing) -> None:
    assert drawing.draw("out.pdf", xml=str(drawing.folder / "out.pdf")) == 2
    assert not (drawing.folder / "out.pdf").exists()


def test_an_order_that_cannot_be_invoiced_draws_nothing(drawing: Drawing) -> None:
    drawing.order.write_text(json.dumps(an_order_request(expected_total="1.00")))
    assert drawing.draw("out.pdf") == 1
    assert not (drawing.folder / "out.pdf").exists()


@pytest.mark.parametrize(
    ("option", "value"), [("number", "A/B"), ("issued-on", "21.11.2026"), ("seller", "no.toml")]
)
def test_a_wrong_option_is_refused(drawing: Drawing, option: str, value: str) -> None:
    assert drawing.draw("out.pdf", **{option: value}) == (3 if option == "seller" else 2)
    assert not (drawing.folder / "out.pdf").exists()
