"""A key for values that are too large to compare."""

from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Itself(Generic[_Value]):
    """A value as a key that is equal to no other one, not even to its copy.

    A cache that is asked by it keeps the value, so that no later value is taken for it.
    """

    def __init__(self, value: _Value) -> None:
        self.value = value

    def __hash__(self) -> int:
        """Return what tells this object from others."""
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        """Tell whether the other key is for the same object."""
        return isinstance(other, Itself) and self.value is other.value
