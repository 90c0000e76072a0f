"""The numbering bench: what it counts, and that every order it counts got its number."""

import pytest

from bench.numbering.ledger import ledger
from bench.numbering.measure import row


def test_orders_that_are_timed_have_numbers_without_a_gap() -> None:
    with ledger() as books:
        assert books.number(books.accept(0, 7), together=5) > 0
        assert books.number(books.accept(7, 2), together=1) > 0
        books.check_complete(9)


def test_an_order_that_got_no_number_is_not_counted_as_fast() -> None:
    with ledger() as books:
        books.number(books.accept(0, 3)[:2], together=2)
        with pytest.raises(ValueError, match="3 orders, 2 records"):
            books.check_complete(3)


def test_more_orders_a_second_are_better() -> None:
    faster = row([400.0, 500.0, 450.0], [100.0, 250.0, 150.0])
    assert (faster.value, faster.peer_value, faster.ratio, faster.met) == (450, 150, 3, True)
    assert not row([150.0], [100.0]).met
