"""Are the queues there, do they give up to the right place, and is anything stuck?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from botocore.exceptions import ClientError

from services.backends.aws.errors import code
from services.runtime.finding import Finding, error, ok, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_sqs import SQSClient

    Attributes = Mapping[str, str]

MAX_RECEIVES = 8
"""Above the five attempts an order has, so that an order fails by name before its message does."""

_ABSENT = {"NonExistentQueue", "QueueDoesNotExist", "InvalidAddress"}


class Pair(NamedTuple):
    """A queue and its dead letters, by the settings that name them."""

    name: str
    url: str
    dead_letters_url: str

    @property
    def setting(self) -> str:
        """Return the variable that names the queue."""
        return f"COUNTERFOIL_{self.name.upper()}_QUEUE_URL"

    @property
    def dead_letters_setting(self) -> str:
        """Return the variable that names the queue of dead letters."""
        return f"COUNTERFOIL_{self.name.upper()}_DEAD_LETTERS_URL"


def queues(client: SQSClient, pair: Pair) -> Iterator[Finding]:
    """Check a queue and where it gives up to."""
    queue, dead = read(client, pair.url), read(client, pair.dead_letters_url)
    check, dead_check = f"{pair.name} queue", f"{pair.name} dead letters"
    if queue is None:
        yield _missing(check, pair.url, pair.setting)
    if dead is None:
        yield _missing(dead_check, pair.dead_letters_url, pair.dead_letters_setting)
    if queue is not None and dead is not None:
        wrong = [*_redrive(check, queue, dead)]
        yield from wrong
        if not wrong:
            yield ok(check, f"{_waiting(queue)}; gives up after {MAX_RECEIVES} deliveries")
        yield from _kept(dead_check, queue, dead)
    if dead is not None:
        yield _buried(dead_check, dead)


def read(client: SQSClient, url: str) -> Attributes | None:
    """Return the attributes of a queue, None when there is none."""
    try:
        answer = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    except ClientError as refused:
        if code(refused).rpartition(".")[2] in _ABSENT:
            return None
        raise
    return {str(name): value for name, value in answer["Attributes"].items()}


def _missing(check: str, url: str, setting: str) -> Finding:
    return error(check, f"there is no queue {url}", f"make it, or correct {setting}")


def _redrive(check: str, queue: Attributes, dead: Attributes) -> Iterator[Finding]:
    policy = json.loads(queue.get("RedrivePolicy", "{}"))
    target, wanted = policy.get("deadLetterTargetArn"), dead["QueueArn"]
    fix = (
        f'set its redrive policy to {{"deadLetterTargetArn": "{wanted}", '
        f'"maxReceiveCount": "{MAX_RECEIVES}"}}'
    )
    if target is None:
        yield error(check, "it has no dead-letter queue: bad messages come again for days", fix)
    elif target != wanted:
        yield error(check, f"it gives up to {target}, where nobody looks", fix)
    elif int(policy["maxReceiveCount"]) != MAX_RECEIVES:
        detail = f"it gives up after {policy['maxReceiveCount']} deliveries, not {MAX_RECEIVES}"
        yield error(check, detail, fix)


def _kept(check: str, queue: Attributes, dead: Attributes) -> Iterator[Finding]:
    # A dead letter's age counts from when it was first sent, so an equal time ends early.
    kept, sent = (int(a["MessageRetentionPeriod"]) for a in (dead, queue))
    if kept <= sent:
        detail = f"they are kept {_days(kept)}, the queue's own messages {_days(sent)}"
        fix = "keep dead letters longer: MessageRetentionPeriod 1209600 (14 days)"
        yield warning(check, detail, fix)


def _days(seconds: int) -> str:
    return f"{seconds / 86_400:.3g} days"


def _waiting(queue: Attributes) -> str:
    visible = int(queue["ApproximateNumberOfMessages"])
    hidden = int(queue["ApproximateNumberOfMessagesNotVisible"])
    delayed = int(queue["ApproximateNumberOfMessagesDelayed"])
    return f"{visible} waiting, {hidden} in work, {delayed} delayed"


def _buried(check: str, dead: Attributes) -> Finding:
    count = int(dead["ApproximateNumberOfMessages"])
    if count:
        fix = "mend what the log says of them, then redrive the queue of dead letters"
        return warning(check, f"{count} messages were given up", fix)
    return ok(check, "none")
