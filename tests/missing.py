"""What a test needs and the machine may lack."""

import os
import warnings
from typing import NoReturn

import pytest


def skip_or_fail(message: str, demanded_by: str = "") -> NoReturn:
    """Skip with a loud notice, or fail where the named variable of the environment demands it."""
    if demanded_by in os.environ:
        pytest.fail(message)
    warnings.warn(message, stacklevel=2)
    pytest.skip(message)
