from dataclasses import replace
from typing import NoReturn

from services.backends.topics import News
from tests.pipeline import Pipeline


class Heard:
    """Everything that was told, and to whom."""

    def __init__(self) -> None:
        self.by_seller: list[News] = []
        self.by_operators: list[News] = []

    def tell_seller(self, news: News) -> None:
        self.by_seller.append(news)

    def tell_operators(self, news: News) -> None:
        self.by_operators.append(news)


def listening(pipeline: Pipeline) -> Heard:
    heard = Heard()
    pipeline.backends = replace(pipeline.backends, topics=heard)
    pipeline.mail_desk = replace(pipeline.mail_desk, topics=heard)
    return heard


def test_a_seller_hears_of_each_invoice_once_and_operators_hear_nothing(pipeline: Pipeline) -> None:
    heard = listening(pipeline)
    order_id = pipeline.place("k1").order.id
    pipeline.settle()
    (news,) = heard.by_seller
    assert (news.type, news.order_id) == ("invoice.issued.v1", order_id)
    assert news.subject == "INV-2026-000001"
    assert heard.by_operators == []


def test_a_failed_order_is_told_to_its_seller_and_to_operators(pipeline: Pipeline) -> None:
    heard = listening(pipeline)
    pipeline.place("k1", metadata={"simulate": "fail_render"})
    pipeline.settle()
    assert [news.subject for news in heard.by_seller] == ["simulated_render_failure"]
    assert heard.by_operators == heard.by_seller


def test_a_mail_that_was_refused_is_told_too(pipeline: Pipeline) -> None:
    heard = listening(pipeline)
    pipeline.place("k1", metadata={"simulate": "fail_mail"})
    pipeline.settle()
    assert [news.type for news in heard.by_operators] == ["order.failed.v1"]


def test_orders_of_test_keys_are_nobodys_news(pipeline: Pipeline) -> None:
    heard = listening(pipeline)
    pipeline.place("k1", livemode=False)
    pipeline.place("k2", livemode=False, metadata={"simulate": "fail_render"})
    pipeline.settle()
    assert heard.by_seller == heard.by_operators == []


def test_a_topic_that_does_not_answer_stops_no_invoice(pipeline: Pipeline) -> None:
    class Silent:
        def tell_seller(self, news: News) -> NoReturn:
            raise TimeoutError

        def tell_operators(self, news: News) -> NoReturn:
            raise TimeoutError

    pipeline.backends = replace(pipeline.backends, topics=Silent())
    pipeline.mail_desk = replace(pipeline.mail_desk, topics=Silent())
    order_id = pipeline.place("k1").order.id
    pipeline.settle()
    assert pipeline.order(order_id).status == "sent"
