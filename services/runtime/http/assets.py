"""Files that pages are made of: read once, served by name, never looked up on the disk again."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from services.domain.ids import sha256_hex
from services.runtime.http.conditional import is_known
from services.runtime.http.problems import Problem

_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


class Asset(NamedTuple):
    """One file, ready to be sent."""

    content: bytes
    media_type: str
    etag: str


def assets_in(folder: Path) -> dict[str, Asset]:
    """Return every style, script and picture below a folder by its path relative to it."""
    return {
        path.relative_to(folder).as_posix(): _asset(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in _MEDIA_TYPES
    }


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(content, _MEDIA_TYPES[path.suffix], f'"{sha256_hex(content)[:32]}"')


def asset_response(request: Request, name: str, assets: Mapping[str, Asset]) -> Response:
    """Return a file, or 304 when the browser has it. Raises Problem `not_found`."""
    asset = assets.get(name)
    if asset is None:
        raise Problem("not_found")
    headers = {"etag": asset.etag, "cache-control": "no-cache"}
    if is_known(request, asset.etag):
        return Response(status_code=304, headers=headers)
    return Response(asset.content, headers=headers, media_type=asset.media_type)
