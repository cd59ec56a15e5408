"""Which epochs count: runs that diverged, epochs that all networks of an architecture have, and the best one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from layerwise.curves.account import Account
from layerwise.curves.cells import Floats
from layerwise.curves.measures import UNREAD
from layerwise.curves.names import MEASURES
from layerwise.curves.rows import Rows
from layerwise.words import Text

_SHORT = Text(
    "{count} left out: the runs end early or lack many epochs that the others of {network} have ({names}). Where a "
    "rule ended them, such as early stopping, those left are a selection.",
    "{count}未计入：这些训练提前结束，或缺少 {network} 的其他训练都有的许多轮（{names}）。"
    "若是因提前停止等规则而结束，余下的训练就是经过筛选的。",
)
_BEYOND = Text(
    "{count} left out: not every run of {network} has these epochs ({names}).",
    "{count}未计入：并非 {network} 的每次训练都有这些轮（{names}）。",
)
_AHEAD = Text(
    "{count} left out: networks are compared up to epoch {shared}, where one that still improved ends ({names}). To "
    "use all epochs, evaluate the networks apart.",
    "{count}未计入：各网络只比较到第 {shared} 轮，因为其中一个仍在改善的网络在该轮结束（{names}）。"
    "若要使用全部轮数，请分别评估各网络。",
)
# Of fewer seeds nothing is concluded, and their numbers are shown as far as they go.
_FEWEST_SEEDS = 3


def diverged(measures: Mapping[str, Floats], rows: Rows, told: Sequence[str | None]) -> NDArray[np.bool_]:
    """Which runs diverged, shape (runs,): those said to; an infinite loss; a loss that is no number up to the end.

    Without any loss, accuracies that are no number up to the end count in its place. A column that a run has no number
    in at all says nothing, unless the run has no number at all. Cells that hold an unreadable text say nothing either.

    Args:
        measures: of the rows.
        rows: of all runs.
        told: what a column `diverged` says, None where it says nothing.
    """
    rows, measures = without(rows, measures, tested_alone(rows, measures))
    found = np.array([str(each).strip().lower() in ("true", "1", "1.0", "yes") for each in told], bool)
    losses = [name for name in measures if name.endswith("_loss")]
    unread = np.zeros(len(rows.run), bool) if UNREAD not in measures else measures[UNREAD] > 0
    empty = ~_any(unread, rows)
    gone = np.zeros(len(rows.names), bool)
    lost_at_end = np.ones(len(rows.names), bool)
    for name in (name for name in MEASURES if name in measures):
        values = measures[name]
        finite = np.isfinite(values)
        some = _any(finite, rows)
        if not some.any():
            continue
        empty &= ~some
        ended = _ended(finite, unread, rows)
        lost_at_end &= ended
        if name in losses:
            found[np.unique(rows.run[np.isinf(values)])] = True
            gone |= some & ended
    return found | empty | (gone if losses else lost_at_end)


def tested_alone(rows: Rows, measures: Mapping[str, Floats]) -> NDArray[np.bool_]:
    """Which rows hold a test alone, as trainers write one after training, of runs that have others, shape (rows,)."""
    trained = np.zeros(len(rows.run), bool)
    for name in (name for name in MEASURES if name in measures and not name.startswith("test")):
        trained |= ~np.isnan(measures[name])
    tested = np.zeros(len(rows.run), bool)
    for name in (name for name in MEASURES if name in measures and name.startswith("test")):
        tested |= np.isfinite(measures[name])
    return np.asarray(~trained & tested & _any(trained, rows)[rows.run], np.bool_)


def without(rows: Rows, measures: Mapping[str, Floats], gone: NDArray[np.bool_]) -> tuple[Rows, dict[str, Floats]]:
    """The rows without some of them, of runs that keep others."""
    left = Rows(rows.run[~gone], rows.names, rows.epoch[~gone], rows.place[~gone])
    return left, {name: values[~gone] for name, values in measures.items()}


def _any(which: NDArray[np.bool_], rows: Rows) -> NDArray[np.bool_]:
    """Which runs have such a row."""
    return np.asarray(np.bincount(rows.run[which], minlength=len(rows.names)) > 0, np.bool_)


def _ended(finite: NDArray[np.bool_], unread: NDArray[np.bool_], rows: Rows) -> NDArray[np.bool_]:
    """Which runs lack a number for longer at their end than anywhere before, shape (runs,).

    Who measures every fifth epoch leaves four blank; and a cell that cannot be read says nothing.
    """
    starts, ends = rows.starts, rows.ends
    place = np.arange(len(rows.run))
    # The last row with a number, up to each row; before the run's first one the row above the run.
    last = np.maximum.accumulate(np.where(finite, place, -1))
    last = np.maximum(last, starts[rows.run] - 1)
    gap = place - last
    trailing = gap[ends]
    inner = np.where(place > last[ends][rows.run], 0, gap)
    unreadable = _any(unread & (place > last[ends][rows.run]), rows)
    return np.asarray((trailing > np.maximum.reduceat(inner, starts)) & ~unreadable, np.bool_)


def common_epochs(
    rows: Rows, architecture: NDArray[np.int64], sound: NDArray[np.bool_], labels: Sequence[str], account: Account
) -> NDArray[np.bool_]:
    """Which rows stay, shape (rows,), so that all sound runs of an architecture have the same epochs.

    Of all ways to do so the one that keeps most rows: runs join in the order of how many epochs they have.

    Args:
        rows: of the runs.
        architecture: of each run, shape (runs,).
        sound: runs that did not diverge; rows of the others all stay.
        labels: of the architectures, for the account, one a run.
        account: told what is left out.
    """
    keep = np.ones(len(rows.run), bool)
    starts, ends, count = rows.starts, rows.ends, rows.count()
    first, last = rows.epoch[starts], rows.epoch[ends]
    for group in np.unique(architecture[sound]):
        runs = np.flatnonzero((architecture == group) & sound)
        alike = len(set(zip(first[runs].tolist(), last[runs].tolist(), count[runs].tolist(), strict=True))) == 1
        if len(runs) < 2 or (alike and last[runs[0]] - first[runs[0]] + 1 == count[runs[0]]):
            continue
        epochs, codes = np.unique(
            np.concatenate([rows.epoch[starts[run] : ends[run] + 1] for run in runs]), return_inverse=True
        )
        has = np.zeros((len(runs), len(epochs)), bool)
        has[np.repeat(np.arange(len(runs)), count[runs]), codes] = True
        order = np.argsort(-count[runs], kind="stable")
        shared = np.logical_and.accumulate(has[order], axis=0)
        size = shared.sum(1) * np.arange(1, len(runs) + 1)
        # Of equals the one with most runs: seeds are rarer than epochs.
        most = int(np.flatnonzero(size == size.max())[-1])
        left = runs[order[most + 1 :]]
        lost = np.isin(rows.run, left)
        keep &= ~lost
        account.leave_out(
            "too-few-epochs", _SHORT, rows=int(lost.sum()), names=[rows.names[run] for run in left],
            network=labels[runs[0]],
        )  # fmt: skip
        beyond = np.isin(rows.run, runs[order[: most + 1]]) & ~np.isin(rows.epoch, epochs[shared[most]])
        keep &= ~beyond
        gone = spans(np.unique(rows.epoch[beyond]))
        account.leave_out("not-in-all-runs", _BEYOND, rows=int(beyond.sum()), names=gone, network=labels[runs[0]])
    return keep


def shared_epochs(
    rows: Rows, architecture: NDArray[np.int64], sound: NDArray[np.bool_], measures: Mapping[str, Floats],
    account: Account,
) -> NDArray[np.bool_]:  # fmt: skip
    """Which rows stay, shape (rows,), so that no architecture is ahead by epochs that another one lacked.

    Where an architecture ends earlier than others and would still be read at its last epoch, since its validation error
    is lowest there or nothing chooses, the others are read up to that epoch too. One that is past its best epoch lost
    nothing by ending, as with early stopping.

    Args:
        rows: of the runs; those of an architecture have the same epochs.
        architecture: of each run, shape (runs,).
        sound: runs that did not diverge; rows of the others all stay.
        measures: of the rows.
        account: told what is left out.
    """
    keep = np.ones(len(rows.run), bool)
    last = rows.epoch[rows.ends]
    best = best_epochs(measures, rows)[0]
    groups = np.unique(architecture[sound])
    ends = {group: int(last[sound & (architecture == group)].max()) for group in groups}
    limited = [end for group, end in ends.items() if np.mean(best[sound & (architecture == group)]) > 0.9 * end]
    concluding = np.unique(architecture[sound], return_counts=True)[1].max(initial=0) >= _FEWEST_SEEDS
    if not concluding or not limited or min(limited) >= max(ends.values()):
        return keep
    keep = (rows.epoch <= min(limited)) | ~sound[rows.run]
    beyond = ~keep
    account.leave_out(
        "not-in-all-architectures", _AHEAD, rows=int(beyond.sum()), names=rows.named(beyond), shared=min(limited)
    )
    return keep


def last_of_runs(rows: Rows, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The last row that stays of each run that has any, shape (rows,)."""
    last = np.zeros(len(rows.run), bool)
    places = np.flatnonzero(keep)
    # Rows are sorted by run: the last one of a run is followed by one of another run, or by none.
    last[places[np.append(np.diff(rows.run[places]) > 0, [True][: len(places)]).astype(bool)]] = True
    return last


def spans(epochs: NDArray[np.int64]) -> list[str]:
    """ "7", "41–100"."""
    if not len(epochs):
        return []
    parts = np.split(epochs, np.flatnonzero(np.diff(epochs) > 1) + 1)
    return [str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts]


def best_epochs(measures: Mapping[str, Floats], rows: Rows) -> tuple[NDArray[np.int64], Floats]:
    """Least validation error, of equals least validation loss, of equals the first; and that error.

    Without any validation accuracy the last epoch, and an error of NaN: the test set must not choose.

    Returns:
        Epochs, shape (runs,), 0 where a run has no validation accuracy though others have; errors, shape (runs,).
    """
    accuracy = measures.get("val_accuracy")
    if accuracy is None or not np.isfinite(accuracy).any():
        return rows.epoch[rows.ends], np.full(len(rows.names), np.nan)
    starts = rows.starts
    error = np.where(np.isfinite(accuracy), 1 - accuracy, np.inf)
    least = np.minimum.reduceat(error, starts)
    ties = error == least[rows.run]
    if "val_loss" in measures:
        loss = np.where(ties & np.isfinite(measures["val_loss"]), measures["val_loss"], np.inf)
        ties &= loss == np.minimum.reduceat(loss, starts)[rows.run]
    # Rows are sorted by run and epoch: of what is left the first one of each run.
    chosen = np.flatnonzero(ties)
    chosen = chosen[np.searchsorted(rows.run[chosen], np.arange(len(rows.names)))]
    known = np.isfinite(least)
    return np.where(known, rows.epoch[chosen], 0), np.where(known, least, np.nan)
