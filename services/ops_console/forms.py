"""What a form brings, read within limits and only from pages of ours."""

from urllib.parse import parse_qsl

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from services.runtime.http.caps import MAX_BODY_BYTES
from services.runtime.http.problems import Problem

FORM_TOKEN = "form_token"  # noqa: S105 - the field's name
MAX_FORM_BYTES = 4 * MAX_BODY_BYTES
"""A corrected order may be as large as an order, and URL encoding makes it larger."""

MAX_FIELDS = 2_000
_URLENCODED = "application/x-www-form-urlencoded"


async def form_of(request: Request) -> FormData:
    """Return the fields of a form. Raises Problem when it is none, or too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _URLENCODED:
        raise Problem("bad_request")
    body = bytearray()
    async for chunk in request.stream():
        if len(body) + len(chunk) > MAX_FORM_BYTES:
            raise Problem("body_too_large")
        body += chunk
    return FormData(_fields(bytes(body)))


def _fields(body: bytes) -> list[tuple[str, str | UploadFile]]:
    try:
        text = body.decode("ascii")
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as error:  # what is no text, or more fields than any page of ours has
        raise Problem("bad_request") from error
    return [*fields]


def text_of(form: FormData, name: str) -> str:
    """Return what stands in a field, without spaces around it; empty when there is none."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
