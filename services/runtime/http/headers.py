"""The headers that answers carry so that a browser cannot be talked into anything."""

ANSWER_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""What the edge adds to every answer that does not say otherwise itself."""

PAGE_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Content-Security-Policy of HTML pages: scripts, styles and images from this host's files only."""

PAGE_HEADERS = {"content-security-policy": PAGE_POLICY}
"""What an HTML page sets; the edge adds the rest."""
