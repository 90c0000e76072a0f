"""Objects of a PDF file, and the file around them (ISO 32000-1, 7.3 and 7.5)."""

from codecs import BOM_UTF16_BE
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from deflate import zlib_compress
from reportlab import rl_config
from reportlab.pdfbase import pdfdoc

# Settings can come from the environment; bytes must depend on the record alone.
rl_config.pdfMultiLine = 0

_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""The second line tells programs that move files that this one is binary (ISO 19005-3, 6.1.2)."""
_QUICK: Final = 1
"""Half the time of libdeflate's default level, for a stream that is a tenth larger."""
_SMALL: Final = 12
"""The level that takes longest."""
_IDENTITY_DIGITS: Final = 32
_UNENCRYPTED: Final = pdfdoc.DummyDoc()


def numbered(objects: list[bytes], body: bytes) -> int:
    """Add an object to those of a file and return its number."""
    objects.append(body)
    return len(objects)


def dictionary(entries: Mapping[str, Any]) -> bytes:
    """Return a dictionary; slow, for what is written once per process.

    Values are numbers, PDF source, or objects of `reportlab.pdfbase.pdfdoc`.
    """
    formatted: bytes = pdfdoc.PDFDictionary(dict(entries)).format(_UNENCRYPTED)
    return formatted


def stream(entries: bytes, content: bytes) -> bytes:
    """Return a stream; `entries` is its dictionary but for /Length."""
    # A line break of its own before the keyword (ISO 19005-3, 6.1.7.1): reportlab writes none.
    opened = entries.removesuffix(b">>")
    return b"%b/Length %d>>\nstream\n%b\nendstream" % (opened, len(content), content)


def packed(content: bytes, entries: bytes = b"<<>>") -> bytes:
    """Return a stream that is compressed for one file."""
    return _compressed(content, entries, _QUICK)


def packed_once(content: bytes, entries: bytes = b"<<>>") -> bytes:
    """Return a stream that is compressed as well as it can be, for all files of the process."""
    return _compressed(content, entries, _SMALL)


def _compressed(content: bytes, entries: bytes, level: int) -> bytes:
    filtered = entries.removesuffix(b">>") + b"/Filter/FlateDecode>>"
    return stream(filtered, bytes(zlib_compress(content, level)))


def text_string(text: str) -> str:
    """Return text of any script as a string of UTF-16 in hexadecimal (7.9.2.2)."""
    return f"<{(BOM_UTF16_BE + text.encode('utf-16-be')).hex()}>"


def identity_of(objects: Iterable[bytes]) -> str:
    """Return what tells a file from others that differ in these objects (14.4), hexadecimal."""
    return sha256(b"".join(objects)).hexdigest()[:_IDENTITY_DIGITS]


def assembled(objects: Sequence[bytes], *, root: int, about: int, identity: str) -> bytes:
    """Return the file of some objects, numbered from 1 in their order.

    `root` and `about` are the numbers of the catalog and of the information dictionary, `identity`
    is hexadecimal.
    """
    parts, offset = [_HEADER], len(_HEADER)
    table = [b"0000000000 65535 f \n"]
    for number, body in enumerate(objects, start=1):
        head = b"%d 0 obj\n" % number
        parts += (head, body, b"\nendobj\n")
        table.append(b"%010d 00000 n \n" % offset)
        offset += len(head) + len(body) + len(b"\nendobj\n")
    size = len(table)
    trailer = (
        f"trailer\n<</Size {size}/Root {root} 0 R/Info {about} 0 R/ID[<{identity}><{identity}>]>>\n"
        f"startxref\n{offset}\n%%EOF\n"
    )
    return b"".join((*parts, b"xref\n0 %d\n" % size, *table, trailer.encode("ascii")))
