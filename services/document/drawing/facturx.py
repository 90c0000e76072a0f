"""What a file has to say of itself to be taken for a Factur-X invoice (Factur-X 1.0, ZUGFeRD 2)."""

from functools import lru_cache
from html import escape
from typing import Final

_URN: Final = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_MEANINGS: Final = {
    "DocumentFileName": "The name of the embedded XML document",
    "DocumentType": "The type of the hybrid document in capital letters",
    "Version": "The version of the standard that the embedded XML document follows",
    "ConformanceLevel": "The conformance level of the embedded XML document",
}
_PROPERTIES: Final = "".join(
    f"""\
<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{meaning}</pdfaProperty:description>
</rdf:li>
"""
    for name, meaning in _MEANINGS.items()
)
_SCHEMA: Final = f"""\
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{_URN}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
{_PROPERTIES}</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@lru_cache(maxsize=32)
def facturx_claims(file_name: str) -> bytes:
    """Return the claim that a file within the PDF is an invoice of profile EN 16931, as RDF.

    PDF/A wants the schema of such properties described beside them (ISO 19005-3, 6.6.2.3.3).
    """
    return f"""\
{_SCHEMA}<rdf:Description rdf:about="" xmlns:fx="{_URN}">
<fx:DocumentType>INVOICE</fx:DocumentType>
<fx:DocumentFileName>{escape(file_name)}</fx:DocumentFileName>
<fx:Version>1.0</fx:Version>
<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description>
""".encode()
