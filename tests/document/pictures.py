"""Pictures of one colour, for logos."""

import base64
from io import BytesIO

from PIL import Image


def a_picture(
    kind: str = "PNG",
    size: tuple[int, int] = (40, 20),
    mode: str = "RGB",
    colour: str = "#000000",
) -> bytes:
    picture = BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(picture, kind)
    return picture.getvalue()


def a_logo(kind: str = "PNG", mode: str = "RGBA") -> str:
    """Return the logo of a seller's record."""
    return base64.b64encode(a_picture(kind, (300, 90), mode, "#336666")).decode()
