"""The rendering bench: what is drawn, and that everybody draws it."""

from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench.rendering.content import document
from bench.rendering.crew import crew
from bench.rendering.engines import platypus
from bench.rendering.honesty import check_complete, check_whole_path
from bench.rendering.measure import batch_size
from bench.rendering.plain import plain_of
from services.domain.invoice import Invoice

LINES = 8


def texts_of(record: Invoice) -> set[str]:
    plain = plain_of(record)
    rows = {text for row in plain.rows for text in (row.name, row.sku)}
    return rows | {plain.number, plain.reference, plain.buyer[0]}


def test_no_text_of_a_document_comes_again_in_another() -> None:
    seen: set[str] = set()
    for index in range(30):
        fresh = texts_of(document(index, LINES))
        assert not seen & fresh
        seen |= fresh


def test_a_document_has_two_vat_rates_and_the_same_sums_for_everybody() -> None:
    record = document(7, LINES)
    plain = plain_of(record)
    groups = record.bill.tax_groups
    assert {group.rate for group in groups} == {Decimal(7), Decimal(19)}
    gross = sum(group.base + group.tax for group in groups)
    shown = plain.gross.removesuffix("\u00a0€").replace(".", "").replace(",", ".")
    assert Decimal(shown) == gross


def test_every_run_draws_the_same_documents() -> None:
    assert document(3, LINES) == document(3, LINES)


def test_a_peer_that_draws_everything_is_let_in_and_one_that_leaves_something_out_is_not(
    tmp_path: Path,
) -> None:
    file = tmp_path / "drawn.pdf"
    whole = document(5, LINES)
    draw = platypus.ready()
    file.write_bytes(draw([whole]))
    check_complete(file, 5, LINES)
    shorter = whole.bill.model_copy(update={"lines": whole.bill.lines[:-1]})
    file.write_bytes(draw([whole.model_copy(update={"bill": shorter})]))
    with pytest.raises(ValueError, match="does not say"):
        check_complete(file, 5, LINES)


def test_our_own_figure_does_not_count_without_the_standard_and_the_xml(tmp_path: Path) -> None:
    file = tmp_path / "plain.pdf"
    file.write_bytes(platypus.ready()([document(5, LINES)]))
    with pytest.raises(ValueError, match="does not claim PDF/A"):
        check_whole_path(file)


def test_engines_answer_from_processes_of_their_own(tmp_path: Path) -> None:
    with crew(["ours", "platypus"], tmp_path) as workers:
        for worker in workers:
            assert worker.left_out() is None
            assert worker.draw(LINES, first=2, count=2) > 0
            check_complete(worker.kept(LINES), 3, LINES)
        assert all(worker.running.poll() is None for worker in workers)
        assert "view" in workers[0].stages(LINES, first=10, count=4)
    assert all(worker.running.returncode == 0 for worker in workers)


@pytest.mark.skipif(find_spec("typst") is not None, reason="typst is installed here")
def test_a_peer_whose_library_is_missing_says_which(tmp_path: Path) -> None:
    with crew(["typst"], tmp_path) as workers:
        assert workers[0].left_out() == "No module named 'typst'"


@pytest.mark.parametrize(("document_s", "count"), [(0.0005, 500), (0.03, 33), (0.1, 10), (3.0, 10)])
def test_a_batch_takes_about_a_second_but_is_never_tiny(document_s: float, count: int) -> None:
    assert batch_size(document_s) == count
