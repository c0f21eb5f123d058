"""The API does what its description says, on requests made from that description."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

load_all_checks()
KEPT = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
OPERATIONS = 8


@pytest.fixture(scope="module")
def operations(server: str) -> list[Any]:
    """Return every operation that a server describes."""
    schema: Any = schemathesis.openapi.from_url(f"{server}/openapi.json")
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("number", range(OPERATIONS))
def test_an_operation_keeps_its_description(operations: list[Any], number: int) -> None:
    assert len(operations) == OPERATIONS

    @given(case=operations[number].as_strategy())
    @settings(
        max_examples=10,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: Any) -> None:
        case.call_and_validate(checks=KEPT)

    check()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", {"question": "Who won Arizona?"}),
        (
            "/v1/chat/completions",
            {"messages": [{"role": "user", "content": "Who won Arizona?"}], "stream": True},
        ),
    ],
)
def test_a_streamed_answer_keeps_its_description(
    server: str, path: str, body: dict[str, Any]
) -> None:
    operation: Any = schemathesis.openapi.from_url(f"{server}/openapi.json")[path]["POST"]
    headers = {"Accept": "text/event-stream"}
    case = operation.Case(body=body, headers=headers, media_type="application/json")
    response = case.call_and_validate(checks=KEPT)
    assert response.headers["content-type"][0].startswith("text/event-stream")
