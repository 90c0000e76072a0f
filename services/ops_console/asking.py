"""Who asks for something to be done, read from a form so that sending it twice is asking once."""

import re
from unicodedata import normalize

from pydantic_core import PydanticCustomError

from services.domain.text import printable
from services.flow.acting import Ask, action_id
from services.ops_console.forms import text_of
from services.ops_console.pages import Visit

LONGEST_REASON = 200
NO_REASON = f"Say why, in 1 to {LONGEST_REASON} characters."

_FORM_ID = re.compile(r"\A[0-9a-f]{32,64}\Z")


def line_of(visit: Visit, field: str, longest: int) -> str | None:
    """Return a line of text that a person must give; None when it is none, or too long."""
    try:
        line = printable(normalize("NFC", text_of(visit.form, field)))
    except PydanticCustomError:
        return None
    return line if 0 < len(line) <= longest else None


def asked(visit: Visit, call: str) -> Ask | None:
    """Return who asks for `call` on what, and why; None when the reason is missing.

    A form holds an `action`, made with its page: the same form sent again is the same action.
    """
    reason = line_of(visit, "reason", LONGEST_REASON)
    return None if reason is None else ask_of(visit, call, reason)


def ask_of(visit: Visit, call: str, reason: str) -> Ask:
    """Return who asks for `call` in the form that was sent, for a reason known already."""
    ask, form_id = visit.ask(reason), text_of(visit.form, "action")
    if not _FORM_ID.match(form_id):
        return ask
    return ask._replace(id=action_id(visit.visitor.key.digest, call, form_id))
