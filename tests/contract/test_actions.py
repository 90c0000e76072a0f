"""Any backend's Actions: a log that only grows, read from its end."""

from datetime import datetime, timedelta

import pytest

from services.backends.actions import ActionQuery
from services.backends.conflict import Conflict
from services.domain.action import Action
from tests.builders import NOW
from tests.contract.places import Backend


def _action(id_: str, seller_id: str | None = "aurora", at: datetime = NOW) -> Action:
    return Action(
        id=f"act_{id_}",
        at=at,
        who="sk_live_ab12",
        role="operator",
        what="redrive" if seller_id else "pause",
        target="ord_1",
        seller_id=seller_id,
        count=3,
        reason="The unit is known now",
    )


def _append(backend: Backend, *actions: Action) -> None:
    for action in actions:
        backend.actions.append(action)


def _ids(actions: list[Action]) -> list[str]:
    return [action.id.removeprefix("act_") for action in actions]


def test_an_action_is_read_back_whole(backend: Backend) -> None:
    _append(backend, _action("1"))
    assert backend.actions.find(ActionQuery(10)) == [_action("1")]


def test_an_action_of_one_id_is_written_once_and_never_over(backend: Backend) -> None:
    _append(backend, _action("1"))
    again = _action("1", "harbor", NOW + timedelta(seconds=5))
    with pytest.raises(Conflict):
        backend.actions.append(again)
    assert backend.actions.find(ActionQuery(10)) == [_action("1")]
    assert backend.actions.find(ActionQuery(10, seller_id="harbor")) == []


def test_the_latest_actions_come_first_and_ties_by_id(backend: Backend) -> None:
    later = NOW + timedelta(microseconds=1)
    _append(backend, _action("b"), _action("z", at=later), _action("c"), _action("a"))
    assert _ids(backend.actions.find(ActionQuery(10))) == ["z", "c", "b", "a"]


def test_a_seller_s_log_shows_what_was_done_to_this_seller_alone(backend: Backend) -> None:
    _append(backend, _action("1"), _action("2", None), _action("3", "aurora-north"))
    assert _ids(backend.actions.find(ActionQuery(10, seller_id="aurora"))) == ["1"]
    assert _ids(backend.actions.find(ActionQuery(10, seller_id="nobody"))) == []
    assert _ids(backend.actions.find(ActionQuery(10))) == ["3", "2", "1"]


@pytest.mark.parametrize("seller_id", [None, "aurora"])
def test_pages_meet_every_action_once(backend: Backend, seller_id: str | None) -> None:
    times = [NOW, NOW, NOW, NOW + timedelta(seconds=1), NOW + timedelta(seconds=1)]
    _append(backend, *(_action(str(n), at=at) for n, at in enumerate(times)))
    query, met = ActionQuery(2, seller_id=seller_id), list[Action]()
    while page := backend.actions.find(query):
        assert len(page) <= 2
        met += page
        query = query._replace(after=(page[-1].at, page[-1].id))
    assert _ids(met) == ["4", "3", "2", "1", "0"]
