"""Taking a file apart and putting it together again with something changed."""

import zlib
from io import BytesIO

from pypdf import PdfReader

from services.document.drawing.objects import assembled, packed, stream

_END = b"\nendobj\n"


def objects_of(pdf: bytes) -> list[bytes]:
    """Return the bodies of all objects, in the order of their numbers."""
    offsets = sorted(at for number, at in PdfReader(BytesIO(pdf)).xref[0].items() if number)
    ends = [*offsets[1:], pdf.rindex(b"xref\n0 ")]
    parts = [pdf[at:end] for at, end in zip(offsets, ends, strict=True)]
    return [part[part.index(b" obj\n") + 5 :].removesuffix(_END) for part in parts]


def joined(pdf: bytes, objects: list[bytes]) -> bytes:
    """Return the file with other bodies."""
    trailer = PdfReader(BytesIO(pdf)).trailer
    root, about = (trailer.raw_get(key).idnum for key in ("/Root", "/Info"))
    return assembled(objects, root=root, about=about, identity="00")


def replaced(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """Replace source in every object; it has to be somewhere."""
    objects = objects_of(pdf)
    assert any(old in body for body in objects), old
    return joined(pdf, [body.replace(old, new) for body in objects])


def replaced_within(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """Replace source in the compressed content of the one stream that has it."""
    objects = objects_of(pdf)
    (found,) = (i for i, body in enumerate(objects) if old in content_of(body))
    entries = objects[found].partition(b"/Filter/FlateDecode")[0] + b">>"
    objects[found] = packed(content_of(objects[found]).replace(old, new), entries)
    return joined(pdf, objects)


def replaced_in_packet(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """Replace source in the metadata."""
    objects, (at, packet) = objects_of(pdf), packet_of(pdf)
    assert old in packet, old
    objects[at] = stream(b"<</Type/Metadata/Subtype/XML>>", packet.replace(old, new))
    return joined(pdf, objects)


def packet_of(pdf: bytes) -> tuple[int, bytes]:
    """Return the metadata, and where among the objects they are."""
    ((at, body),) = (
        (i, body) for i, body in enumerate(objects_of(pdf)) if body.startswith(b"<</Type/Metadata")
    )
    return at, body.partition(b"stream\n")[2].removesuffix(b"\nendstream")


def content_of(body: bytes) -> bytes:
    """Return what is compressed in an object, nothing of any other."""
    _, marked, rest = body.partition(b"/Filter/FlateDecode")
    content = rest.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    return zlib.decompress(content) if marked else b""
