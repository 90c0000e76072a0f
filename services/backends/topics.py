"""Topics: news that sellers' own systems and operators subscribe to, never customers."""

import json
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from services.backends.times import utc_text


class News(NamedTuple):
    """Something that became true of an order: ids only, never a link or a person's words."""

    type: Literal["invoice.issued.v1", "order.failed.v1"]
    seller_id: str
    order_id: str
    subject: str
    """The invoice's number, or the failure's code."""
    at: datetime
    """When it became true, as the ledger has it: an order may fail again after a redrive."""

    def encode(self) -> str:
        """Write it as CloudEvents 1.0 JSON; the same news told twice has the same id."""
        time = utc_text(self.at)
        return json.dumps(
            {
                "specversion": "1.0",
                "id": f"{self.order_id}/{self.type}/{time}",
                "type": self.type,
                "time": time,
                "source": self.seller_id,
                "subject": self.order_id,
                "datacontenttype": "application/json",
                "data": {self._named: self.subject},
            }
        )

    @property
    def _named(self) -> str:
        return "number" if self.type == "invoice.issued.v1" else "code"


class Topics(Protocol):
    """Who is told; at least once, in any order. Subscribers drop what they know by its id."""

    def tell_seller(self, news: News) -> None:
        """Tell those who subscribed to this seller's news."""
        ...

    def tell_operators(self, news: News) -> None:
        """Tell those who keep the system running."""
        ...
