"""Linear algebra on one thread: sharing many small matrices, threads wait for each other longer than they work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """While it is entered, or in a function that it decorates, NumPy and SciPy multiply matrices on one thread."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield
