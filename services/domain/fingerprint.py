"""What makes two requests the same, however they are written."""

from services.domain.frozen import Request
from services.domain.ids import canonical_json, sha256_hex


def fingerprint(request: Request) -> str:
    """Return SHA-256 in hex over the canonical JSON of a validated request (RFC 8785 in spirit).

    Fields that are unset or hold their default are left out, so a field added by a later release
    changes no fingerprint; `1.0` and `1.00` are the same amount.
    """
    document = request.model_dump(mode="json", exclude_defaults=True)
    return sha256_hex(canonical_json(document))
