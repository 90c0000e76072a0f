"""What the command answers when it cannot do what was asked: what, why, and what to do next."""

from collections.abc import Sequence
from enum import IntEnum

from services.domain.rejection import Fault


class ExitCode(IntEnum):
    """What a script may rely on."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    CONFLICT = 4


def _printable(text: str) -> str:
    # What was typed may hold bytes that are no text, and is repeated here.
    return text.encode("utf-8", "backslashreplace").decode()


class Refusal(Exception):  # noqa: N818 - an answer to the person who typed, not a fault of ours
    """The command ends here.

    `code` is a stable snake_case word, `what` a sentence, `then` the command that helps.
    """

    def __init__(
        self,
        exit_code: ExitCode,
        code: str,
        what: str,
        *,
        then: str | None = None,
        faults: Sequence[Fault] = (),
    ) -> None:
        self.exit_code = exit_code
        self.code = code
        self.what = _printable(what)
        self.then = _printable(then) if then else None
        self.faults = tuple(faults)
        super().__init__(what)
