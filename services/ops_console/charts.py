"""What the charts are drawn from: tables, so that everybody can read the same figures."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.flow.overview_answer import Overview, QueueShown
from services.flow.series import Points, QueueSeries, Series


class Chart(NamedTuple):
    """One chart: a column for each line, a row for each point in time."""

    id: str
    title: str
    names: tuple[str, ...]
    rows: tuple[tuple[datetime, tuple[float | None, ...]], ...]


def charts(past: Series, now: Overview) -> tuple[Chart, ...]:
    """Return the charts of a span of time, up to this moment."""

    def chart(
        id_: str, title: str, lines: dict[str, Points], last: Sequence[float | None]
    ) -> Chart:
        points = [*zip(*lines.values(), strict=True), tuple(last)]
        rows = zip([*past.at, now.as_of], points, strict=True)
        return Chart(id_, title, tuple(lines), tuple(rows))

    def of_queue(then: QueueSeries, today: QueueShown, what: str) -> tuple[Chart, Chart]:
        depth = {"Waiting": then.visible, "In flight": then.in_flight}
        oldest = {"Oldest": then.oldest_age_s}
        return (
            chart(f"{then.name}-depth", what, depth, (today.visible, today.in_flight)),
            chart(
                f"{then.name}-age",
                f"{what}: oldest, seconds",
                oldest,
                (today.oldest_age_s or 0.0,),
            ),
        )

    orders, archived = past.queues
    orders_now, archived_now = now.queues
    done = {"Invoices": orders.throughput_per_min, "Mails": archived.throughput_per_min}
    done_now = (orders_now.throughput_per_min, archived_now.throughput_per_min)
    workers = {"Running": past.workers_running, "Wanted": past.workers_wanted}
    running = (now.scaling.running, now.scaling.decided)
    slow = {"p95": past.order_to_mail_p95_s}
    return (
        *of_queue(orders, orders_now, "Orders"),
        chart("workers", "Workers", workers, running),
        chart("throughput", "Done per minute", done, done_now),
        *of_queue(archived, archived_now, "Mail"),
        chart("order-to-mail", "Order to mail, seconds", slow, (None,)),
        chart("failures", "Open failures", {"Open": past.failures}, (now.failures,)),
    )
