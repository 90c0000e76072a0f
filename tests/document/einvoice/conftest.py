"""Fixtures of the tests that hold documents against the standard."""

import pytest

from tests.document.einvoice.checking import Standard, the_standard


@pytest.fixture(scope="session")
def standard() -> Standard:
    return the_standard()
