"""The console's cookies: out of reach of scripts, sent back to /ops alone."""

from typing import Literal

from starlette.responses import Response

_PATH = "/ops"


def put_cookie(
    response: Response,
    name: str,
    value: str,
    *,
    max_age_s: int,
    secure: bool,
    samesite: Literal["strict", "lax"] = "strict",
) -> None:
    """Set a cookie; a `secure` one is sent over https alone."""
    response.set_cookie(
        name,
        value,
        max_age_s,
        path=_PATH,
        httponly=True,
        samesite=samesite,
        secure=secure,
    )


def drop_cookie(response: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(name, path=_PATH, httponly=True, samesite="strict")
