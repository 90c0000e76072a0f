"""What every backend raises when it does not answer now and may answer later."""


class Unavailable(Exception):  # noqa: N818 - it passes
    """The state cannot be reached at the moment. Nothing was decided: try again."""
