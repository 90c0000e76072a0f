"""No message is lost or left unwatched."""

from infra.stages import STAGES
from services.domain.alarms import ALARMS
from services.domain.mail import LEASE
from services.invoice_worker.lease import VISIBILITY_S
from services.notifier.main import ENOUGH_FOR_A_MAIL_MS
from services.runtime.aws_checks.queues import MAX_RECEIVES
from tests.infra.synthesized import Resource, Synthesized, as_list, points_at


def _dead_letter_ids(made: Synthesized) -> set[str]:
    named = set()
    for one in made.everything():
        policy = one.properties.get("RedrivePolicy", {})
        config = one.properties.get("DeadLetterConfig", {})
        named |= {points_at(policy.get("deadLetterTargetArn")), points_at(config.get("TargetArn"))}
    return named - {""}


def _watched(made: Synthesized, queue: Resource) -> set[str]:
    name = queue.id
    return {
        one.properties["MetricName"]
        for one in made.of_type("AWS::CloudWatch::Alarm")
        for dimension in one.properties.get("Dimensions", [])
        if dimension["Name"] == "QueueName" and points_at(dimension["Value"]) == name
    }


def test_every_queue_gives_up_to_one_that_keeps_messages_longer(made: Synthesized) -> None:
    queues = {one.id: one for one in made.of_type("AWS::SQS::Queue")}
    ends = _dead_letter_ids(made)
    sources = [one for one in queues.values() if one.id not in ends]
    assert {one.id for one in sources} == {"OrdersQueue", "ArchivedQueue"}
    for one in sources:
        policy = one.properties["RedrivePolicy"]
        assert policy["maxReceiveCount"] == MAX_RECEIVES
        kept = queues[points_at(policy["deadLetterTargetArn"])].properties
        assert kept["MessageRetentionPeriod"] > one.properties["MessageRetentionPeriod"]


def test_depth_age_and_dead_letters_of_every_queue_are_watched(made: Synthesized) -> None:
    ends = _dead_letter_ids(made)
    for one in made.of_type("AWS::SQS::Queue"):
        watched = _watched(made, one)
        assert "ApproximateNumberOfMessagesVisible" in watched, one.where
        if one.id not in ends:
            assert "ApproximateAgeOfOldestMessage" in watched, one.where


def test_thresholds_are_the_domains(made: Synthesized) -> None:
    raised = {one.properties["AlarmName"]: one for one in made.of_type("AWS::CloudWatch::Alarm")}
    for alarm in ALARMS:
        if alarm.queue is None:
            continue
        found = raised[made.stage.named(alarm.name)].properties
        assert found["Threshold"] == alarm.threshold
        assert found["EvaluationPeriods"] == alarm.minutes
        assert found["DatapointsToAlarm"] == alarm.of_them
        assert alarm.what in found["AlarmDescription"]
        assert found["AlarmDescription"].endswith(f"docs/operations.md#{alarm.runbook}")


def test_the_orders_queue_hides_messages_as_long_as_the_worker_does(made: Synthesized) -> None:
    orders = next(one for one in made.of_type("AWS::SQS::Queue") if one.id == "OrdersQueue")
    assert orders.properties["VisibilityTimeout"] == VISIBILITY_S


def test_a_function_that_reads_a_queue_ends_well_before_its_messages_come_again(
    made: Synthesized,
) -> None:
    functions = {one.id: one for one in made.of_type("AWS::Lambda::Function")}
    aliases = {
        one.id: functions[points_at(one.properties["FunctionName"])]
        for one in made.of_type("AWS::Lambda::Alias")
    }
    queues = {one.id: one for one in made.of_type("AWS::SQS::Queue")}
    for source in made.of_type("AWS::Lambda::EventSourceMapping"):
        queue = next(q for q in queues.values() if q.id in str(source.properties["EventSourceArn"]))
        timeout_s = aliases[points_at(source.properties["FunctionName"])].properties["Timeout"]
        assert 6 * timeout_s <= queue.properties["VisibilityTimeout"], source.where
        assert ENOUGH_FOR_A_MAIL_MS / 1000 < timeout_s < LEASE.total_seconds()


def test_a_function_that_reads_a_queue_answers_for_each_message_and_is_bounded(
    made: Synthesized,
) -> None:
    for source in made.of_type("AWS::Lambda::EventSourceMapping"):
        assert source.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        most = source.properties["ScalingConfig"]["MaximumConcurrency"]
        assert most == STAGES[made.stage.name].limits.mails_at_once


def test_only_renditions_are_announced_and_only_to_the_archived_queue(made: Synthesized) -> None:
    archives = [one for one in made.of_type("AWS::S3::Bucket") if one.id.endswith("Archive")]
    assert len(archives) == 2
    for archive in archives:
        (told,) = archive.properties["NotificationConfiguration"]["QueueConfigurations"]
        assert points_at(told["Queue"]) == "ArchivedQueue"
        assert told["Event"] == "s3:ObjectCreated:*"
        (rule,) = told["Filter"]["S3Key"]["Rules"]
        assert rule == {"Name": "suffix", "Value": ".pdf"}
        assert any("ArchivedQueuePolicy" in id_ for id_ in as_list(archive.whole["DependsOn"]))


def test_no_one_but_the_archive_may_announce(made: Synthesized) -> None:
    allowed = [
        one
        for policy in made.of_type("AWS::SQS::QueuePolicy")
        for one in policy.properties["PolicyDocument"]["Statement"]
        if one["Effect"] == "Allow" and one["Principal"].get("Service") == "s3.amazonaws.com"
    ]
    named = [str(one["Condition"]["ArnEquals"]["aws:SourceArn"]) for one in allowed]
    for one, name in zip(sorted(named), ("archive", "test-archive"), strict=True):
        assert made.stage.named(name) in one
    assert all("aws:SourceAccount" in one["Condition"]["StringEquals"] for one in allowed)
