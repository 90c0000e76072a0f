"""The Idempotency-Key header: bare, as most callers write it, or quoted, as the IETF draft does."""

import re

from starlette.datastructures import Headers

from services.runtime.http.problems import Problem

HEADER = "idempotency-key"
MAX_LENGTH = 255

_PRINTABLE = re.compile(rf"\A[\x20-\x7e]{{1,{MAX_LENGTH}}}\Z")
# RFC 9651, section 3.3.3: printable ASCII; only the quote and the backslash are escaped.
_QUOTED = re.compile(r'\A"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"\Z')
_ESCAPED = re.compile(r'\\(["\\])')


def idempotency_key(headers: Headers) -> str:
    """Return the key, the same for both spellings.

    Raises Problem `idempotency_key_missing` or `idempotency_key_malformed`.
    """
    values = headers.getlist(HEADER)
    if not values:
        raise Problem("idempotency_key_missing")
    key = values[0]
    if key.startswith('"'):
        quoted = _QUOTED.match(key)
        key = _ESCAPED.sub(r"\1", quoted[1]) if quoted else ""
    if len(values) > 1 or not _PRINTABLE.match(key):
        raise Problem("idempotency_key_malformed")
    return key
