"""The seller's logo: checked when a profile is stored, prepared once per process."""

import base64
import binascii
import warnings
import zlib
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from deflate import zlib_compress
from PIL import Image, ImageOps, UnidentifiedImageError

from services.domain.ids import sha256_hex
from services.domain.rejection import reject

MAX_BYTES = 512 * 1024
MAX_PIXELS = 16_000_000
"""Width times height; a larger picture is refused from its header, before it is unpacked."""

_PRINTED_PIXELS = (1000, 320)
"""What 62 x 18 mm can show at 400 dots an inch; more only makes every invoice heavier."""
_JPEG_QUALITY = 90
_LEVEL = 10
"""Of libdeflate: a logo takes up to 50 ms, once per process, and not 250 to save a twentieth."""
_MAX_PREPARED = 64


class Logo(NamedTuple):
    """A picture as PDF image streams hold it."""

    key: str
    """SHA-256 of what the seller gave."""
    width: int
    height: int
    pixels: bytes
    """RGB, 8 bits: Deflate, or JPEG when `is_jpeg`."""
    is_jpeg: bool
    alpha: bytes | None
    """One byte of opacity per pixel, Deflate; None when all is opaque."""


def check_logo(content: bytes) -> None:
    """Raise Rejected with the pointer /logo for what is no PNG or JPEG that can be printed."""
    _prepare(content)


# Unpacking a picture costs more than an invoice.
@lru_cache(maxsize=_MAX_PREPARED)
def logo_of(text: str) -> Logo:
    """Return the logo of a record, given in Base64.

    Raises Rejected for what `check_logo` would not have let into a profile.
    """
    return _prepare(_decoded(text))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise reject("/logo", "logo_not_base64", "is not Base64 of a PNG or JPEG") from None


def _prepare(content: bytes) -> Logo:
    if len(content) > MAX_BYTES:
        raise reject(
            "/logo", "logo_too_large", f"is larger than {MAX_BYTES // 1024} KiB; save it smaller"
        )
    picture = _opened(content)
    try:
        return _packed(picture, sha256_hex(content))
    except (OSError, ValueError, SyntaxError, zlib.error):
        raise reject(
            "/logo", "logo_unreadable", "is damaged or cut off; save it as PNG or JPEG again"
        ) from None


def _opened(content: bytes) -> Image.Image:
    megapixels = MAX_PIXELS // 1_000_000
    too_many = reject("/logo", "logo_too_many_pixels", f"has over {megapixels} million pixels")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=("PNG", "JPEG"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise too_many from None
    except (UnidentifiedImageError, OSError, ValueError):
        raise reject("/logo", "logo_not_an_image", "is neither a PNG nor a JPEG") from None
    if picture.width * picture.height > MAX_PIXELS:
        raise too_many
    return picture


def _packed(picture: Image.Image, key: str) -> Logo:
    is_jpeg = picture.format == "JPEG"
    upright = ImageOps.exif_transpose(picture)
    clear = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    shown = upright.convert("RGBA" if clear else "RGB")
    shown.thumbnail(_PRINTED_PIXELS, Image.Resampling.LANCZOS)
    rgb = shown.convert("RGB")
    return Logo(
        key=key,
        width=shown.width,
        height=shown.height,
        pixels=_as_jpeg(rgb) if is_jpeg else _deflated(rgb),
        is_jpeg=is_jpeg,
        alpha=_deflated(shown.getchannel("A")) if clear else None,
    )


def _deflated(picture: Image.Image) -> bytes:
    return bytes(zlib_compress(picture.tobytes(), _LEVEL))


def _as_jpeg(picture: Image.Image) -> bytes:
    packed = BytesIO()
    picture.save(packed, "JPEG", quality=_JPEG_QUALITY)
    return packed.getvalue()
