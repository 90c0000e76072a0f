"""What a file says about itself, twice and equally: as XMP and as the information dictionary."""

from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import Final, NamedTuple

from services.document.drawing.objects import stream, text_string

_PRODUCER: Final = "Counterfoil"
_OPENING: Final = b"""\
<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
"""
_ABOUT: Final = """\
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
"""
_CLOSING: Final = b"""\
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


class Description(NamedTuple):
    """What a file says about itself."""

    title: str
    author: str
    subject: str
    language: str
    """BCP 47."""
    created_at: datetime


# A file says three times when it was made.
@lru_cache(maxsize=256)
def pdf_date(at: datetime) -> str:
    """Return an instant as a string object (ISO 32000-1, 7.9.4)."""
    return f"(D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z)"


def _xmp_date(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def metadata_stream(about: Description, claims: bytes) -> bytes:
    """Return the XMP packet; `claims` are further descriptions, as RDF.

    It is not compressed, so that programs that know no PDF find it.
    """
    packet = _ABOUT.format(
        title=escape(about.title),
        author=escape(about.author),
        subject=escape(about.subject),
        language=escape(about.language),
        date=_xmp_date(about.created_at),
        producer=_PRODUCER,
    )
    content = b"".join((_OPENING, packet.encode(), claims, _CLOSING))
    return stream(b"<</Type/Metadata/Subtype/XML>>", content)


def information(about: Description) -> bytes:
    """Return the information dictionary; it says what the XMP packet says."""
    date, producer = pdf_date(about.created_at), text_string(_PRODUCER)
    return (
        f"<</Title{text_string(about.title)}/Author{text_string(about.author)}"
        f"/Subject{text_string(about.subject)}/Creator{producer}/Producer{producer}"
        f"/CreationDate{date}/ModDate{date}>>"
    ).encode("ascii")
