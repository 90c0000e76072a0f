"""An archive may lose its announcement, as S3 may lose an event: the mail goes out all the same."""

from services.domain.message import created_keys
from tests.pipeline import Pipeline


def test_an_invoice_nobody_announced_is_announced_by_the_reconciler(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    pipeline.work_once()
    archived = pipeline.backends.archived_queue
    (lost,) = archived.receive(10, visibility_s=60, wait_s=0)
    archived.delete([lost])
    pipeline.clock.advance(3600)
    assert pipeline.reconcile() == 1
    (sent,) = archived.receive(10, visibility_s=0, wait_s=0)
    assert created_keys(sent.body) == created_keys(lost.body)
    pipeline.settle()
    assert pipeline.order(order_id).status == "sent"
    assert len(pipeline.mails()) == 1
