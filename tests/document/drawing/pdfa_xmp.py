"""The part of the lint that reads what a file says about itself (ISO 19005-3, 6.6)."""

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree as ET

_NAMES: Final = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
}
_EQUAL: Final = {
    "/Title": "dc:title/rdf:Alt/rdf:li",
    "/Author": "dc:creator/rdf:Seq/rdf:li",
    "/Subject": "dc:description/rdf:Alt/rdf:li",
    "/Creator": "xmp:CreatorTool",
    "/Producer": "pdf:Producer",
    "/CreationDate": "xmp:CreateDate",
    "/ModDate": "xmp:ModifyDate",
}
"""Entries of the information dictionary, each with its property (6.6.2.1, table 1)."""


def metadata_faults(root: Any, information: Any) -> Iterator[str]:  # noqa: ANN401 - untyped
    """Yield departures of a catalog's XMP packet and of the information dictionary beside it."""
    stream = root.get("/Metadata")
    if stream is None or (stream.get("/Type"), stream.get("/Subtype")) != ("/Metadata", "/XML"):
        yield "6.6.2 metadata: none"
        return
    if "/Filter" in stream:
        yield "6.6.2 metadata: compressed, so that other programs cannot find it"
    packet = stream.get_data()
    if re.match(rb"<\?xpacket[^>]*(bytes|encoding)=", packet):
        yield "6.6.2 metadata: bytes or encoding in the packet's header"
    described = ET.fromstring(packet.decode()).find("rdf:RDF", _NAMES)  # noqa: S314 - our own file
    if described is None:
        yield "6.6.2 metadata: no RDF"
        return
    yield from _identification(described)
    yield from _differences(described, information.get_object() if information else {})
    yield from _attachment_claims(described, root)


def _text(described: ET.Element, path: str) -> str | None:
    return described.findtext(f"rdf:Description/{path}", None, _NAMES)


def _identification(described: ET.Element) -> Iterator[str]:
    claim = (_text(described, "pdfaid:part"), _text(described, "pdfaid:conformance"))
    if claim != ("3", "B"):
        yield f"6.6.4 metadata: claims {claim}"


def _differences(described: ET.Element, information: Any) -> Iterator[str]:  # noqa: ANN401 - untyped
    for key in set(information) - set(_EQUAL):
        yield f"6.6.3 information: {key} has no counterpart in the metadata"
    for key, path in _EQUAL.items():
        said, repeated = _text(described, path), information.get(key)
        if key.endswith("Date") and repeated is not None:
            repeated = re.sub(
                r"D:(....)(..)(..)(..)(..)(..)Z", r"\1-\2-\3T\4:\5:\6Z", str(repeated)
            )
        if said is None or said != repeated:
            yield f"6.6.3 information: {key} is not what the metadata say"


def _attachment_claims(described: ET.Element, root: Any) -> Iterator[str]:  # noqa: ANN401 - untyped
    names = root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", ())
    claimed = _text(described, "fx:DocumentFileName")
    if claimed != (names[0] if names else None):
        yield "Factur-X 6.2.2: the attachment is not the one that the metadata name"
    used = {
        element.tag.partition("}")[2]
        for element in described.iter()
        if element.tag.startswith(f"{{{_NAMES['fx']}}}")
    }
    schemas = "rdf:Description/pdfaExtension:schemas/rdf:Bag/rdf:li"
    explained = {
        element.text
        for schema in described.iterfind(schemas, _NAMES)
        if schema.findtext("pdfaSchema:namespaceURI", None, _NAMES) == _NAMES["fx"]
        for element in schema.iterfind(".//pdfaProperty:name", _NAMES)
    }
    if used != explained:
        yield "6.6.2.3.3 metadata: properties without a schema, or the reverse"
