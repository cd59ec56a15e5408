"""Work over all cores: processes of one thread each, started anew so that nothing is shared but what they are sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from layerwise.study.environment import usable_cores, worker_environment

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def over_cores(work: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
    """The answers in the order of the items, each as soon as it and those before it are there.

    Args:
        work: a function of a module, of one item.
        items: what to work on; each should take a second or more.
    """
    os.environ.update(worker_environment())
    with ProcessPoolExecutor(len(usable_cores()), get_context("spawn")) as pool:
        yield from pool.map(work, items)
