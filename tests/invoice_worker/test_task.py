"""The task as a container runs it: a program with an environment, lines of log, and signals."""

import json
import queue
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from boto3.session import Session
from moto.server import ThreadedMotoServer

from services.backends.aws.clients import Clients
from services.domain.link import KeyRing
from services.flow.accept import accept
from services.runtime.aws_composition import backends_of
from services.runtime.clock import utc_now
from services.runtime.composition import Backends, open_backends
from services.runtime.secrets import Secrets, encoded
from services.runtime.settings import PREFIX, AwsNames, DeployableSettings
from tests import aws_world
from tests.builders import a_seller, an_order_request
from tests.pipeline import TRACE

pytestmark = pytest.mark.xdist_group("processes")

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120.0
DRAIN_S = 30.0
KEYS = Secrets(links=KeyRing(1, {1: b"l" * 32}), cursors=b"c" * 32, lookups=b"k" * 32)
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}

Environment = Mapping[str, str]


class Worker:
    """A running task and the lines it writes, standard error included."""

    def __init__(self, environment: Environment) -> None:
        self.lines: list[str] = []
        self._fresh: queue.Queue[str] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "services.invoice_worker"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._fresh.put(line)
        self._fresh.put("")

    def wait_for(self, event: str, times: int) -> None:
        """Read on until `event` was logged so many times in all."""
        while sum(event in line for line in self.lines) < times:
            line = self._fresh.get(timeout=PATIENCE_S)
            assert line, f"the worker ended before {times} x {event}:\n{''.join(self.lines)}"
            self.lines.append(line)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DRAIN_S)


@contextmanager
def working(environment: Environment) -> Iterator[Worker]:
    worker = Worker(environment)
    try:
        yield worker
    finally:
        worker.process.kill()  # its children hear that their parent is gone, and stop
        worker.process.wait()
        worker.reader.join()


def run(module: str, environment: Environment) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def place_orders(backends: Backends, count: int) -> list[str]:
    backends.sellers.put("aurora", a_seller().profile, utc_now(), sample=True)
    seller = backends.sellers.read("aurora")
    assert seller is not None
    body = json.dumps(an_order_request()).encode()
    return [
        accept(
            body,
            seller=seller,
            livemode=True,
            channel="api",
            idempotency_key=f"key-{number}",
            traceparent=TRACE,
            now=utc_now(),
            orders=backends.orders,
            queue=backends.orders_queue,
            lookup_key=backends.secrets.lookups,
        ).order.id
        for number in range(count)
    ]


def assert_drained(backends: Backends, order_ids: Sequence[str]) -> None:
    orders = backends.orders.read(list(order_ids))
    assert len(orders) == len(order_ids)
    assert all(order.archived for order in orders)
    figures = backends.orders_queue.figures()
    assert (figures.visible, figures.in_flight, figures.delayed) == (0, 0, 0)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve an empty AWS on loopback, and lead boto3 there."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    with httpx2.Client(trust_env=False) as client:
        client.post(f"{url}/moto-api/reset").raise_for_status()
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        monkeypatch.setenv("NO_PROXY", host)
        yield url
        client.post(f"{url}/moto-api/reset").raise_for_status()
    server.stop()


def make_world(clients: Clients) -> AwsNames:
    def pair(name: str) -> tuple[str, str]:
        dead = aws_world.make_queue(clients.sqs, f"{name}-dead-letters")
        return aws_world.make_queue(clients.sqs, name, dead_letters=dead), dead

    orders, orders_dead = pair("orders")
    archived, archived_dead = pair("archived")
    buckets = aws_world.make_archive(clients.s3)
    return AwsNames(
        table=aws_world.make_table(clients.dynamodb),
        orders_queue_url=orders,
        orders_dead_letters_url=orders_dead,
        archived_queue_url=archived,
        archived_dead_letters_url=archived_dead,
        archive_bucket=buckets.locked,
        test_archive_bucket=buckets.test,
        secrets_id=aws_world.make_secret(clients.secrets, "keys", json.loads(encoded(KEYS))),
        mail_configuration_set="counterfoil",
        seller_topic_arn="arn:aws:sns:us-east-1:123456789012:sellers",
        operator_topic_arn="arn:aws:sns:us-east-1:123456789012:operators",
        s3_path_style=True,
    )


def environment_of(names: AwsNames) -> dict[str, str]:
    return {f"{PREFIX}{name.upper()}": str(value) for name, value in names.model_dump().items()}


def test_a_task_drains_a_queue_at_an_aws_endpoint_and_stops_when_asked(
    endpoint: str, tmp_path: Path
) -> None:
    session = Session(
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        region_name=aws_world.REGION,
    )
    clients = Clients(session, s3_path_style=True)
    names = make_world(clients)
    backends = backends_of(names, clients, utc_now)
    order_ids = place_orders(backends, 5)
    environment = {
        **CREDENTIALS,
        **environment_of(names),
        "AWS_DEFAULT_REGION": aws_world.REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "COUNTERFOIL_BACKEND": "aws",
        # The emulation is not atomic when several ask at once.
        "COUNTERFOIL_PROCESSES": "1",
        "COUNTERFOIL_THREADS": "1",
        "COUNTERFOIL_LONG_POLL_S": "1",
        "COUNTERFOIL_HEARTBEAT_FILE": str(tmp_path / "heartbeat"),
    }
    with working(environment) as worker:
        worker.wait_for("invoice.archived", len(order_ids))
        healthy = run("services.invoice_worker.health", environment)
        assert healthy.returncode == 0, healthy.stderr
        assert worker.stop() == 0
    assert_drained(backends, order_ids)


def local_environment(state: Path, heartbeat: Path, *, processes: int) -> Environment:
    return {
        "COUNTERFOIL_STATE": str(state),
        "COUNTERFOIL_PROCESSES": str(processes),
        "COUNTERFOIL_THREADS": "1",
        "COUNTERFOIL_LONG_POLL_S": "1",
        "COUNTERFOIL_HEARTBEAT_FILE": str(heartbeat),
    }


def test_a_task_of_two_processes_drains_a_state_on_this_machine(tmp_path: Path) -> None:
    state, heartbeat = tmp_path / "state", tmp_path / "heartbeat"
    backends = open_backends(DeployableSettings(state=state))
    order_ids = place_orders(backends, 25)
    with working(local_environment(state, heartbeat, processes=2)) as worker:
        worker.wait_for("invoice.archived", len(order_ids))
        worker.wait_for("worker.started", 2)
        assert worker.stop() == 0
    assert heartbeat.exists()
    assert_drained(backends, order_ids)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to such a limit")
def test_no_process_of_a_task_takes_more_memory_than_it_was_given(tmp_path: Path) -> None:
    environment = local_environment(tmp_path / "state", tmp_path / "heartbeat", processes=2)
    with working({**environment, "COUNTERFOIL_MEMORY_LIMIT_MIB": "700"}) as worker:
        worker.wait_for("worker.started", 2)
        running = children_of(worker.process.pid)
        limits = [resource.prlimit(pid, resource.RLIMIT_DATA)[0] for pid in running]
        assert worker.stop() == 0
    assert limits.count(700 << 20) == 2


def test_a_task_that_is_stopped_in_the_middle_gives_back_what_it_did_not_begin(
    tmp_path: Path,
) -> None:
    state = tmp_path / "state"
    backends = open_backends(DeployableSettings(state=state))
    order_ids = place_orders(backends, 40)
    with working(local_environment(state, tmp_path / "heartbeat", processes=1)) as worker:
        worker.wait_for("invoice.archived", 1)
        assert worker.stop() == 0
    left = [order for order in backends.orders.read(order_ids) if not order.archived]
    figures = backends.orders_queue.figures()
    assert (figures.visible, figures.in_flight) == (len(left), 0)


def test_a_task_without_a_heartbeat_is_unhealthy_and_says_so(tmp_path: Path) -> None:
    missing = tmp_path / "heartbeat"
    checked = run("services.invoice_worker.health", {"COUNTERFOIL_HEARTBEAT_FILE": str(missing)})
    assert checked.returncode == 1
    assert checked.stderr == f"last heartbeat: never ({missing})\n"


@pytest.mark.parametrize("module", ["services.invoice_worker", "services.invoice_worker.health"])
def test_a_task_that_lacks_names_says_which_and_shows_no_trace(module: str) -> None:
    refused = run(module, {"COUNTERFOIL_BACKEND": "aws", "COUNTERFOIL_THREADS": "none"})
    assert refused.returncode == 1
    for variable in ("COUNTERFOIL_THREADS", "COUNTERFOIL_TABLE", "COUNTERFOIL_SECRETS_ID"):
        assert f"{variable}: " in refused.stderr
    assert "Traceback" not in refused.stderr
