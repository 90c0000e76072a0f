"""The archived PDF of an invoice and the XML in it, as every HTTP edge answers with them."""

import structlog
from starlette.responses import RedirectResponse, Response

from services.backends.archive import Archive
from services.domain.invoice import Invoice

log = structlog.get_logger()


def pdf_answer(invoice: Invoice, archive: Archive) -> Response | None:
    """Return the PDF: a redirect to a URL that lives 120 s where the archive has any, or the bytes.

    None, and an error in the log, when the archive lost it.
    """
    name = f"{invoice.number}.pdf"
    url = archive.download_url(invoice.archive_key, name)
    if url:
        return RedirectResponse(url, 302)
    pdf = _pdf(invoice, archive)
    return _file(pdf, "application/pdf", name) if pdf is not None else None


def xml_answer(invoice: Invoice, archive: Archive) -> Response | None:
    """Return the XML (CII) out of the PDF's bytes, so that it is what the buyer was sent.

    None, and an error in the log, when the archive lost it. Only for a record that claims a
    standard.
    """
    pdf = _pdf(invoice, archive)
    xml = _attached(invoice, pdf) if pdf is not None else None
    return xml_file(invoice, xml) if xml else None


def xml_file(invoice: Invoice, xml: bytes) -> Response:
    """Return an e-invoice of a record as a file to keep."""
    return _file(xml, "application/xml", f"{invoice.number}.xml")


def _file(content: bytes, media_type: str, name: str) -> Response:
    # Numbers are A-Z a-z 0-9 - _ . only, so the name needs no quoting of its own.
    attachment = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=attachment)


def _pdf(invoice: Invoice, archive: Archive) -> bytes | None:
    stored = archive.read(invoice.archive_key)
    if stored is None:
        _missing(invoice, "archive.missing")
    return stored.content if stored else None


def _attached(invoice: Invoice, pdf: bytes) -> bytes | None:
    # Whoever asks for no XML need not wait for a PDF library at a cold start.
    from services.document.einvoice.attached import read_xml  # noqa: PLC0415

    try:
        xml = read_xml(pdf)
    except ValueError:
        xml = None
    if xml is None:
        _missing(invoice, "archive.xml_missing")
    return xml


def _missing(invoice: Invoice, event: str) -> None:
    log.error(event, order_id=invoice.order_id, hint="run counterfoil audit")
