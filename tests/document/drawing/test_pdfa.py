"""Files are PDF/A-3b, as far as our own lint and other people's programs see."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from services.document.drawing.objects import packed
from services.document.rendition import render
from tests.builders import an_invoice
from tests.document.drawing.breaking import (
    content_of,
    joined,
    objects_of,
    packet_of,
    replaced,
    replaced_in_packet,
    replaced_within,
)
from tests.document.drawing.pdfa_lint import faults
from tests.document.drawing.samples import CLEAR, RECORDS
from tests.document.orders import lines

JARS: Final = [
    Path("/usr/share/java", f"{name}.jar")
    for name in (
        *("preflight", "pdfbox2", "fontbox2", "xmpbox"),
        *("commons-logging", "commons-io", "javax.activation", "jaxb-api"),
    )
]
ALLOWED_SINCE_PART_1: Final = {
    *("1.2.9", "1.4.7"),  # embedded files
    "2.1.6",  # colour profiles of version 4
    *("2.2.1", "2.2.2"),  # transparency
    "7.11.2",  # the number of the part
}
GOOD: Final = render(an_invoice(seller=CLEAR, lines=[{**lines(1)[0], "name": "Łódź"}]))
"""Has fonts of both kinds."""
TITLE_SHOWN: Final = b"/ViewerPreferences<</DisplayDocTitle true>>"


@pytest.mark.parametrize("record", RECORDS)
def test_every_record_becomes_pdf_a(record: str) -> None:
    assert faults(render(RECORDS[record])) == []


def source(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda pdf: replaced(pdf, old, new)


def content(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda pdf: replaced_within(pdf, old, new)


def anywhere(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Replace bytes without moving any."""
    assert len(old) == len(new)
    return lambda pdf: pdf.replace(old, new)


def also(new: bytes) -> Callable[[bytes], bytes]:
    """Add an entry to the catalog."""
    return source(TITLE_SHOWN, TITLE_SHOWN + new)


def unmapped(pdf: bytes) -> bytes:
    """Empty the maps to Unicode."""
    objects = objects_of(pdf)
    maps = [i for i, body in enumerate(objects) if b"begincmap" in content_of(body)]
    for i in maps:
        objects[i] = packed(content_of(objects[i]).split(b"endcodespacerange")[0])
    return joined(pdf, objects)


def without_characters(pdf: bytes) -> bytes:
    """Rename the table that leads from characters to glyphs in the programs of faces."""
    objects = objects_of(pdf)
    for i, body in enumerate(objects):
        if b"/Length1" in body:
            program = content_of(body).replace(b"cmap", b"cxxp")
            objects[i] = packed(program, b"<</Length1 %d>>" % len(program))
    return joined(pdf, objects)


def packed_metadata(pdf: bytes) -> bytes:
    objects, (at, packet) = objects_of(pdf), packet_of(pdf)
    objects[at] = packed(packet, b"<</Type/Metadata/Subtype/XML>>")
    return joined(pdf, objects)


def too_long(pdf: bytes) -> bytes:
    """Let the metadata say that they are one byte longer."""
    objects, (at, packet) = objects_of(pdf), packet_of(pdf)
    objects[at] = objects[at].replace(b"%d>>" % len(packet), b"%d>>" % (len(packet) + 1))
    return joined(pdf, objects)


def packet(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda pdf: replaced_in_packet(pdf, old, new)


BREAKAGES: Final[dict[str, tuple[str, Callable[[bytes], bytes]]]] = {
    "no binary comment": ("6.1.2", anywhere(b"\xe2\xe3\xcf\xd3", b"abcd")),
    "no identifier": ("6.1.3", anywhere(b"/ID[", b"/Id[")),
    "bytes after the end": ("6.1.3", lambda pdf: pdf + b"\n\n"),
    "table spaced": ("6.1.4", anywhere(b"\nxref\n0 ", b"\nxref 0\n")),
    "object moved": ("6.1.9", anywhere(b"\n4 0 obj\n", b"\n4 0 obj ")),
    "keyword glued": ("6.1.7.1", anywhere(b"\nendstream", b" endstream")),
    "wrong length": ("6.1.7.1", too_long),
    "external stream": ("6.1.7.1", source(b"/Type/Metadata", b"/Type/Metadata/FFilter/X")),
    "LZW": (
        "6.1.7.2",
        source(b"/DeviceGray /Filter /FlateDecode", b"/DeviceGray /Filter /LZWDecode"),
    ),
    "long string": ("6.1.13", also(b"/X(" + b"x" * 32768 + b")")),
    "long name": ("6.1.13", also(b"/X/" + b"x" * 128)),
    "large integer": ("6.1.13", also(b"/X 2147483648")),
    "large page": ("6.1.13", source(b"/MediaBox[0 0 595.28", b"/MediaBox[0 0 99999")),
    "deep states": ("6.1.13", content(b"\nBT\n", b"\n" + b"q " * 29 + b"Q " * 29 + b"\nBT\n")),
    "no intent": ("6.2.3", source(b"/GTS_PDFA1", b"/GTS_PDFX")),
    "intent without identifier": ("6.2.3", source(b"/OutputConditionIdentifier", b"/X")),
    "grey profile": ("6.2.3", content(b"mntrRGB ", b"mntrGRAY")),
    "CMYK": ("6.2.4.3", content(b"\nBT\n", b"\n0 0 0 1 k\nBT\n")),
    "CMYK image": ("6.2.4", source(b"/DeviceRGB /Filter", b"/DeviceCMYK /Filter")),
    "unknown operator": ("6.2.2", content(b"\nBT\n", b"\nfoo\nBT\n")),
    "unknown font": ("6.2.2", content(b"-SemiBold ", b"-Bold ")),
    "unknown simple font": ("6.2.2", content(b"/semibold ", b"/bold ")),
    "invisible": ("invisible", content(b"\nBT\n", b"\nBT\n3 Tr\n")),
    "transfer function": ("6.2.5", also(b"/X<</TR/Identity>>")),
    "interpolation": ("6.2.8", source(b"/Subtype /Image", b"/Subtype /Image /Interpolate true")),
    "alternates": ("6.2.8", source(b"/Subtype /Image", b"/Subtype /Image /Alternates[]")),
    "no group": ("6.2.10", source(b"/Group<</S/Transparency/CS/DeviceRGB>>", b"")),
    "no codes of glyphs": ("6.2.11", source(b"/Identity-H", b"/WinAnsiEncoding")),
    "no encoding": ("6.2.11.6", source(b"/Encoding /WinAnsiEncoding", b"")),
    "symbolic": ("6.2.11.6", source(b"/Flags 32", b"/Flags 4")),
    "no characters": ("6.2.11.6", without_characters),
    "two names": ("6.2.11.2", source(b"/FontName /", b"/FontName /X")),
    "no map to glyphs": ("6.2.11.3.2", source(b"/CIDToGIDMap /Identity", b"")),
    "not embedded": ("6.2.11.4.1", source(b"/FontFile2", b"/FontFile9")),
    "wrong widths": ("6.2.11.5", source(b"/W [ 0 [ 593 260 ", b"/W [ 0 [ 593 290 ")),
    "wrong simple widths": ("6.2.11.5", source(b"/Widths [ 260 ", b"/Widths [ 290 ")),
    "glyph for the unknown": ("6.2.11.8", content(b">Tj", b">Tj<0000>Tj")),
    "character for the unknown": ("6.2.11.8", content(b"\nET", b"(\xad)Tj\nET")),
    "no Unicode": ("cannot be copied", source(b"/ToUnicode", b"/ToNothing")),
    "empty Unicode": ("stand for nothing", unmapped),
    "hidden annotation": (
        "6.3.2",
        source(b"/Type/Page/", b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/F 2>>]/Type/Page/"),
    ),
    "script": ("6.5.1", also(b"/OpenAction<</S/JavaScript/JS(x)>>")),
    "named script": (
        "6.5.1",
        source(b"/Names<</EmbeddedFiles", b"/Names<</JavaScript<<>>/EmbeddedFiles"),
    ),
    "page action": ("6.5.2", source(b"/Type/Page/", b"/AA<<>>/Type/Page/")),
    "form": ("6.4.1", also(b"/AcroForm<<>>")),
    "no metadata": ("6.6.2", source(b"/Metadata ", b"/X ")),
    "packed metadata": ("6.6.2", packed_metadata),
    "packet with encoding": ("6.6.2", packet(b' id="W5M0', b' encoding="UTF-8" id="W5M0')),
    "another author": (
        "6.6.3",
        packet(b"<dc:creator><rdf:Seq><rdf:li>", b"<dc:creator><rdf:Seq><rdf:li>X"),
    ),
    "keywords": ("6.6.3", source(b"/Title<", b"/Keywords()/Title<")),
    "part 1": ("6.6.4", packet(b"<pdfaid:part>3", b"<pdfaid:part>1")),
    "no schema": ("6.6.2.3.3", packet(b"<pdfaProperty:name>Version</pdfaProperty:name>", b"")),
    "marked": ("6.7.2", also(b"/MarkInfo<</Marked true>>")),
    "no language": ("6.7.4", source(b"/Lang(de-DE)", b"")),
    "no title bar": ("house rule", source(TITLE_SHOWN, b"")),
    "not associated": ("6.8", source(b"/AF[", b"/AG[")),
    "no relationship": ("6.8", source(b"/AFRelationship", b"/X")),
    "no Unicode name": ("6.8", source(b"/UF<", b"/UG<")),
    "no MIME type": ("6.8", source(b"/Subtype/text#2Fxml", b"")),
    "wrong size": ("6.8", source(b"/Params<</Size ", b"/Params<</Size 1")),
    "another attachment": ("Factur-X", packet(b">factur-x.xml<", b">facture.xml<")),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_the_lint_names_what_is_broken(breakage: str) -> None:
    clause, broken = BREAKAGES[breakage]
    found = faults(broken(GOOD))
    assert [fault for fault in found if clause in fault], found


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    file = tmp_path / "invoice.pdf"
    file.write_bytes(render(an_invoice(seller=CLEAR, livemode=False, lines=lines(40))))
    return file


def said_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_qpdf_finds_nothing_to_complain_of(program: Callable[[str], str], rendered: Path) -> None:
    assert "No syntax or stream encoding errors found" in said_by(
        program("qpdf"), "--check", rendered
    )


def test_pdffonts_finds_every_font_embedded(program: Callable[[str], str], rendered: Path) -> None:
    _, _, *fonts = said_by(program("pdffonts"), rendered).splitlines()
    simple, composite = r"TrueType +WinAnsi +yes yes no", r"CID TrueType +Identity-H +yes yes yes"
    assert [font for font in fonts if re.search(simple, font)]
    assert [font for font in fonts if not re.search(f"{simple}|{composite}", font)] == []


def test_pdfdetach_finds_the_xml(program: Callable[[str], str], rendered: Path) -> None:
    assert "1: factur-x.xml" in said_by(program("pdfdetach"), "-list", rendered)


def test_preflight_finds_nothing_that_part_3_forbids(rendered: Path) -> None:
    java = shutil.which("java")
    if java is None or not all(jar.exists() for jar in JARS):
        pytest.skip("PDFBox's preflight is not installed; it needs a Java runtime of 200 MB")
    path = ":".join(map(str, JARS))
    command = [java, "-cp", path, "org.apache.pdfbox.preflight.Validator_A1b", str(rendered)]
    said = subprocess.run(command, capture_output=True, check=False, text=True).stdout
    found = re.findall(r"^([0-9.]+) : (.*)", said, re.MULTILINE)
    assert ("7.11.2", "Error on MetaData, part must be 1") in found
    assert [
        (code, words)
        for code, words in found
        if code not in ALLOWED_SINCE_PART_1 and "CIDSet" not in words
    ] == []
