"""A warning of what lasts is logged once."""

import logging

import pytest

from index.lasting import Lasting


def test_it_is_logged_once_while_it_holds_and_again_after_it_has_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fault = Lasting(logging.getLogger("some"))
    for what in ("away", "away", "full", "full"):
        fault.warn(what)
    fault.end()
    fault.warn("full")
    assert [record.message for record in caplog.records] == ["away", "full", "full"]
