"""The contenders: each prepares networks of a task and hands back one epoch of training and one evaluation of them."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any

import numpy as np

from bench.task import Task
from layerwise.study.design import BLOCK_UNITS

RATE = 0.001


@dataclass(frozen=True)
class Rows:
    """The data of all contenders, as the data set holds them: pixels as bytes."""

    pixels: np.ndarray
    y: np.ndarray
    pixels_test: np.ndarray
    y_test: np.ndarray

    @cached_property
    def inputs(self) -> np.ndarray:
        """From 0 to 1, ready to train on: how the peers hold them."""
        return self.pixels.astype(np.float32) / np.float32(255)

    @cached_property
    def inputs_test(self) -> np.ndarray:
        """The tested ones likewise."""
        return self.pixels_test.astype(np.float32) / np.float32(255)


@dataclass(frozen=True)
class Prepared:
    """Networks ready to be timed; both calls return when the work is done."""

    epoch: Callable[[], object]
    evaluate: Callable[[], object]


def engine(task: Task, networks: int, rows: Rows) -> Prepared:
    """This project's: blocks as a study trains them, one after the other."""
    import jax

    from layerwise.data.dataset import Dataset
    from layerwise.data.folds import split
    from layerwise.nets.spec import NetworkSpec
    from layerwise.train.batches import EVALUATION_ROWS, block_data, live_columns
    from layerwise.train.block import Training
    from layerwise.train.recipe import Member, Recipe

    # The validation rows that a data set must have are the test rows once more: all training rows stay.
    X = np.concatenate([rows.pixels, rows.pixels_test, rows.pixels_test])
    y = np.concatenate([rows.y, rows.y_test, rows.y_test])
    dataset = Dataset(
        "bench", X, y, tuple(map(str, range(10))), scaling="pixels", source="bench",
        test_size=len(rows.y_test), validation_size=len(rows.y_test),
    )  # fmt: skip
    data = block_data(dataset, split(dataset, 0), live_columns(dataset), with_test=True)
    member = Member(NetworkSpec(784, task.hidden, 10, "relu", "he"), RATE)
    recipe = Recipe(100, task.batch)
    blocks = []
    for seed, size in enumerate(block_sizes(networks, task)):
        block = Training([member] * size, seed, data, recipe, False, False, frozenset())
        # A study holds one block at a time; here they live side by side and share the rows.
        block.rows = blocks[0].rows if blocks else block.rows
        blocks.append(block)
    counted = iter(range(1, 1000))

    def epoch() -> None:
        number = next(counted)
        for block in blocks:
            block.train_epoch(number)
            jax.block_until_ready(block.params)

    first, end = (data.train + data.validation) // EVALUATION_ROWS, -(-data.used // EVALUATION_ROWS)

    def evaluate() -> None:
        for block in blocks:
            jax.block_until_ready(block.program.evaluate(block.params, block.rows, block.labels, first, end))

    return Prepared(epoch, evaluate)


def block_sizes(networks: int, task: Task) -> list[int]:
    """Networks cut evenly into blocks no larger than a study's."""
    blocks = -(-networks // max(1, BLOCK_UNITS // task.hidden[0]))
    return [len(part) for part in np.array_split(np.arange(networks), blocks)]


def scikit_learn(task: Task, networks: int, rows: Rows) -> Prepared:
    """MLPClassifier; `partial_fit` is one epoch of its minibatches."""
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore")
    nets = [MLPClassifier(task.hidden, batch_size=task.batch, learning_rate_init=RATE) for _ in range(networks)]
    classes = np.arange(10)
    return Prepared(
        lambda: [net.partial_fit(rows.inputs, rows.y, classes=classes) for net in nets],
        lambda: [net.predict(rows.inputs_test) for net in nets],
    )


def jax_vmap(task: Task, networks: int, rows: Rows) -> Prepared:
    """A plain JAX ensemble: one network written down, `vmap` over many, Optax's Adam, an epoch in one `scan`."""
    import jax
    import jax.numpy as jnp
    import optax

    widths = (784, *task.hidden, 10)
    X, y, X_test = jnp.asarray(rows.inputs), jnp.asarray(rows.y), jnp.asarray(rows.inputs_test)

    def initial(key: Any) -> Any:
        keys = jax.random.split(key, len(widths) - 1)
        shapes = zip(keys, widths, widths[1:], strict=False)
        return [(jax.random.normal(k, (a, b)) * (2 / a) ** 0.5, jnp.zeros(b)) for k, a, b in shapes]

    def logits(net: Any, x: Any) -> Any:
        for weight, bias in net[:-1]:
            x = jax.nn.relu(x @ weight + bias[None])
        return x @ net[-1][0] + net[-1][1][None]

    def loss(net: Any, x: Any, labels: Any) -> Any:
        return optax.softmax_cross_entropy_with_integer_labels(logits(net, x), labels).mean()

    adam = optax.adam(RATE)
    nets = jax.vmap(initial)(jax.random.split(jax.random.key(0), networks))
    held = [(nets, jax.vmap(adam.init)(nets))]

    def one(net: Any, state: Any, x: Any, labels: Any) -> Any:
        change, state = adam.update(jax.grad(loss)(net, x, labels), state)
        return optax.apply_updates(net, change), state

    def step(carry: Any, numbers: Any) -> Any:
        return jax.vmap(one, (0, 0, None, None))(*carry, X[numbers], y[numbers]), None

    train = jax.jit(lambda carry, order: jax.lax.scan(step, carry, order)[0], donate_argnums=0)
    predict = jax.jit(lambda nets: jax.vmap(lambda net: jnp.argmax(logits(net, X_test), 1))(nets))
    random = np.random.default_rng(0)

    def epoch() -> None:
        held[0] = jax.block_until_ready(train(held[0], _batches(random, len(rows.inputs), task.batch)))

    return Prepared(epoch, lambda: jax.block_until_ready(predict(held[0][0])))


def torch_loop(task: Task, networks: int, rows: Rows) -> Prepared:
    """A plain PyTorch loop: one network after the other, tensors indexed by shuffled numbers, fused Adam."""
    import torch

    X, y, X_test = torch.from_numpy(rows.inputs), torch.from_numpy(rows.y), torch.from_numpy(rows.inputs_test)
    nets = [_module(task) for _ in range(networks)]
    adams = [torch.optim.Adam(net.parameters(), RATE, fused=True) for net in nets]
    random = np.random.default_rng(0)

    def epoch() -> None:
        for net, adam in zip(nets, adams, strict=True):
            for numbers in torch.from_numpy(_batches(random, len(rows.inputs), task.batch)):
                _torch_step(net, adam, X[numbers], y[numbers])

    return Prepared(epoch, lambda: _torch_predict(nets, X_test))


def torch_loader(task: Task, networks: int, rows: Rows) -> Prepared:
    """PyTorch as tutorials write it: TensorDataset, DataLoader, Adam as it comes."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    data = TensorDataset(torch.from_numpy(rows.inputs), torch.from_numpy(rows.y))
    loader = DataLoader(data, batch_size=task.batch, shuffle=True)
    nets = [_module(task) for _ in range(networks)]
    adams = [torch.optim.Adam(net.parameters(), RATE) for net in nets]

    def epoch() -> None:
        for net, adam in zip(nets, adams, strict=True):
            for x, labels in loader:
                _torch_step(net, adam, x, labels)

    X_test = torch.from_numpy(rows.inputs_test)
    return Prepared(epoch, lambda: _torch_predict(nets, X_test))


def torch_vmap(task: Task, networks: int, rows: Rows) -> Prepared:
    """torch.func: stacked parameters, `vmap` of `grad`, fused Adam over the stack."""
    import torch
    from torch.func import functional_call, grad, stack_module_state, vmap

    X, y, X_test = torch.from_numpy(rows.inputs), torch.from_numpy(rows.y), torch.from_numpy(rows.inputs_test)
    params, _ = stack_module_state([_module(task) for _ in range(networks)])
    adam = torch.optim.Adam(list(params.values()), RATE, fused=True)
    net = _module(task)

    def loss(params: Any, x: Any, labels: Any) -> Any:
        return torch.nn.functional.cross_entropy(functional_call(net, params, (x,)), labels)

    gradients = vmap(grad(loss), (0, None, None))
    random = np.random.default_rng(0)

    def epoch() -> None:
        for numbers in torch.from_numpy(_batches(random, len(rows.inputs), task.batch)):
            found = gradients({name: value.detach() for name, value in params.items()}, X[numbers], y[numbers])
            for name, value in params.items():
                value.grad = found[name]
            adam.step()

    def evaluate() -> None:
        with torch.no_grad():
            vmap(lambda p, x: functional_call(net, p, (x,)), (0, None))(params, X_test).argmax(2)

    return Prepared(epoch, evaluate)


CONTENDERS: dict[str, Callable[[Task, int, Rows], Prepared]] = {
    "engine": engine,
    "jax vmap": jax_vmap,
    "torch.func vmap": torch_vmap,
    "scikit-learn": scikit_learn,
    "torch loop": torch_loop,
    "torch DataLoader": torch_loader,
}


def available() -> list[str]:
    """Contenders whose libraries can be imported here."""
    torch = find_spec("torch") is not None
    return [name for name in CONTENDERS if torch or not name.startswith("torch")]


def _batches(random: np.random.Generator, rows: int, size: int) -> np.ndarray:
    """(steps, batch): whole batches of a shuffle; the few rows left over are left out."""
    return random.permutation(rows)[: rows // size * size].reshape(-1, size)


def _module(task: Task) -> Any:
    from torch import nn

    widths = (784, *task.hidden, 10)
    layers: list[Any] = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _torch_step(net: Any, adam: Any, x: Any, labels: Any) -> None:
    from torch.nn.functional import cross_entropy

    adam.zero_grad()
    cross_entropy(net(x), labels).backward()
    adam.step()


def _torch_predict(nets: list[Any], X: Any) -> None:
    import torch

    with torch.no_grad():
        for net in nets:
            net(X).argmax(1)
