"""A queue with the place its messages end in when nobody settles them, and its alarms."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.alarms import MINUTE, Pagers, of_queue, raise_alarm
from infra.findings import accept
from infra.pinned import pin
from infra.stages import Stage

MAX_RECEIVES: Final = 8
"""Above the five attempts an order has, so that an order fails by name before its message does."""

KEPT: Final = Duration.days(4)
DEAD_LETTERS_KEPT: Final = Duration.days(14)
"""A dead letter's age counts from when it was first sent, so it must outlive its queue's time."""


def dead_letters(scope: Construct, id_: str, *, name: str) -> sqs.Queue:
    """Make a queue that nobody works from: people and the reconciler look into it."""
    queue = sqs.Queue(
        scope,
        id_,
        queue_name=name,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=DEAD_LETTERS_KEPT,
    )
    accept(queue, "what ends here goes nowhere else", "Serverless::Serverless-SQSRedrivePolicy")
    return pin(queue, id_)


class QueueWithDeadLetters(Construct):
    """A queue, its dead letters, and an alarm on the depth and age of the one and on the other."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        visibility: Duration,
        stage: Stage,
        pagers: Pagers,
    ) -> None:
        super().__init__(scope, id_)
        self.dead_letters = dead_letters(
            self, "DeadLetters", name=stage.named(f"{name}-dead-letters")
        )
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=stage.named(name),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=KEPT,
            visibility_timeout=visibility,
            dead_letter_queue=sqs.DeadLetterQueue(
                max_receive_count=MAX_RECEIVES, queue=self.dead_letters
            ),
        )
        pin(self.queue, f"{id_}Queue")
        pin(self.dead_letters, f"{id_}DeadLetters")
        for alarm in of_queue(name):
            metric = self._signals[alarm.signal]
            raise_alarm(self, alarm, metric, stage=stage, pagers=pagers)

    @property
    def _signals(self) -> dict[str, cloudwatch.Metric]:
        visible = self.dead_letters.metric_approximate_number_of_messages_visible
        return {
            "visible": self.waiting,
            "oldest_age_s": self.queue.metric_approximate_age_of_oldest_message(
                period=MINUTE, statistic="Maximum"
            ),
            "dead_letters": visible(period=MINUTE, statistic="Maximum"),
        }

    @property
    def waiting(self) -> cloudwatch.Metric:
        """Return how many messages wait, the most in each minute."""
        return self.queue.metric_approximate_number_of_messages_visible(
            period=MINUTE, statistic="Maximum"
        )
