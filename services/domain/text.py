"""What text may hold: NFC, nothing invisible, nothing that breaks a page."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

LONGEST_RUN = 60
"""Characters without a space: what is longer fits no column of a document."""

_INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u2028\u2029"  # control characters, new lines among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u00ad\u034f\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff"  # zero width
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters that show nothing
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"  # no characters at all
)
# Scripts that are written without spaces break anywhere, so a long run of them is ordinary text.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3130-\u318f\u31a0-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_NO_BREAK_SPACES = "\u00a0\u2007\u202f"
_UNBROKEN = re.compile(rf"(?:[^\s{_SPACELESS}]|[{_NO_BREAK_SPACES}]){{{LONGEST_RUN + 1}}}")


def printable(text: str) -> str:
    """Return `text` in Unicode normal form C, or say why it cannot be printed."""
    composed = unicodedata.normalize("NFC", text)
    if _INVISIBLE.search(composed):
        raise PydanticCustomError(
            "invisible_character",
            "holds a control, bidirectional or invisible character; remove it",
        )
    if _UNBROKEN.search(composed):
        raise PydanticCustomError(
            "unbroken_run", f"has more than {LONGEST_RUN} characters without a space; add spaces"
        )
    return composed


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "is blank; give it a value or leave it out")
    return text


Text = Annotated[str, AfterValidator(printable), AfterValidator(_not_blank)]
"""Free text of any length; combine with a maximum length."""

Text64 = Annotated[Text, StringConstraints(max_length=64)]
Text100 = Annotated[Text, StringConstraints(max_length=100)]
Text200 = Annotated[Text, StringConstraints(max_length=200)]
Text500 = Annotated[Text, StringConstraints(max_length=500)]
AnyText500 = Annotated[str, AfterValidator(printable), StringConstraints(max_length=500)]
"""May be blank: a program wrote it for itself, and it is printed nowhere."""
Text1000 = Annotated[Text, StringConstraints(max_length=1000)]
