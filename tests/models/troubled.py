"""A worker's numbering whose first transaction goes wrong in a chosen way."""

from collections.abc import Callable

from services.backends.numbering import Issuance, Numbering
from services.backends.unavailable import Unavailable
from tests.flow.crashing import Killed

Trouble = Callable[[Numbering, Issuance], None]
"""Does once, instead of a commit, what may go wrong with one."""


def _refused(_real: Numbering, _issuance: Issuance) -> None:
    raise Unavailable("busy")


def _answer_lost(real: Numbering, issuance: Issuance) -> None:
    real.commit(issuance)
    raise Unavailable("no answer")


def _killed_before(_real: Numbering, _issuance: Issuance) -> None:
    raise Killed


def _killed_after(real: Numbering, issuance: Issuance) -> None:
    real.commit(issuance)
    raise Killed


def _plain(real: Numbering, issuance: Issuance) -> None:
    real.commit(issuance)


TROUBLES = (_plain, _plain, _refused, _answer_lost, _killed_before, _killed_after)


class Troubled:
    """A worker's numbering; its first commit goes as `trouble` says, behind a rival's if any."""

    def __init__(self, real: Numbering, trouble: Trouble, rival: Callable[[], None]) -> None:
        self._real, self._trouble, self._rival = real, trouble, rival
        self._begun = False

    def __getattr__(self, verb: str) -> object:
        return getattr(self._real, verb)

    def commit(self, issuance: Issuance) -> None:
        if self._begun:
            self._real.commit(issuance)
            return
        self._begun = True
        self._rival()
        self._trouble(self._real, issuance)
