import re

from services.runtime.http.problem_kinds import KINDS


def test_every_problem_says_what_why_and_what_to_do() -> None:
    for code, kind in KINDS.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
        assert code == kind.code
        assert kind.status in {400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 429, 431, 500, 503}
        assert kind.title == kind.title.strip(".")
        assert kind.why.endswith(".")
        assert kind.remedy.endswith(".")


def test_no_two_problems_are_called_the_same() -> None:
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)
