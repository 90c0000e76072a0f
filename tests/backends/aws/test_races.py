"""Others who write between a read and a write: nothing of theirs is overwritten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from services.backends.aws.access import Table
from services.backends.aws.links import DynamoLinks
from services.backends.aws.mails import DynamoMails
from services.backends.aws.numbering import DynamoNumbering
from services.backends.aws.queries import rows
from services.backends.aws.sellers import DynamoSellers, seller_key
from services.backends.aws.table import LISTED, keyed
from services.backends.conflict import Conflict
from services.domain.mail import Mail
from tests.aws_world import TABLE, Requests, just_before
from tests.builders import NOW, a_link, a_seller
from tests.contract.issuances import SERIES, accepted, issuance
from tests.contract.places import Backend


def test_freezing_never_puts_a_counter_back_that_moved_meanwhile(
    client: DynamoDBClient, others: Backend
) -> None:
    first = issuance(None, accepted(others, "one"))
    others.numbering.commit(first)
    second = issuance(first.after, accepted(others, "two"))
    just_before(client, "PutItem", lambda: others.numbering.commit(second))
    DynamoNumbering(client, TABLE).freeze(SERIES, "restored")
    frozen = second.after.model_copy(update={"frozen": "restored"})
    assert others.numbering.read(SERIES) == frozen


def test_freezing_a_series_that_gives_its_first_number_meanwhile_keeps_the_number(
    client: DynamoDBClient, others: Backend
) -> None:
    first = issuance(None, accepted(others, "one"))
    just_before(client, "PutItem", lambda: others.numbering.commit(first))
    DynamoNumbering(client, TABLE).freeze(SERIES, "restored")
    assert others.numbering.read(SERIES) == first.after.model_copy(update={"frozen": "restored"})


def test_thawing_an_unused_series_never_deletes_what_was_numbered_meanwhile(
    client: DynamoDBClient, others: Backend
) -> None:
    others.numbering.freeze(SERIES, "restored")
    frozen = others.numbering.read(SERIES)
    assert frozen is not None
    first = issuance(None, accepted(others, "one"))

    def thaw_and_number() -> None:
        others.numbering.thaw(frozen)
        others.numbering.commit(first)

    just_before(client, "DeleteItem", thaw_and_number)
    DynamoNumbering(client, TABLE).thaw(frozen)
    assert others.numbering.read(SERIES) == first.after


@pytest.mark.parametrize("changes", [{"last_hash": "e" * 64}, {"last": 7}])
def test_a_counter_that_differs_in_hash_or_number_alone_has_moved(
    client: DynamoDBClient, others: Backend, changes: dict[str, Any]
) -> None:
    first = issuance(None, accepted(others, "one"))
    others.numbering.commit(first)
    given = issuance(first.after, accepted(others, "two"))
    with pytest.raises(Conflict):
        DynamoNumbering(client, TABLE).commit(
            given._replace(before=first.after.model_copy(update=changes))
        )


def test_a_link_id_that_exists_keeps_every_number_of_the_batch_out(
    client: DynamoDBClient, others: Backend
) -> None:
    given = issuance(None, accepted(others, "one", "two"))
    others.links.create(given.links[-1])
    with pytest.raises(Conflict):
        DynamoNumbering(client, TABLE).commit(given)
    assert others.numbering.read(SERIES) is None


def test_of_two_who_revoke_a_link_the_first_time_stays(
    client: DynamoDBClient, others: Backend
) -> None:
    link = a_link()
    others.links.create(link)
    just_before(client, "PutItem", lambda: others.links.revoke(link.id, NOW))
    DynamoLinks(client, TABLE).revoke(link.id, NOW + timedelta(minutes=1))
    revoked = others.links.read(link.id)
    assert revoked is not None
    assert revoked.revoked_at == NOW


def _put(sellers: DynamoSellers | Any) -> Callable[[], object]:  # noqa: ANN401 - either end
    return lambda: sellers.put("papierhaus", a_seller().profile, NOW)


@pytest.mark.parametrize("standing", [0, 1])
def test_a_seller_put_by_two_at_once_gets_two_versions(
    client: DynamoDBClient, others: Backend, standing: int
) -> None:
    for _ in range(standing):
        _put(others.sellers)()
    just_before(client, "TransactWriteItems", _put(others.sellers))
    put = DynamoSellers(client, TABLE).put("papierhaus", a_seller().profile, NOW)
    assert put.version == standing + 2
    versions = list(rows(Table(client, TABLE), "seller#papierhaus"))
    assert len(versions) == 1 + standing + 2


def test_a_version_that_invoices_copied_is_never_written_over(
    client: DynamoDBClient, others: Backend
) -> None:
    _put(others.sellers)()
    client.delete_item(TableName=TABLE, Key=keyed(seller_key("papierhaus")))
    with pytest.raises(Conflict):
        _put(DynamoSellers(client, TABLE))()


def test_a_mail_is_written_down_with_its_place_in_the_list_or_not_at_all(
    client: DynamoDBClient, others: Backend
) -> None:
    mail = Mail(
        id="mail_1",
        seller_id="papierhaus",
        number="INV-1",
        order_id="ord_1",
        intent="invoice",
        to="z***@example.com",
    )
    asked, mails = Requests(client), DynamoMails(client, TABLE)
    mails.save(mail)
    with pytest.raises(Conflict):
        mails.save(mail)
    assert asked.names == ["TransactWriteItems"] * 2
    assert [row.id for row in others.mails.of_invoice("papierhaus", "INV-1")] == ["mail_1"]


def test_sellers_and_counters_are_listed_from_an_index(client: DynamoDBClient) -> None:
    asked = Requests(client)
    DynamoSellers(client, TABLE).all()
    DynamoNumbering(client, TABLE).counters()
    assert [request["IndexName"] for request in asked.of("Query")] == [LISTED.name] * 2
