"""Steps as OpenTelemetry spans. Only imported where an OTLP endpoint is named."""

from datetime import datetime
from functools import cache

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from services.runtime.tracing import Step, Trace

_PROPAGATOR = TraceContextTextMapPropagator()


def otlp_trace() -> Trace:
    """Return what sends steps, some at a time, to where the OTEL_EXPORTER_OTLP_* variables say."""
    return traced_by(BatchSpanProcessor(OTLPSpanExporter()))


def traced_by(processor: SpanProcessor) -> Trace:
    """Return what turns steps into spans and gives them to `processor`.

    Each is a child of the span that checkout named, so that a trace reaches from its click to the
    mail. A span holds ids, never what a buyer is.
    """

    @cache
    def tracer(service: str) -> Tracer:
        resource = Resource.create({"service.name": service, "service.namespace": "counterfoil"})
        provider = TracerProvider(resource=resource)
        provider.add_span_processor(processor)
        return provider.get_tracer("counterfoil")

    def trace(step: Step) -> None:
        span = tracer(step.service).start_span(
            f"order.{step.name}",
            context=_PROPAGATOR.extract({"traceparent": step.order.traceparent}),
            start_time=_nanoseconds(step.began),
            attributes={"order.id": step.order.id, "seller.id": step.order.seller_id},
        )
        if step.order.open_failure:
            span.set_status(Status(StatusCode.ERROR, step.order.open_failure.code))
        span.end(_nanoseconds(step.ended))

    return trace


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
