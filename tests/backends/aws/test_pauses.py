"""Pausing what Lambda calls: the pause stands as long as its event source mapping may be off."""

import io
import json
import zipfile

import pytest
from mypy_boto3_lambda import LambdaClient

from services.backends.aws.clients import Clients
from services.backends.aws.pauses import DynamoPauses
from services.backends.pauses import Pause
from services.backends.unavailable import Unavailable
from tests import aws_world
from tests.aws_faults import refuse
from tests.aws_world import TABLE, Requests
from tests.builders import NOW

PAUSE = Pause(queue="archived", at=NOW, who="sk_live_ab12", reason="The mail provider is down")


def _role(clients: Clients) -> str:
    iam = clients.session.client("iam")
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    made = iam.create_role(RoleName="notifier", AssumeRolePolicyDocument=policy)
    return str(made["Role"]["Arn"])


def _code() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("main.py", "")
    return content.getvalue()


@pytest.fixture
def mapping(made: Clients) -> str:
    made.functions.create_function(
        FunctionName="notifier",
        Runtime="python3.12",
        Role=_role(made),
        Handler="main.handler",
        Code={"ZipFile": _code()},
    )
    queue = aws_world.queue_arn(made.sqs, aws_world.make_queue(made.sqs, "archived"))
    answer = made.functions.create_event_source_mapping(
        EventSourceArn=queue, FunctionName="notifier"
    )
    return answer["UUID"]


@pytest.fixture
def functions(made: Clients) -> LambdaClient:
    return made.functions


@pytest.fixture
def pauses(made: Clients, mapping: str) -> DynamoPauses:
    mappings = {"archived": mapping}
    return DynamoPauses(made.dynamodb, TABLE, lambda: made.functions, mappings)


def _is_on(functions: LambdaClient, mapping: str) -> bool:
    return functions.get_event_source_mapping(UUID=mapping)["State"] == "Enabled"


def test_a_paused_queue_s_function_is_called_no_more_until_it_is_resumed(
    pauses: DynamoPauses, functions: LambdaClient, mapping: str
) -> None:
    assert _is_on(functions, mapping)
    pauses.pause(PAUSE)
    assert not _is_on(functions, mapping)
    pauses.resume("archived")
    assert _is_on(functions, mapping)


def test_a_queue_without_a_mapping_asks_nothing_of_lambda(
    pauses: DynamoPauses, functions: LambdaClient, mapping: str
) -> None:
    asked = Requests(functions)
    pauses.pause(PAUSE.model_copy(update={"queue": "orders"}))
    pauses.resume("orders")
    assert asked.names == []
    assert _is_on(functions, mapping)


def test_a_pause_whose_function_could_not_be_stopped_shows_and_is_mended_by_pausing_again(
    pauses: DynamoPauses, functions: LambdaClient, mapping: str
) -> None:
    refuse(functions, "UpdateEventSourceMapping", "TooManyRequestsException", times=1)
    with pytest.raises(Unavailable):
        pauses.pause(PAUSE)
    assert pauses.all() == [PAUSE]
    pauses.pause(PAUSE)
    assert not _is_on(functions, mapping)


def test_a_queue_whose_function_could_not_be_started_still_shows_as_paused(
    pauses: DynamoPauses, functions: LambdaClient, mapping: str
) -> None:
    pauses.pause(PAUSE)
    refuse(functions, "UpdateEventSourceMapping", "ResourceInUseException", times=1)
    with pytest.raises(Unavailable):
        pauses.resume("archived")
    assert pauses.all() == [PAUSE]
    pauses.resume("archived")
    assert pauses.all() == []
    assert _is_on(functions, mapping)
