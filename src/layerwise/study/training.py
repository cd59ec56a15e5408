"""What a worker does with a block: train it, write its kept networks, then its part, which marks it as finished."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jax
import numpy as np

from layerwise.data.folds import Split, fewer, split
from layerwise.nets.familiarity import Familiarity, fit_familiarity
from layerwise.nets.initialisation import Layer
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import Preprocessing, fit_preprocessing
from layerwise.nets.spec import NetworkSpec
from layerwise.study.displacing import displaced_accuracies
from layerwise.study.handover import take_over
from layerwise.study.parts import Part
from layerwise.study.provenance import provenance
from layerwise.study.store import StudyFolder
from layerwise.study.tuning import may_stop
from layerwise.train.batches import block_data, live_columns
from layerwise.train.block import BlockResult, train_block
from layerwise.train.recipe import Member, Recipe


class Trainer:
    """Trains blocks of one study on one data set.

    Args:
        data: folder that `hand_over` filled.
        folder: the study folder.
    """

    def __init__(self, data: Path, folder: Path) -> None:
        self.dataset, self.checksum = take_over(data)
        self.folder = StudyFolder(folder)
        self.compilation = _compilation()

    def train(self, task: dict[str, Any], on_epoch: Callable[[int, float], None]) -> dict[str, Any]:
        """Trains one block and writes what it leaves.

        Args:
            task: `name, stage, seed, jobs` (each `run, architecture, spec, learning_rate, weight_decay`), `recipe`,
                `keep_best`, `keep_epochs`, `write`.
            on_epoch: told each epoch and the least validation error so far.

        Returns:
            `worker_seconds` of the whole block, `compile_seconds` of them, and `epoch_seconds`, the median epoch's.
        """
        start, compiled_before = time.perf_counter(), self.compilation.seconds
        measures = task["stage"] == "measure"
        rows = split(self.dataset, task["seed"])
        if task["train_rows"] is not None:
            rows = fewer(self.dataset, rows, task["train_rows"])
        members = [
            Member(NetworkSpec.from_dict(job["spec"]), job["learning_rate"], job["weight_decay"])
            for job in task["jobs"]
        ]
        live = live_columns(self.dataset, all_of_them=any(member.weight_decay for member in members))
        recipe = Recipe(**task["recipe"])
        result = train_block(
            members,
            task["seed"],
            block_data(self.dataset, rows, live, with_test=measures),
            recipe,
            judge_training=measures,
            keep_best=task["keep_best"],
            keep_epochs=task["keep_epochs"],
            stop_early=not measures and may_stop(recipe),
            on_epoch=on_epoch,
        )
        if task["write"]:
            self._write(task, rows, members, result)
        return {
            "worker_seconds": time.perf_counter() - start,
            "compile_seconds": self.compilation.seconds - compiled_before,
            "epoch_seconds": float(np.median(result.seconds)),
        }

    def _write(self, task: dict[str, Any], rows: Split, members: list[Member], result: BlockResult) -> None:
        scaling = fit_preprocessing(self.dataset, rows.train)
        # Blocks that keep no network need none.
        known = fit_familiarity(self.dataset, rows) if result.best_layers or result.snapshots else None
        for number, layers in result.best_layers.items():
            epoch = int(result.best_epoch[number])
            path = self.folder.weights_path(task["jobs"][number]["run"])
            self._network(task, rows, members[number], layers, scaling, epoch, known).save(path)
        for (number, epoch), layers in result.snapshots.items():
            path = self.folder.weights_path(task["jobs"][number]["run"], epoch)
            self._network(task, rows, members[number], layers, scaling, epoch, known).save(path)
        arrays = {
            **{name: getattr(result, name) for name in ("history", "seconds", "best_epoch", "diverged", "recorded")},
            "correct": result.correct,
            "best_correct": result.best_correct,
            "tested": rows.test if task["stage"] == "measure" else rows.test[:0],
        }
        if task["stage"] == "measure" and task["train_rows"] is None:
            arrays["rows"] = np.concatenate([rows.train, rows.validation, rows.test]).astype(np.int32)
            arrays |= {"best_answers": result.best_answers, "last_answers": result.last_answers}
        shown = displaced_accuracies(self.dataset, rows, scaling, members, result.best_layers, task["seed"])
        if shown is not None:
            arrays["shown"] = shown
        jobs = [{name: job[name] for name in ("run", "architecture", "learning_rate")} for job in task["jobs"]]
        card = {"name": task["name"], "stage": task["stage"], "seed": task["seed"], "fold": rows.fold, "jobs": jobs}
        card["rows"] = {"train": len(rows.train), "validation": len(rows.validation), "test": len(rows.test)}
        Part(card, arrays).save(self.folder.part_path(task["name"]))

    def _network(
        self,
        task: dict[str, Any],
        rows: Split,
        member: Member,
        layers: list[Layer],
        scaling: Preprocessing,
        epoch: int,
        known: Familiarity | None,
    ) -> Network:
        recipe = Recipe(**task["recipe"])
        facts = provenance(self.dataset, self.checksum, rows, recipe, member, epoch, task["seed"])
        return Network(member.spec, layers, scaling, self.dataset.classes, facts, known)


class _Compilation:
    """Seconds that this process has spent on what a first run pays and a later one does not.

    That is lowering to and compiling machine code, or reading it back.
    """

    def __init__(self) -> None:
        self.seconds = 0.0

    def on_duration(self, event: str, duration_secs: float, **_: str | int) -> None:
        if event in _COMPILATION:
            self.seconds += duration_secs


@cache
def _compilation() -> _Compilation:
    """The one clock of this process: JAX keeps listeners for ever."""
    clock = _Compilation()
    jax.monitoring.register_event_duration_secs_listener(clock.on_duration)
    return clock


_COMPILATION = (
    "/jax/core/compile/jaxpr_trace_duration",
    "/jax/core/compile/jaxpr_to_mlir_module_duration",
    "/jax/core/compile/backend_compile_duration",
)
