"""Topics of one machine: nobody can subscribe, so news stands in the log, where operators look."""

import structlog

from services.backends.topics import News

log = structlog.get_logger()


class LoggedTopics:
    """Writes one line for each of the audiences."""

    def tell_seller(self, news: News) -> None:
        """See `Topics.tell_seller`."""
        log.info("news.seller", type=news.type, order_id=news.order_id, subject=news.subject)

    def tell_operators(self, news: News) -> None:
        """See `Topics.tell_operators`."""
        log.warning("news.operators", type=news.type, order_id=news.order_id, subject=news.subject)
