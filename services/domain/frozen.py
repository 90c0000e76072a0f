"""The two ways a value of the domain is declared. Both go to JSON and back unchanged."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value of our own making; unknown fields are refused."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", serialize_by_alias=True
    )


class Request(BaseModel):
    """A part of what somebody sends: unknown fields and wrong JSON types are refused."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", strict=True, serialize_by_alias=True
    )
