from email import message_from_bytes
from email.policy import default

from pypdf import PdfReader

from services.domain.link import verify
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from tests.pipeline import PUBLIC_URL, Pipeline


def test_an_accepted_order_becomes_a_numbered_archived_and_mailed_invoice(
    pipeline: Pipeline,
) -> None:
    order_id = pipeline.place("k1").order.id
    pipeline.settle()

    order = pipeline.order(order_id)
    assert order.status == "sent"
    assert [entry.event for entry in order.history] == [
        "accepted",
        "issued",
        "archived",
        "mail_sent",
    ]
    assert order.due_at is None
    assert audit(books(pipeline.backends)).ok

    stored = next(iter(pipeline.backends.archive.keys()))
    reader = PdfReader(pipeline.state / "archive" / stored)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert order.issued is not None
    assert order.issued.number in text

    (mail,) = pipeline.mails()
    message = message_from_bytes(mail.read_bytes(), policy=default)
    plain = message.get_body(("plain",))
    assert plain is not None
    (link,) = [line for line in plain.get_content().splitlines() if line.startswith(PUBLIC_URL)]
    claim = verify(link.rpartition("/")[2], pipeline.backends.secrets.links)
    assert claim is not None
    assert claim.link_id == order.issued.link_id


def test_a_message_delivered_twice_issues_one_invoice_and_sends_one_mail(
    pipeline: Pipeline,
) -> None:
    pipeline.place("k1")
    (message,) = pipeline.backends.orders_queue.receive(10, visibility_s=0.001, wait_s=0)
    pipeline.backends.orders_queue.send([message.body, message.body])
    pipeline.clock.advance(1)
    pipeline.settle()

    assert audit(books(pipeline.backends)).invoices == 1
    assert len(pipeline.mails()) == 1


def test_a_poison_order_fails_with_its_reason_and_its_mates_are_sent(pipeline: Pipeline) -> None:
    mates = [pipeline.place(f"k{n}").order.id for n in range(4)]
    poison = pipeline.place("bad", metadata={"simulate": "fail_render"}).order.id
    pipeline.settle()

    failed = pipeline.order(poison)
    assert failed.status == "failed"
    assert failed.failure is not None
    assert failed.failure.code == "simulated_render_failure"
    assert failed.issued is None
    assert [pipeline.order(mate).status for mate in mates] == ["sent"] * 4
    assert audit(books(pipeline.backends)).series[0].count == 4


def test_a_lost_message_is_sent_again_by_the_reconciler(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    lost = pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
    pipeline.backends.orders_queue.delete(lost)
    pipeline.clock.advance(61)

    assert pipeline.reconcile() == 1
    pipeline.settle()
    assert pipeline.order(order_id).status == "sent"


def test_an_outage_of_the_workers_never_multiplies_messages(pipeline: Pipeline) -> None:
    for n in range(5):
        pipeline.place(f"k{n}")
    for _ in range(20):
        pipeline.clock.advance(60)
        pipeline.reconcile()

    assert pipeline.backends.orders_queue.figures().visible == 5


def test_a_refused_mail_leaves_the_order_invoiced_and_listed(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1", metadata={"simulate": "fail_mail"}).order.id
    pipeline.settle()

    order = pipeline.order(order_id)
    assert order.status == "invoiced"
    assert order.mailed is not None
    assert order.mailed.status == "failed"
    assert order.open_failure is not None
    assert order.open_failure.kind == "mail"
    assert pipeline.mails() == []
