"""Which logos are taken, and how often they are unpacked."""

import base64
import struct
import zlib

import pytest

from services.document.logo import MAX_BYTES, check_logo, logo_of
from services.domain.rejection import Fault, Rejected
from tests.document.pictures import a_picture


def a_bomb(width: int, height: int) -> bytes:
    """Return a small PNG that claims to be large."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(b"")
    chunks = b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (header, pixels, b"IEND")
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


def fault_of(content: bytes) -> Fault:
    with pytest.raises(Rejected) as caught:
        check_logo(content)
    (fault,) = caught.value.faults
    return fault


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_png_and_jpeg_are_taken(kind: str) -> None:
    check_logo(a_picture(kind))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "logo_not_an_image"),
        (b"<svg onload='x()'/>", "logo_not_an_image"),
        (a_picture("GIF"), "logo_not_an_image"),
        (a_picture("TIFF"), "logo_not_an_image"),
        (a_picture(size=(300, 300))[:-60], "logo_unreadable"),
        (a_picture("JPEG", size=(300, 300))[:-300], "logo_unreadable"),
        (b"\x89PNG" + b"\0" * MAX_BYTES, "logo_too_large"),
        (a_bomb(5000, 5000), "logo_too_many_pixels"),
        (a_bomb(10_000, 10_000), "logo_too_many_pixels"),
        (a_bomb(60_000, 60_000), "logo_too_many_pixels"),
    ],
)
def test_anything_else_is_refused_with_a_reason(content: bytes, code: str) -> None:
    fault = fault_of(content)
    assert (fault.pointer, fault.code) == ("/logo", code)


def test_a_record_that_holds_no_base64_is_refused() -> None:
    with pytest.raises(Rejected) as caught:
        logo_of("not base64!")
    assert caught.value.faults[0].code == "logo_not_base64"


def test_a_large_picture_is_reduced_to_what_paper_can_show() -> None:
    logo = logo_of(base64.b64encode(a_picture(size=(3000, 1000))).decode())
    assert (logo.width, logo.height) == (960, 320)


def test_a_logo_is_unpacked_once() -> None:
    text = base64.b64encode(a_picture(size=(41, 20))).decode()
    assert logo_of(text) is logo_of(text)


def test_the_logo_used_longest_ago_makes_room() -> None:
    first = base64.b64encode(a_picture(size=(42, 20))).decode()
    kept = logo_of(first)
    for width in range(100, 200):
        logo_of(base64.b64encode(a_picture(size=(width, 20))).decode())
    assert logo_of(first) is not kept
    assert logo_of(first) == kept
