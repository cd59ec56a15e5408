"""A block: networks of one seed trained side by side, judged after every epoch."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float64, Int64, Integer, UInt8

from layerwise.nets.initialisation import Layer, initial_layers
from layerwise.nets.spec import NetworkSpec
from layerwise.train.batches import EVALUATION_ROWS, BlockData, batch_order, batch_weights
from layerwise.train.early_stopping import stopping_epoch
from layerwise.train.flattening import Flat, Flattening
from layerwise.train.measures import MEASURES
from layerwise.train.optimizers import initial_state
from layerwise.train.program import program
from layerwise.train.recipe import Member, Recipe
from layerwise.train.stack import Params, Stack, as_device
from layerwise.verdict.answers import RIGHT, answer_type, nothing
from layerwise.verdict.correctness import recorded_epochs

_DROPOUT_STREAM = 0xD20F
_VALIDATION_LOSS = MEASURES.index("val_loss")


@dataclass(eq=False)
class BlockResult:
    """What a block's networks did, in the order of its members.

    Args:
        history: (networks, epochs, measures), see `MEASURES`; NaN for parts that were not evaluated.
        seconds: (epochs,), wall time of each epoch of the whole block, evaluation included.
        best_epoch: (networks,), 1-based: least validation error, of equals least validation loss, of equals the first;
            0 for a network that never had a finite loss.
        diverged: (networks,), whether a loss ever was not finite.
        recorded: epochs at which `correct` was kept.
        correct: (networks, recorded epochs, test rows ÷ 8), bits: test rows put in their class.
        best_correct: (networks, test rows ÷ 8), the same at each network's best epoch.
        best_answers: (networks, rows), what each network answers at its best epoch to training, validation and test
            rows, in this order, see `verdict.answers`; without rows where training rows are not evaluated.
        last_answers: the same after the last epoch.
        best_layers: the layers of each network at its best epoch; empty where not asked for.
        snapshots: layers by (network, epoch); epoch 0 is before training.
    """

    history: Float64[np.ndarray, "networks epochs measures"]
    seconds: Float64[np.ndarray, " epochs"]
    best_epoch: Int64[np.ndarray, " networks"]
    diverged: Bool[np.ndarray, " networks"]
    recorded: Int64[np.ndarray, " recorded"]
    correct: UInt8[np.ndarray, "networks recorded bytes"]
    best_correct: UInt8[np.ndarray, "networks bytes"]
    best_answers: Integer[np.ndarray, "networks rows"]
    last_answers: Integer[np.ndarray, "networks rows"]
    best_layers: dict[int, list[Layer]] = field(default_factory=dict)
    snapshots: dict[tuple[int, int], list[Layer]] = field(default_factory=dict)

    def until(self, epoch: int) -> BlockResult:
        """The result of a block that ended with an epoch."""
        seen = self.recorded <= epoch
        return replace(
            self,
            history=self.history[:, :epoch],
            seconds=self.seconds[:epoch],
            recorded=self.recorded[seen],
            correct=self.correct[:, seen],
        )


def train_block(
    members: Sequence[Member],
    seed: int,
    data: BlockData,
    recipe: Recipe,
    *,
    judge_training: bool = True,
    keep_best: bool = True,
    keep_epochs: Collection[int] = (),
    stop_early: bool = False,
    on_epoch: Callable[[int, float], None] | None = None,
) -> BlockResult:
    """Trains networks side by side on the batches of one seed.

    Args:
        members: the networks; each one's result is the same alone or packed with others, but for rounding.
        seed: fixes initial weights, order of batches and dropout noise.
        data: the rows, scaled.
        recipe: what the networks share.
        judge_training: evaluate the training rows after every epoch too, more than half of what evaluation costs.
        keep_best: keep each network's layers at its best epoch.
        keep_epochs: epochs whose layers are kept of every network; 0 is before training.
        stop_early: end once the least validation loss of every network is known, see `stopping_epoch`.
        on_epoch: called after each epoch with its number and the least validation error so far, 0 … 1.
    """
    training = Training(members, seed, data, recipe, judge_training, keep_best, frozenset(keep_epochs))
    return training.run(on_epoch, stop_early=stop_early)


class Training:
    """A block in hand: device state, and the result as it grows. Arguments as `train_block` takes them."""

    def __init__(
        self,
        members: Sequence[Member],
        seed: int,
        data: BlockData,
        recipe: Recipe,
        judge_training: bool,
        keep_best: bool,
        keep: frozenset[int],
    ) -> None:
        self.members, self.seed, self.data, self.recipe = members, seed, data, recipe
        self.judge_training, self.keep_best, self.keep = judge_training, keep_best, keep
        self.stack = Stack(tuple(_narrowed(member.spec, data.rows.shape[1]) for member in members))
        self.initial = [initial_layers(member.spec, seed) for member in members]
        live = [[{**layers[0], "weight": layers[0]["weight"][data.live]}, *layers[1:]] for layers in self.initial]
        packed = self.stack.pack(live)
        self.flattening = Flattening.of(packed)
        self.params = as_device(self.flattening.flatten(packed))
        self.state = initial_state(recipe, self.params)
        self.step = jnp.asarray(np.zeros((), np.int32))
        self.rates = self._flat([member.learning_rate for member in members], packed)
        decays = [member.weight_decay for member in members]
        self.decays = self._flat(decays, packed, weights_only=True) if any(decays) else None
        self.keys = self._dropout_keys()
        self.rows, self.labels = jnp.asarray(data.rows), jnp.asarray(data.labels)
        self.weights = jnp.asarray(batch_weights(data.train, recipe.batch_size))
        self.program = program(self.stack, self.flattening, recipe, recipe.epochs * len(self.weights))
        count, width = len(members), (data.test + 7) // 8
        classes = members[0].spec.classes
        unasked = np.full((count, data.used if judge_training else 0), nothing(classes), answer_type(classes))
        self.result = BlockResult(
            history=np.full((count, recipe.epochs, len(MEASURES)), np.nan),
            seconds=np.zeros(recipe.epochs),
            best_epoch=np.zeros(count, np.int64),
            diverged=np.zeros(count, bool),
            recorded=recorded_epochs(recipe.epochs),
            correct=np.zeros((count, len(recorded_epochs(recipe.epochs)), width), np.uint8),
            best_correct=np.zeros((count, width), np.uint8),
            best_answers=unasked,
            last_answers=unasked.copy(),
        )

    def run(self, on_epoch: Callable[[int, float], None] | None, *, stop_early: bool = False) -> BlockResult:
        """All epochs, each judged; or as many as it takes to know the least validation losses."""
        self._keep_snapshots(0)
        for epoch in range(1, self.recipe.epochs + 1):
            start = time.perf_counter()
            self.train_epoch(epoch)
            self.judge(epoch)
            self._keep_snapshots(epoch)
            self.result.seconds[epoch - 1] = time.perf_counter() - start
            if on_epoch:
                on_epoch(epoch, self._least_error(epoch))
            if stop_early and all(stopping_epoch(own[:epoch]) for own in self.result.history[:, :, _VALIDATION_LOSS]):
                return self.result.until(epoch)
        return self.result

    def train_epoch(self, epoch: int) -> None:
        """One pass over the training rows; the device may still be at it when this returns."""
        order = batch_order(self.seed, epoch, self.data.train, self.recipe.batch_size)
        self.params, self.state, self.step = self.program.train_epoch(
            self.params, self.state, self.step, self.rows, self.labels, order,
            self.weights, self.rates, self.decays, self.keys,
        )  # fmt: skip

    def judge(self, epoch: int) -> None:
        """Evaluates all networks after an epoch, and keeps what is best of each so far."""
        first = 0 if self.judge_training else self.data.train // EVALUATION_ROWS
        end = -(-self.data.used // EVALUATION_ROWS)
        found = self.program.evaluate(self.params, self.rows, self.labels, first, end)
        back = np.argsort(self.stack.order)
        loss, answers = (np.asarray(array)[back] for array in found)
        correct = answers == RIGHT
        result, now = self.result, self.result.history[:, epoch - 1]
        for place, (part, rows) in enumerate(self.data.parts.items()):
            if rows.stop > rows.start and (part != "train" or self.judge_training):
                now[:, 2 * place] = loss[:, rows].mean(axis=1, dtype=np.float64)
                now[:, 2 * place + 1] = correct[:, rows].mean(axis=1)
        finite = np.isfinite(now[:, 2]) & (np.isfinite(now[:, 0]) if self.judge_training else True)
        result.diverged |= ~finite
        better = finite & ~result.diverged & self._is_best_so_far(epoch)
        result.best_epoch[better] = epoch
        bits = np.packbits(correct[:, self.data.parts["test"]], axis=1)
        result.best_correct[better] = bits[better]
        result.correct[:, result.recorded == epoch] = bits[:, None]
        if self.judge_training:
            result.best_answers[better] = answers[better, : self.data.used]
            if epoch == self.recipe.epochs:
                result.last_answers[:] = answers[:, : self.data.used]
        if self.keep_best:
            held = self._on_host()
            result.best_layers |= {int(n): self._layers(held, int(n)) for n in np.flatnonzero(better)}

    def _is_best_so_far(self, epoch: int) -> np.ndarray:
        history, best = self.result.history, self.result.best_epoch
        before = history[np.arange(len(best)), np.maximum(best, 1) - 1]
        now = history[:, epoch - 1]
        higher = now[:, 3] > before[:, 3]
        tied = (now[:, 3] == before[:, 3]) & (now[:, 2] < before[:, 2])
        return (best == 0) | higher | tied

    def _least_error(self, epoch: int) -> float:
        seen = self.result.history[:, :epoch, 3]
        return float(1 - seen.max())

    def _keep_snapshots(self, epoch: int) -> None:
        if epoch in self.keep:
            held = self._on_host()
            self.result.snapshots |= {(n, epoch): self._layers(held, n) for n in range(len(self.members))}

    def _layers(self, held: Params, number: int) -> list[Layer]:
        """The layers of one network with the columns put back that training could leave out: they are as they began."""
        layers = self.stack.unpack(held, number)
        weight = self.initial[number][0]["weight"].copy()
        weight[self.data.live] = layers[0]["weight"]
        return [{**layers[0], "weight": weight}, *layers[1:]]

    def _flat(self, values: Sequence[float], packed: Params, *, weights_only: bool = False) -> Flat:
        spread = self.stack.spread(values, packed)
        return as_device(self.flattening.flatten(_weights_only(spread) if weights_only else spread))

    def _on_host(self) -> Params:
        return self.flattening.unflatten(jax.tree.map(np.asarray, self.params))

    def _dropout_keys(self) -> jax.Array | None:
        if not any(member.spec.dropout for member in self.members):
            return None
        ordered = [self.members[number].spec.identity for number in self.stack.order]
        words = [np.random.SeedSequence([_DROPOUT_STREAM, i, self.seed]).generate_state(2) for i in ordered]
        return jax.random.wrap_key_data(jnp.asarray(np.array(words)), impl="threefry2x32")


def _narrowed(spec: NetworkSpec, live: int) -> NetworkSpec:
    """The spec over the columns that are held."""
    return NetworkSpec.from_dict({**spec.as_dict(), "inputs": live})


def _weights_only(spread: Params) -> Params:
    places = [
        [{name: leaf if name == "weight" else np.zeros_like(leaf) for name, leaf in bank.items()} for bank in banks]
        for banks in spread["places"]
    ]
    return {**spread, "places": places}
