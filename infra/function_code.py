"""What a function runs: a zip of its own code and packages, or for checks the source itself."""

from collections.abc import Callable
from pathlib import Path

from aws_cdk import IgnoreMode
from aws_cdk import aws_lambda as lambda_

_SERVICES = Path(__file__).parent.parent / "services"

CodeOf = Callable[[str], lambda_.Code]
"""Returns the code of a deployable, by its name."""


def source(_deployable: str) -> lambda_.Code:
    """Return the source tree as it stands: templates can be checked without a package in reach."""
    return lambda_.Code.from_asset(
        str(_SERVICES.parent),
        exclude=["*", "!services", "**/__pycache__"],
        ignore_mode=IgnoreMode.DOCKER,
    )


def built(folder: Path) -> CodeOf:
    """Return the code that `make build` has put into a folder."""

    def code(deployable: str) -> lambda_.Code:
        return lambda_.Code.from_asset(str(folder / f"{deployable}.zip"))

    return code
