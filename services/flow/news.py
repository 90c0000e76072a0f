"""Telling sellers' own systems and operators what became of an order. Never customers.

News is a courtesy: the ledger has the fact already, so what cannot be told is logged and no more.
Orders of test keys are nobody's news.
"""

from collections.abc import Callable

import structlog

from services.backends.topics import News, Topics
from services.domain.order import Order
from services.runtime.tracing import trace_names

log = structlog.get_logger()


def tell_issued(order: Order, topics: Topics) -> None:
    """Tell the seller that the order has its invoice, and that the buyer was mailed."""
    if order.livemode and order.issued and order.mailed and order.mailed.sent_at:
        number, at = order.issued.number, order.mailed.sent_at
        news = News("invoice.issued.v1", order.seller_id, order.id, number, at)
        _tell(topics.tell_seller, news, order)


def tell_failed(order: Order, topics: Topics) -> None:
    """Tell seller and operators that the order needs somebody."""
    failure = order.open_failure
    if order.livemode and failure:
        news = News("order.failed.v1", order.seller_id, order.id, failure.code, failure.failed_at)
        _tell(topics.tell_seller, news, order)
        _tell(topics.tell_operators, news, order)


def _tell(tell: Callable[[News], None], news: News, order: Order) -> None:
    try:
        tell(news)
    except Exception as error:  # noqa: BLE001 - the fact stands, whoever hears of it
        reason = type(error).__name__
        log.warning("news.not_told", **trace_names(order), type=news.type, reason=reason)
