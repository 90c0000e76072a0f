"""`counterfoil links`: keys rotate while every mailed link goes on to open."""

import json
import stat
from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.backends.actions import ActionQuery
from services.backends.aws.clients import Clients
from services.domain.link import token
from services.domain.rotation import RESTARTED_WITHIN
from services.domain.worker import Worker
from services.portal.opening import opened
from services.runtime.clock import utc_now
from services.runtime.composition import Backends
from services.runtime.secrets import FILE_NAME, decoded, encoded
from tests import aws_world
from tests.cli.terminal import Terminal
from tests.cli.test_doctor_aws import KEYS, NAMES
from tests.issued import Issue, backends_in, issued

LIFETIME_DAYS = 90


def again(terminal: Terminal) -> Backends:
    """Return the state as processes see it that were just restarted."""
    return backends_in(terminal.state, terminal.pipeline.clock)


def mailed(terminal: Terminal) -> tuple[Issue, str]:
    clock, backends = terminal.pipeline.clock, again(terminal)
    issue = issued(backends, clock, profile={"link_lifetime_days": LIFETIME_DAYS})
    return issue, token(issue.link, backends.secrets.links)


def rotate(terminal: Terminal) -> None:
    assert terminal.type("links", "add-key").code == 0
    assert terminal.type("links", "use-key", 2, "--yes").code == 0


def test_a_key_is_known_before_it_signs(terminal: Terminal) -> None:
    shown = terminal.type("links", "add-key", "--json")
    assert shown.json == {"object": "link_key", "id": 2, "state": "added"}
    assert again(terminal).secrets.links.current == 1
    assert terminal.type("links", "use-key", 2, "--yes").code == 0
    ring = again(terminal).secrets.links
    assert (ring.current, set(ring.keys)) == (2, {1, 2})


def test_what_was_mailed_before_opens_until_its_end_and_then_the_key_can_go(
    terminal: Terminal,
) -> None:
    issue, text = mailed(terminal)
    clock = terminal.pipeline.clock
    rotate(terminal)
    clock.now = issue.link.expires_at - timedelta(seconds=1)
    assert opened(text, again(terminal), clock)
    refused = terminal.type("links", "drop-key", 1, "--json")
    assert (refused.code, refused.problem["code"]) == (4, "links_open")
    clock.advance(RESTARTED_WITHIN.total_seconds() + 1)
    assert terminal.type("links", "drop-key", 1).code == 0
    assert set(again(terminal).secrets.links.keys) == {2}
    assert opened(text, again(terminal), clock) is None


def test_what_is_signed_with_the_new_key_opens_where_only_the_old_one_signed_before(
    terminal: Terminal,
) -> None:
    assert terminal.type("links", "add-key").code == 0
    restarted = again(terminal)  # it knows the new key and signs with the old one
    assert terminal.type("links", "use-key", 2, "--yes").code == 0
    issue, text = mailed(terminal)
    assert issue.link.key_id == 2
    assert opened(text, restarted, terminal.pipeline.clock)


def test_a_worker_that_was_not_restarted_keeps_its_key_from_being_dropped(
    terminal: Terminal,
) -> None:
    clock, backends = terminal.pipeline.clock, again(terminal)
    started = clock()
    clock.advance(60)
    rotate(terminal)
    clock.advance(400 * 86_400.0)
    worker = Worker(id="w1", queue="orders", started_at=started, seen_at=clock())
    backends.workers.beat(worker)
    refused = terminal.type("links", "drop-key", 1, "--json")
    assert (refused.code, refused.problem["code"]) == (4, "still_signs")
    backends.workers.beat(worker.model_copy(update={"started_at": clock()}))
    assert terminal.type("links", "drop-key", 1).code == 0


def test_the_list_says_which_key_signs_and_until_when_the_others_are_needed(
    terminal: Terminal,
) -> None:
    rotate(terminal)
    first, second = terminal.type("links", "keys", "--json").json["data"]
    assert (first["id"], first["state"]) == (1, "verifies")
    assert first["needed_until"] > first["stopped_at"]
    assert (second["state"], second["needed_until"]) == ("signs", None)
    shown = terminal.type("links", "keys")
    assert "signs" in shown.out
    for key in again(terminal).secrets.links.keys.values():
        assert key.hex() not in shown.out


def test_the_keys_stay_their_owners_alone_and_nothing_is_left_beside_them(
    terminal: Terminal,
) -> None:
    before = {path.name for path in terminal.state.iterdir()}
    (terminal.state / "secrets.next").write_text("half a file, of a power cut")
    rotate(terminal)
    assert stat.S_IMODE((terminal.state / FILE_NAME).stat().st_mode) == 0o600
    assert {path.name for path in terminal.state.iterdir()} == before


def test_nothing_but_the_keys_of_links_changes(terminal: Terminal) -> None:
    before = again(terminal).secrets
    rotate(terminal)
    after = again(terminal).secrets
    assert (after.cursors, after.lookups) == (before.cursors, before.lookups)
    assert after.links.keys[1] == before.links.keys[1]


def test_who_rotates_is_in_the_action_log_and_what_is_refused_is_not(terminal: Terminal) -> None:
    rotate(terminal)
    assert terminal.type("links", "drop-key", 2).code == 4
    assert terminal.type("links", "use-key", 9, "--yes").code == 3
    found = again(terminal).actions.find(ActionQuery(10, None, None))
    targets = {(one.what, one.target, one.who) for one in found}
    assert targets == {("rotate_links", "add", "cli:ada"), ("rotate_links", "use 2", "cli:ada")}


def test_whoever_is_not_sure_that_all_were_restarted_lets_nothing_sign(terminal: Terminal) -> None:
    assert terminal.type("links", "add-key").code == 0
    terminal.says_yes = False
    assert terminal.type("links", "use-key", 2).code == 1
    assert "restarted" in terminal.questions[0]
    assert again(terminal).secrets.links.current == 1


@pytest.fixture
def cloud(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clients]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", aws_world.REGION)
    monkeypatch.setenv("COUNTERFOIL_BACKEND", "aws")
    terminal.pipeline.clock.now = utc_now()  # the emulation tells the real time
    with aws_world.aws() as clients:
        aws_world.make_table(clients.dynamodb)
        aws_world.make_secret(clients.secrets, "keys", json.loads(encoded(KEYS)))
        for name, value in NAMES.items():
            monkeypatch.setenv(f"COUNTERFOIL_{name.upper()}", value)
        yield clients


def test_on_aws_the_secret_gets_a_new_version_and_keeps_the_one_before(
    terminal: Terminal, cloud: Clients
) -> None:
    assert terminal.anywhere("links", "add-key").code == 0
    assert terminal.anywhere("links", "use-key", 2, "--yes").code == 0

    def kept(stage: str) -> int:
        answer = cloud.secrets.get_secret_value(SecretId="keys", VersionStage=stage)
        return decoded(answer["SecretString"]).links.current

    assert (kept("AWSCURRENT"), kept("AWSPREVIOUS")) == (2, 1)
