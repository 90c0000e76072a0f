"""What a seller may ask to take back of an invoice: an amount, lines by quantity, or the rest."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.domain.fields import DecimalString
from services.domain.frozen import Request
from services.domain.order_request import MAX_LINES
from services.domain.text import Text200


class CreditedLine(Request):
    """How much of one line of the invoice is taken back."""

    line: Annotated[int, Field(ge=1, le=MAX_LINES)]
    """Its position on the invoice, counted from 1."""
    quantity: DecimalString


class CreditRequest(Request):
    """Everything a seller says about one credit; with a reason alone it is all that is left."""

    amount: DecimalString | None = None
    """Gross, in the invoice's currency."""
    lines: Annotated[list[CreditedLine], Field(min_length=1, max_length=MAX_LINES)] | None = None
    reason: Text200

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.amount is not None and self.lines is not None:
            raise PydanticCustomError(
                "amount_or_lines", "has both amount and lines; send one of them, or neither"
            )
        return self

    @property
    def is_whole(self) -> bool:
        """Tell whether all that is left is asked for."""
        return self.amount is None and self.lines is None
