"""The API does what its description says, on requests made from that description."""

import warnings
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from index.store import Index
from ui.server import build_app

load_all_checks()
NOT_MEANT = ["unsupported_method"]  # Gradio is mounted at / and answers 404 for what nobody knows
LEFT_OUT = CHECKS.get_by_names(NOT_MEANT)
OPERATIONS = 8


@pytest.fixture(scope="module")
def operations(seeds_index: Index) -> list[Any]:
    """Return every operation that the whole application describes."""
    schema: Any = schemathesis.openapi.from_asgi("/openapi.json", build_app(seeds_index))
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("number", range(OPERATIONS))
def test_an_operation_keeps_its_description(operations: list[Any], number: int) -> None:
    assert len(operations) >= OPERATIONS
    strategy = operations[number].as_strategy()

    @given(case=strategy)
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def check(case: Any) -> None:
        case.headers["Host"] = "localhost"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            case.call_and_validate(excluded_checks=LEFT_OUT)

    check()
