"""The answer of every conditional write that came too late."""


class Conflict(Exception):  # noqa: N818 - an expected answer, not an error
    """Somebody stored a successor in between: read again and decide anew."""
