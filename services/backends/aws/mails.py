"""The mail ledger in DynamoDB: an item for each mail, and beside each invoice the list of its."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.access import ABSENT, Stands, Table, at_version
from services.backends.aws.table import Key, keyed, number, packed, text, unpacked
from services.backends.conflict import Conflict
from services.domain.mail import Mail

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from services.backends.aws.table import Item

# An index could not say which mail came first: its rows have no time of their own, and are late.
_NOTE = "set mails = list_append(if_not_exists(mails, :none), :this)"


def _key(mail_id: str) -> Key:
    return Key(f"mail#{mail_id}", "mail")


def _list_key(seller_id: str, number_: str) -> Key:
    return Key(f"invoice#{seller_id}#{number_}", "mails")


def _item(mail: Mail) -> Item:
    return {**keyed(_key(mail.id)), "version": number(mail.version), "value": packed(mail)}


class DynamoMails:
    """The mail ledger in the ledger table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def read(self, mail_id: str) -> Mail | None:
        """See `Mails.read`."""
        item = self._table.get(_key(mail_id))
        return unpacked(Mail, item) if item else None

    def save(self, mail: Mail) -> Mail:
        """See `Mails.save`."""
        successor = mail.model_copy(update={"version": mail.version + 1})
        if mail.version == 0:
            self._create(successor)
            return successor
        try:
            self._table.put(_item(successor), at_version(mail.version))
        except Stands:
            raise Conflict(f"{mail.id} is no longer at version {mail.version}") from None
        return successor

    def of_invoice(self, seller_id: str, number: str) -> list[Mail]:
        """See `Mails.of_invoice`."""
        listed = self._table.get(_list_key(seller_id, number))
        if listed is None:
            return []
        keys = [_key(entry["S"]) for entry in listed["mails"]["L"]]
        found = self._table.get_all(keys)
        return [unpacked(Mail, found[key]) for key in keys]

    def _create(self, mail: Mail) -> None:
        this: Item = {":none": {"L": []}, ":this": {"L": [text(mail.id)]}}
        listing = _list_key(mail.seller_id, mail.number)
        self._table.transact(
            [
                self._table.putting(_item(mail), ABSENT),
                self._table.updating(listing, _NOTE, this),
            ]
        )
