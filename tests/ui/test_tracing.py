"""Spans reach a collector that is named, over its own protocol."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.datastructures import Headers

from ui.api import tracing

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(autouse=True)
def fresh() -> Any:
    """Let the tracer be made anew."""
    tracing._tracer.cache_clear()
    yield
    tracing._tracer.cache_clear()


def test_without_a_collector_there_is_no_tracer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(tracing.COLLECTOR, raising=False)
    tracing.span("GET /health", Headers(), 1, 2, {})
    assert tracing._tracer() is None


def test_a_span_reaches_the_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    grpc = pytest.importorskip("grpc")
    service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
    found: list[Any] = []

    def export(request: Any, _: Any) -> Any:
        found.extend(s for r in request.resource_spans for t in r.scope_spans for s in t.spans)
        return service.ExportTraceServiceResponse()

    method = grpc.unary_unary_rpc_method_handler(
        export, service.ExportTraceServiceRequest.FromString, lambda r: r.SerializeToString()
    )
    name = "opentelemetry.proto.collector.trace.v1.TraceService"
    collector = grpc.server(ThreadPoolExecutor(2))
    collector.add_generic_rpc_handlers(
        [grpc.method_handlers_generic_handler(name, {"Export": method})]
    )
    port = collector.add_insecure_port("127.0.0.1:0")
    collector.start()
    monkeypatch.setenv(tracing.COLLECTOR, f"http://127.0.0.1:{port}")
    tracing.span("POST /api/ask", Headers({"traceparent": PARENT}), 10**18, 10**18 + 5, {"a": 1})
    tracing._tracer().span_processor.force_flush(20_000)
    collector.stop(0)
    (span,) = found
    assert span.name == "POST /api/ask"
    assert span.trace_id.hex() in PARENT
    assert span.end_time_unix_nano - span.start_time_unix_nano == 5
