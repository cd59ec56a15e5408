"""One process of a run: prepares its networks, waits for the word, trains and says what it took."""

from __future__ import annotations

import json
import sys
import time

from bench.data import rows
from bench.task import Order
from layerwise.study.environment import peak_memory, pin_to

# Rows and columns of the square matrices whose product is the machine's limit.
SIDE = 1024
PRODUCTS = 40


def main() -> None:
    """Takes an order as its first argument and the word to start on standard input; answers in two JSON lines."""
    order = Order.from_dict(json.loads(sys.argv[1]))
    if order.core is not None:
        pin_to(order.core)
    answer = _limit if order.contender == "limit" else _trained
    print(json.dumps(answer(order)), flush=True)


def _wait() -> None:
    print(json.dumps("ready"), flush=True)
    sys.stdin.readline()


def _trained(order: Order) -> dict[str, object]:
    from bench.contenders import CONTENDERS

    prepared = CONTENDERS[order.contender](order.task, order.arrangement.networks, rows())
    # Once each before the clock runs: compilation, first touch of the memory.
    prepared.epoch()
    prepared.evaluate()
    _wait()
    training = [_seconds(prepared.epoch) for _ in range(order.epochs)]
    evaluation = [_seconds(prepared.evaluate) for _ in range(order.epochs)]
    return {"training": training, "evaluation": evaluation, "memory": peak_memory()}


def _limit(order: Order) -> dict[str, object]:
    import numpy as np

    random = np.random.default_rng(0)
    a, b = (random.random((SIDE, SIDE), np.float32) for _ in range(2))
    out = np.empty_like(a)
    np.dot(a, b, out=out)
    _wait()
    seconds = [_seconds(lambda: np.dot(a, b, out=out)) for _ in range(PRODUCTS)]
    return {"flops": 2 * SIDE**3 / float(np.median(seconds))}


def _seconds(call: object) -> float:
    start = time.perf_counter()
    call()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
