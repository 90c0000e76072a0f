"""W3C Trace Context (level 1), as far as it is read here."""


def trace_id(traceparent: str) -> str:
    """Return the part of a well-formed traceparent that all services of a trace share.

    32 hex digits, behind the version and a dash.
    """
    return traceparent[3:35]
