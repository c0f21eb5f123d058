"""Spans for OpenTelemetry: only where its packages are installed and a collector is named."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from starlette.datastructures import Headers

COLLECTOR = "OTEL_EXPORTER_OTLP_ENDPOINT"


def span(name: str, headers: Headers, began: int, ended: int, facts: Mapping[str, Any]) -> None:
    """Report what was done between two times in nanoseconds; nothing without a collector."""
    if (tracer := _tracer()) is None:
        return
    from opentelemetry.propagate import extract

    known = {key: headers[key] for key in ("traceparent", "tracestate") if key in headers}
    found = tracer.start_span(name, extract(known), start_time=began, attributes=dict(facts))
    found.end(ended)


@cache
def _tracer() -> Any:
    if COLLECTOR not in os.environ:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return None
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "footnote"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("footnote")
