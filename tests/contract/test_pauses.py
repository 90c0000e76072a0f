"""Any backend's Pauses: at most one for each queue, and its first author stays."""

from datetime import timedelta

from services.backends.pauses import Pause
from tests.builders import NOW
from tests.contract.places import Backend

PAUSE = Pause(queue="orders", at=NOW, who="sk_live_ab12", reason="The tax table is being mended")


def test_a_pause_says_who_paused_when_and_why(backend: Backend) -> None:
    assert backend.pauses.all() == []
    mails = PAUSE.model_copy(update={"queue": "archived"})
    backend.pauses.pause(PAUSE)
    backend.pauses.pause(mails)
    assert backend.pauses.all() == [mails, PAUSE]


def test_pausing_again_keeps_the_first_pause(backend: Backend) -> None:
    backend.pauses.pause(PAUSE)
    backend.pauses.pause(PAUSE.model_copy(update={"at": NOW + timedelta(hours=1), "who": "other"}))
    assert backend.pauses.all() == [PAUSE]


def test_a_resumed_queue_is_paused_no_longer_and_the_others_stay(backend: Backend) -> None:
    mails = PAUSE.model_copy(update={"queue": "archived"})
    backend.pauses.pause(PAUSE)
    backend.pauses.pause(mails)
    backend.pauses.resume("orders")
    backend.pauses.resume("orders")
    assert backend.pauses.all() == [mails]
