"""What can be wrong with a state that a person has to put right, in one place for its readers."""

import sqlite3

from services.backends.embedded.database import DatabaseBusy, SchemaTooNew

STATE_TROUBLE: tuple[type[Exception], ...] = (DatabaseBusy, SchemaTooNew, sqlite3.Error)
"""Locked for too long, of a newer release, or damaged: the messages say which."""
