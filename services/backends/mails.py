"""The mail ledger: what was or is being sent to whom (design D8)."""

from typing import Protocol

from services.domain.mail import Mail


class Mails(Protocol):
    """One row per (invoice, recipient, intent)."""

    def read(self, mail_id: str) -> Mail | None:
        """Return the row, strongly consistent."""
        ...

    def save(self, mail: Mail) -> Mail:
        """Store the successor of version `mail.version` (0: a new row) and return it.

        Raises Conflict when another attempt was faster; nothing is written then.
        """
        ...

    def of_invoice(self, seller_id: str, number: str) -> list[Mail]:
        """Return all mail about an invoice, oldest first."""
        ...
