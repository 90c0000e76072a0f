"""Every problem this system answers with, in one table.

Answers are RFC 9457; `type` leads to a page made from the row.
"""

from collections.abc import Mapping
from operator import attrgetter
from typing import Final

from services.runtime.http.problem_kinds.kind import ProblemKind
from services.runtime.http.problem_kinds.of_records import OF_RECORDS
from services.runtime.http.problem_kinds.of_requests import OF_REQUESTS

_BY_STATUS: Final = sorted((*OF_REQUESTS, *OF_RECORDS), key=attrgetter("status"))

KINDS: Final[Mapping[str, ProblemKind]] = {kind.code: kind for kind in _BY_STATUS}
"""Every kind by its code."""
