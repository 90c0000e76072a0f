"""A lint of PDF/A-3b (ISO 19005-3) for the files that are made here: a screen, not a proof.

`faults` names the clause each time. What veraPDF checks beyond that runs in the public CI.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Final, NamedTuple

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from tests.document.drawing.pdfa_page import page_faults
from tests.document.drawing.pdfa_xmp import metadata_faults

_LONGEST_STRING: Final = 32767
_LONGEST_NAME: Final = 127
_LARGEST_INTEGER: Final = 2**31 - 1
_LARGEST_REAL: Final = 3.403e38
_FORBIDDEN_FILTERS: Final = {"/LZWDecode", "/Crypt"}
_FORBIDDEN_ACTIONS: Final = {
    *("/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState"),
    *("/Rendition", "/Trans", "/GoTo3DView", "/JavaScript"),
}
_FORBIDDEN_IN_CATALOG: Final = {
    "/Perms": "6.1.12",
    "/AcroForm": "6.4.1",
    "/AA": "6.5.2",
    "/OCProperties": "6.9",
    "/AlternatePresentations": "6.10",
    "/Requirements": "6.11",
}
"""Some of it is allowed under conditions; no file of ours needs any."""
_STREAM: Final = re.compile(
    rb"\d+ 0 obj\r?\n<<(?:(?!endobj).)*?/Length (?P<length>\d+)(?:(?!endobj).)*?>>\s*stream\r?\n",
    re.DOTALL,
)
_STREAM_END: Final = re.compile(rb"\r?\nendstream\r?\nendobj\r?\n")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class File(NamedTuple):
    """A file as bytes and as what they mean."""

    raw: bytes
    root: Any
    trailer: Any
    pages: list[Any]
    objects: dict[int, PdfObject]
    """By number."""
    offsets: dict[int, int]


def faults(pdf: bytes) -> list[str]:
    """Return every departure from PDF/A-3b that is seen, each with its clause."""
    file = _file(pdf)
    return [fault for rule in _RULES for fault in rule(file)]


def _file(pdf: bytes) -> File:
    reader = PdfReader(BytesIO(pdf), strict=True)
    offsets = {number: at for number, at in reader.xref[0].items() if number}
    objects = {n: reader.get_object(IndirectObject(n, 0, reader)) for n in offsets}
    known = {n: found for n, found in objects.items() if found is not None}
    return File(pdf, reader.root_object, reader.trailer, list(reader.pages), known, offsets)


def _header(file: File) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", file.raw):
        yield "6.1.2 header: no version, or no comment of four bytes above 127"


def _trailer(file: File) -> Iterator[str]:
    if "/Encrypt" in file.trailer:
        yield "6.1.3 trailer: encrypted"
    if len(file.trailer.get("/ID", ())) != 2:
        yield "6.1.3 trailer: no identifier"
    if not re.search(rb"%%EOF\r?\n?\Z", file.raw):
        yield "6.1.3 trailer: bytes after the end"


def _cross_references(file: File) -> Iterator[str]:
    if not re.search(rb"\nxref\r?\n0 \d+\r?\n0{10} 65535 f", file.raw):
        yield "6.1.4 cross-reference table: spacing"
    for number, at in file.offsets.items():
        if not re.match(rb"%d 0 obj\r?\n" % number, file.raw[at : at + 20]):
            yield f"6.1.9 object {number}: not where the table says, or spacing"


def _streams(file: File) -> Iterator[str]:
    for number, stream in _streams_of(file):
        # Read anew: pypdf goes by the keyword where /Length is wrong, and keeps neither.
        found = _STREAM.match(file.raw, file.offsets[number])
        length = int(found["length"]) if found else 0
        if not found or not _STREAM_END.match(file.raw, found.end() + length):
            yield f"6.1.7.1 stream {number}: length, or no line break before endstream"
        for key in {"/F", "/FFilter", "/FDecodeParms"} & set(stream):
            yield f"6.1.7.1 stream {number}: {key} points outside the file"
        for filter_ in _FORBIDDEN_FILTERS & set(_filters(stream)):
            yield f"6.1.7.2 stream {number}: {filter_}"


def _streams_of(file: File) -> Iterator[tuple[int, StreamObject]]:
    for number, found in file.objects.items():
        if isinstance(found, StreamObject):
            yield number, found


def _filters(stream: StreamObject) -> list[str]:
    named = stream.get("/Filter", ArrayObject())
    return [str(each) for each in (named if isinstance(named, ArrayObject) else [named])]


def _values(found: PdfObject) -> Iterator[PdfObject]:
    """Yield an object and everything directly in it."""
    yield found
    if isinstance(found, DictionaryObject):
        for key in found:
            yield NameObject(key)
            yield from _values(found.raw_get(key))
    elif isinstance(found, ArrayObject):
        for each in list.__iter__(found):
            yield from _values(each)


def _limits(file: File) -> Iterator[str]:
    for number, found in file.objects.items():
        for value in _values(found):
            if isinstance(value, TextStringObject | ByteStringObject):
                if len(value.original_bytes) > _LONGEST_STRING:
                    yield f"6.1.13 object {number}: a string is too long"
            elif isinstance(value, NameObject):
                if len(value.encode()) - 1 > _LONGEST_NAME:
                    yield f"6.1.13 object {number}: a name is too long"
            elif isinstance(value, NumberObject | FloatObject):
                largest = _LARGEST_INTEGER if isinstance(value, NumberObject) else _LARGEST_REAL
                if abs(value) > largest:
                    yield f"6.1.13 object {number}: a number is too large"


def _output_intent(file: File) -> Iterator[str]:
    intents = [i.get_object() for i in file.root.get("/OutputIntents", ())]
    ours = [intent for intent in intents if intent.get("/S") == "/GTS_PDFA1"]
    if len(ours) != 1 or "/DestOutputProfile" not in ours[0]:
        yield "6.2.3 output intent: none with a profile"
        return
    stream = ours[0]["/DestOutputProfile"]
    profile = stream.get_data()
    known = (
        stream.get("/N") == 3
        and int.from_bytes(profile[:4], "big") == len(profile)
        and profile[8] < 5
        and profile[12:20] in {b"mntrRGB ", b"prtrRGB "}
        and profile[36:40] == b"acsp"
    )
    if not known:
        yield "6.2.3 output intent: the profile is none of RGB"
    if "/OutputConditionIdentifier" not in ours[0]:
        yield "6.2.3 output intent: no identifier"


def _catalog(file: File) -> Iterator[str]:
    root = file.root
    for key, clause in _FORBIDDEN_IN_CATALOG.items():
        if key in root:
            yield f"{clause} catalog: {key}"
    if "/JavaScript" in root.get("/Names", {}):
        yield "6.5.1 catalog: JavaScript"
    if not _LANGUAGE.fullmatch(str(root.get("/Lang", ""))):
        yield "6.7.4 catalog: no language"
    if root.get("/MarkInfo", {}).get("/Marked") and "/StructTreeRoot" not in root:
        yield "6.7.2 catalog: marked, but without a structure"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "house rule: the window shows the title"


def _actions(file: File) -> Iterator[str]:
    for number, found in file.objects.items():
        for value in _values(found):
            if not isinstance(value, DictionaryObject):
                continue
            if value.get("/S") in _FORBIDDEN_ACTIONS or "/JS" in value:
                yield f"6.5.1 object {number}: a forbidden action"
            if {"/TR", "/HTP"} & set(value) or value.get("/TR2", "/Default") != "/Default":
                yield f"6.2.5 object {number}: a transfer function"


def _embedded_files(file: File) -> Iterator[str]:
    names = file.root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", ())
    associated = [each.get_object() for each in file.root.get("/AF", ())]
    specifications = [each.get_object() for each in names[1::2]]
    if [each for each in specifications if each not in associated]:
        yield "6.8 embedded file: not associated with the document"
    for specification in specifications:
        if "/F" not in specification or specification.get("/F") != specification.get("/UF"):
            yield "6.8 embedded file: no name, or two"
        if "/AFRelationship" not in specification:
            yield "6.8 embedded file: no relationship"
        yield from _embedded_stream(specification["/EF"]["/F"])


def _embedded_stream(stream: Any) -> Iterator[str]:  # noqa: ANN401 - pypdf's objects are untyped
    content, about = stream.get_data(), stream.get("/Params", {})
    if not re.fullmatch(r"/[a-z]+/[a-z0-9.+-]+", str(stream.get("/Subtype", ""))):
        yield "6.8 embedded file: no MIME type"
    if about.get("/Size") != len(content) or "/ModDate" not in about:
        yield "6.8 embedded file: size or date"


def _metadata(file: File) -> Iterator[str]:
    yield from metadata_faults(file.root, file.trailer.get("/Info"))


def _pages(file: File) -> Iterator[str]:
    for i, page in enumerate(file.pages, start=1):
        yield from (f"page {i}: {fault}" for fault in page_faults(page))


_RULES: Final[tuple[Callable[[File], Iterator[str]], ...]] = (
    *(_header, _trailer, _cross_references, _streams, _limits),
    *(_output_intent, _catalog, _actions, _embedded_files, _metadata, _pages),
)
