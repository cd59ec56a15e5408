"""Waiting for a page from outside: its Content-Security-Policy forbids what Playwright's own waiting compiles in it."""

from __future__ import annotations

import time
from typing import Any


def until(page: Any, expression: str, argument: Any = None, seconds: float = 20) -> None:
    """Returns once the expression is true in the page.

    Args:
        page: Playwright's.
        expression: JavaScript, or a function of `argument`.
        argument: plain value.
        seconds: after which the test fails.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(expression, argument):
        assert time.monotonic() < end, f"this did not come true in {seconds} s: {expression}"
        page.wait_for_timeout(50)
