"""Topics on SNS: one for all sellers, filtered by seller, and one for operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.errors import reaching

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

    from services.backends.topics import News


class SnsTopics:
    """Every message has the attributes `seller_id` and `type`.

    Whoever may subscribe to the sellers' topic sees what its filter policy lets through, so the
    operator who subscribes a seller sets the policy to that seller's id.
    """

    def __init__(self, client: SNSClient, seller_topic_arn: str, operator_topic_arn: str) -> None:
        self._client = client
        self._sellers = seller_topic_arn
        self._operators = operator_topic_arn

    def tell_seller(self, news: News) -> None:
        """See `Topics.tell_seller`. Raises Unavailable."""
        self._publish(self._sellers, news)

    def tell_operators(self, news: News) -> None:
        """See `Topics.tell_operators`. Raises Unavailable."""
        self._publish(self._operators, news)

    def _publish(self, topic_arn: str, news: News) -> None:
        with reaching("the topic"):
            self._client.publish(
                TopicArn=topic_arn,
                Message=news.encode(),
                MessageAttributes={
                    "seller_id": {"DataType": "String", "StringValue": news.seller_id},
                    "type": {"DataType": "String", "StringValue": news.type},
                },
            )
