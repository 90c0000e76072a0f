"""How often a process that renders looks for garbage."""

import gc
from typing import Final

_THRESHOLDS: Final = (50_000, 20, 50)
"""Python's own first one is 700, which a page of an invoice exceeds."""


def collect_seldom() -> None:
    """Leave what is loaded alone for good, and look through the rest seldom.

    A record and its document hold no cycles, so nearly all of their memory is given back without
    the collector. Called once, when everything is imported.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
