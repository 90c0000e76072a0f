"""Every query of the ledger and the queues finds its rows by an index, in the order it needs."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from services.backends.actions import ActionQuery
from services.backends.embedded.actions import SqliteActions
from services.backends.embedded.database import Database
from services.backends.embedded.decisions import SqliteDecisions
from services.backends.embedded.invoices import SqliteInvoices
from services.backends.embedded.keys import SqliteKeys
from services.backends.embedded.links import SqliteLinks
from services.backends.embedded.mails import SqliteMails
from services.backends.embedded.minutes import SqliteMinutes
from services.backends.embedded.numbering import SqliteNumbering
from services.backends.embedded.orders import SqliteOrders
from services.backends.embedded.queue import SqliteQueue
from services.backends.embedded.workers import SqliteWorkers
from services.backends.orders import FailureQuery, OrderQuery
from services.domain.mail import Mail
from services.domain.measures import Tally
from services.domain.numbering import Series
from services.domain.order import postpone
from services.domain.worker import Worker
from tests.builders import NOW, TODAY, a_link, an_order
from tests.clock import SettableClock

QUERY = re.compile(r"\s*(select|update|delete)\b", re.IGNORECASE)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "some.db", SettableClock())


def _plans(database: Database, statements: list[str]) -> Iterator[tuple[str, str]]:
    queries = {statement for statement in statements if QUERY.match(statement)}
    assert queries
    with database.read() as connection:
        for query in queries:
            for *_, step in connection.execute(f"explain query plan {query}").fetchall():
                yield query, step


def _assert_no_scan(database: Database, statements: list[str]) -> None:
    with database.read() as connection:
        connection.set_trace_callback(None)
    for query, step in _plans(database, statements):
        assert not step.startswith("SCAN") or step == "SCAN CONSTANT ROW", query
        assert "TEMP B-TREE" not in step, query


def _traced(database: Database) -> list[str]:
    statements: list[str] = []
    with database.read() as connection:
        connection.set_trace_callback(statements.append)
    return statements


def test_orders_are_found_by_index(database: Database) -> None:
    orders = SqliteOrders(database)
    order = an_order()
    statements = _traced(database)
    orders.accept(order)
    orders.read([order.id])
    orders.save(postpone(order, NOW))
    orders.due(NOW, 10)
    everything = OrderQuery(seller_id="papierhaus", livemode=True, limit=10)
    for query in (
        everything,
        everything._replace(status="accepted"),
        everything._replace(reference="A-1001"),
        everything._replace(email_key="k"),
    ):
        orders.find(query)
        orders.find(query._replace(first=TODAY, last=TODAY))
        orders.find(query._replace(after=(NOW, order.id)))
    _assert_no_scan(database, statements)


def test_failures_are_found_by_index(database: Database) -> None:
    orders = SqliteOrders(database)
    statements = _traced(database)
    sellers, codes, states = [None, "papierhaus"], [None, "unknown_unit"], [None, "open"]
    for seller_id, code, state in product(sellers, codes, states):
        query = FailureQuery(10, seller_id=seller_id, code=code, state=state)
        orders.failures(query)
        orders.failures(query._replace(after=(NOW + timedelta(days=1), "ord_1")))
    _assert_no_scan(database, statements)


def test_invoices_counters_links_mails_and_keys_are_found_by_index(database: Database) -> None:
    SqliteOrders(database)
    invoices, links, mails = SqliteInvoices(database), SqliteLinks(database), SqliteMails(database)
    numbering, keys = SqliteNumbering(database), SqliteKeys(database)
    series = Series(seller_id="papierhaus", livemode=True, type="380", period="2026")
    link = a_link()
    mail = Mail(id="m", seller_id="s", number="n", order_id="o", intent="invoice", to="z")
    statements = _traced(database)
    invoices.read("papierhaus", "INV-2026-000001")
    invoices.receipt("papierhaus", "INV-2026-000001")
    assert list(invoices.of_series(series.key)) == []
    links.create(link)
    links.revoke(link.id, NOW)
    mails.save(mails.save(mail))
    mails.of_invoice("s", "n")
    numbering.read(series)
    keys.find("d")
    keys.revoke("d", NOW)
    keys.used("d", NOW)
    _assert_no_scan(database, statements)


def test_what_waits_and_what_needs_a_person_is_counted_by_index(database: Database) -> None:
    orders = SqliteOrders(database)
    statements = _traced(database)
    orders.waiting_since()
    orders.count_failures("open")
    orders.count_stuck()
    _assert_no_scan(database, statements)


def test_minutes_workers_and_actions_are_found_by_index(database: Database) -> None:
    minutes, workers = SqliteMinutes(database), SqliteWorkers(database)
    actions = SqliteActions(database)
    statements = _traced(database)
    minutes.add(Tally(at=NOW, service="notifier", counts={"mailed": 1}))
    minutes.between(NOW, NOW)
    minutes.forget(NOW)
    workers.beat(Worker(id="w", queue="orders", started_at=NOW, seen_at=NOW))
    workers.seen_since(NOW)
    workers.leave("w")
    actions.find(ActionQuery(10, after=(NOW, "act_1")))
    actions.find(ActionQuery(10, seller_id="aurora"))
    actions.find(ActionQuery(10, seller_id="aurora", after=(NOW, "act_1")))
    _assert_no_scan(database, statements)


def test_the_latest_actions_and_decisions_are_read_from_the_end_of_an_index(
    database: Database,
) -> None:
    actions, decisions = SqliteActions(database), SqliteDecisions(database)
    statements = _traced(database)
    actions.find(ActionQuery(10))
    decisions.latest(10)
    with database.read() as connection:
        connection.set_trace_callback(None)
    for query, step in _plans(database, statements):
        assert "USING INDEX" in step, query
        assert "TEMP B-TREE" not in step, query


def test_messages_are_found_by_index(database: Database) -> None:
    queue = SqliteQueue(database, "orders", dead_letters="dead", max_receives=1)
    statements = _traced(database)
    queue.send(["one", "two", "three"])
    one, two = queue.receive(2, visibility_s=60, wait_s=0)
    queue.extend(one, 60)
    queue.release(two)
    queue.take_back()
    queue.delete([one])
    queue.receive(10, visibility_s=60, wait_s=0)
    queue.figures()
    _assert_no_scan(database, statements)
