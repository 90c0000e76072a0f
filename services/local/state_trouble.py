"""What can be wrong with a state that a person has to put right, in one place for its readers."""

import sqlite3

from services.backends.embedded.database import SchemaTooNew
from services.backends.unavailable import Unavailable
from services.runtime.secrets import SecretsLost

STATE_TROUBLE: tuple[type[Exception], ...] = (
    Unavailable,
    SchemaTooNew,
    SecretsLost,
    sqlite3.Error,
)
"""Locked for too long, of a newer release, without its keys, or damaged: the messages say which."""
