"""Logical ids that never change, whatever is moved or renamed in this code."""

from typing import TypeVar

from aws_cdk import CfnElement
from constructs import Construct

C = TypeVar("C", bound=Construct)


def pin(construct: C, logical_id: str) -> C:
    """Give what holds state a logical id of our own: another id would make another resource."""
    element = construct if isinstance(construct, CfnElement) else construct.node.default_child
    if not isinstance(element, CfnElement):
        raise TypeError(f"{construct.node.path} is made of several resources; pin each")
    element.override_logical_id(logical_id)
    return construct
