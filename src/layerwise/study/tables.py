"""From blocks to the tidy tables of a study: `runs`, `epochs` and per-image correctness."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from layerwise.errors import StudyError
from layerwise.study.answered import read_answers, write_answers
from layerwise.study.course import group_in
from layerwise.study.design import Plan
from layerwise.study.looks import corrected_for
from layerwise.study.parts import UNREADABLE, Part
from layerwise.study.store import StudyFolder
from layerwise.train.measures import MEASURES
from layerwise.verdict.condition import Condition
from layerwise.verdict.correctness import Correctness
from layerwise.verdict.tables import SHOWN_COLUMNS, Tables


def merge(folder: StudyFolder, plan: Plan, condition: Condition, *, looks: int = 1) -> Tables:
    """Makes the tables of the plan's finished blocks and writes them: the same blocks always give the same bytes.

    Args:
        folder: the study folder; blocks of seeds beyond the plan's, begun for a look not yet taken, are left aside.
        plan: of the study.
        condition: of the sentences made from the tables.
        looks: that the level is shared among, see `Tables`.
    """
    asked = [part for part in folder.parts() if part.card["stage"] == "tune" or part.card["seed"] < plan.seeds]
    parts = sorted(asked, key=lambda part: (part.card["stage"] == "measure", part.card["seed"], part.card["name"]))
    runs = pd.DataFrame([row for part in parts for row in _run_rows(part, plan)])
    epochs = pd.concat([_epoch_rows(part) for part in parts], ignore_index=True)
    correct = _correctness([part for part in parts if part.card["stage"] == "measure"])
    folder.write("runs.parquet", runs.to_parquet(index=False))
    folder.write("epochs.parquet", epochs.to_parquet(index=False))
    folder.write("correct.npz", _as_npz(correct))
    answers = write_answers(folder, [part for part in parts if part.card["stage"] == "measure"])
    return Tables(runs, epochs, correct, condition, schedule=plan.recipe.schedule, looks=looks, answers=answers)


def read_tables(folder: StudyFolder) -> Tables:
    """The tables that `merge` wrote.

    Raises:
        StudyError: the study has not ended yet, or a table is damaged.
    """
    card = folder.card()
    if not (folder / "runs.parquet").is_file():
        raise StudyError(
            f"the study in {folder.path} has not ended",
            got="no tables yet",
            expected="a finished study",
            remedy=f"Let it go on: {card['command'] or 'call study as before'}",
        )
    try:
        with (folder / "correct.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
            correct = _from_npz(dict(stored))
        answers = read_answers(folder)
        runs, epochs = (pd.read_parquet(folder / f"{name}.parquet") for name in ("runs", "epochs"))
    except UNREADABLE as error:
        raise StudyError(
            f"cannot read the tables of {folder.path}",
            got=str(error) or type(error).__name__,
            expected="tables as layerwise study wrote them",
            remedy="Run its command again: the tables are made anew from its blocks.",
        ) from error
    if "train_rows" not in runs:  # written before there were sizes
        runs["train_rows"] = card["data"]["train"]
    # Written before the shares of the classes were kept: their number is known.
    told = {"classes": len(card["data"].get("classes", ())), **card["condition"]}
    told |= {name: tuple(told.get(name, ())) for name in ("train_shares", "test_shares")}
    condition, schedule = Condition(**told), card["plan"]["recipe"]["schedule"]
    looks = corrected_for(card)
    return Tables(runs, epochs, correct, condition, schedule=schedule, looks=looks, answers=answers)


def _run_rows(part: Part, plan: Plan) -> Iterable[dict[str, Any]]:
    for number, job in enumerate(part.card["jobs"]):
        spec = plan.architectures[job["architecture"]]
        train = part.card["rows"]["train"]
        yield {
            "run": job["run"],
            "seed": part.card["seed"],
            "fold": part.card["fold"],
            "stage": part.card["stage"],
            "network": spec.label,
            "hidden": list(spec.hidden),
            "depth": spec.depth,
            "width": spec.width,
            "activation": spec.activation,
            "initialisation": spec.initialisation,
            "normalisation": spec.normalisation,
            "residual": spec.residual,
            "dropout": spec.dropout,
            "weight_decay": plan.weight_decay,
            "learning_rate": job["learning_rate"],
            "train_rows": train,
            "parameters": spec.parameters,
            "flops_per_epoch": spec.flops_per_example * train,
            "best_epoch": int(part.arrays["best_epoch"][number]),
            "diverged": bool(part.arrays["diverged"][number]),
            "tuning_group": group_in(plan, part.card["fold"], part.card["seed"]),
            **_shown(part, number),
        }


def _shown(part: Part, number: int) -> dict[str, float]:
    if "shown" not in part.arrays:
        return {}
    return dict(zip(SHOWN_COLUMNS, map(float, part.arrays["shown"][number]), strict=True))


def _epoch_rows(part: Part) -> pd.DataFrame:
    history = part.arrays["history"]
    networks, epochs, _ = history.shape
    columns = {
        "run": np.repeat([job["run"] for job in part.card["jobs"]], epochs),
        "epoch": np.tile(np.arange(1, epochs + 1), networks),
        # A network's share of its block's time: the networks of a block are one program.
        "seconds": np.tile(part.arrays["seconds"] / networks, networks),
    }
    flat = history.reshape(-1, len(MEASURES))
    return pd.DataFrame(columns | {name: flat[:, place] for place, name in enumerate(MEASURES)})


def _correctness(parts: list[Part]) -> Correctness:
    """Per-image correctness of the measured networks; folds whose last byte differs are filled up with zeros."""
    width = max((part.arrays["correct"].shape[2] for part in parts), default=0)

    def filled(bits: np.ndarray) -> np.ndarray:
        return np.pad(bits, [(0, 0)] * (bits.ndim - 1) + [(0, width - bits.shape[-1])])

    return Correctness(
        runs=tuple(job["run"] for part in parts for job in part.card["jobs"]),
        fold=np.array([part.card["fold"] for part in parts for _ in part.card["jobs"]], np.int64),
        tested={part.card["fold"]: part.arrays["tested"] for part in parts},
        epochs=parts[0].arrays["recorded"],
        bits=np.concatenate([filled(part.arrays["correct"]) for part in parts]),
        best_bits=np.concatenate([filled(part.arrays["best_correct"]) for part in parts]),
    )


def _as_npz(correct: Correctness) -> bytes:
    stream = io.BytesIO()
    arrays = {
        "runs": np.array(correct.runs),
        "fold": correct.fold,
        "epochs": correct.epochs,
        "bits": correct.bits,
        "best_bits": correct.best_bits,
        **{f"tested_{fold}": rows for fold, rows in sorted(correct.tested.items())},
    }
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def _from_npz(stored: dict[str, np.ndarray]) -> Correctness:
    tested = {int(name.removeprefix("tested_")): rows for name, rows in stored.items() if name.startswith("tested_")}
    runs = tuple(str(run) for run in stored["runs"])
    return Correctness(runs, stored["fold"], tested, stored["epochs"], stored["bits"], stored["best_bits"])
