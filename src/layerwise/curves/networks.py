"""Which runs are networks of one architecture: shapes, settings, learning rates and seeds; which stand apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.account import Account, shown
from layerwise.curves.errors import CurvesError
from layerwise.curves.names import RUN_NUMBERS, SETTINGS
from layerwise.curves.settings import UNKNOWN, Shape, shape_of
from layerwise.errors import Options, hint
from layerwise.words import Text

EXTRA = "extra: "
_MOST_GROUPS = 24

_NO_SEEDS = Text(
    "There are no seeds: the runs of an architecture are numbered in their order. As far as they are independent "
    "repetitions, the intervals hold; where they share nothing, pairing them gains nothing.",
    "没有随机种子：同一架构的各次训练按先后编号。只要它们是独立的重复，置信区间就成立；"
    "但若彼此没有共同之处，配对也就没有好处。",
)
_ONE_EACH = Text(
    "There are no seeds and one run of each architecture: no interval can be given, and nothing is concluded.",
    "没有随机种子，且每种架构只有一次训练：无法给出置信区间，也不下结论。",
)
_FEW = Text(
    "At most {seeds:n seed} of an architecture: an interval needs 3, so nothing is concluded.",
    "每种架构最多 {seeds} 个随机种子：置信区间至少需要 3 个，因此不下结论。",
)
_SAME_SEED = Text(
    "{count} left out: another run of the same architecture and seed comes first ({names}).",
    "{count}未计入：同一架构、同一随机种子的另一次训练在前（{names}）。",
)
_NO_SEED = Text(
    "{count} left out: the run has no seed, others have ({names}).",
    "{count}未计入：该训练没有随机种子，而其他训练有（{names}）。",
)
_OTHER_RATES = Text(
    "{count} left out: of several learning rates of {network} the one with the least validation error, {rate}, counts "
    "({names}).",
    "{count}未计入：{network} 有多个学习率，以验证误差最小的 {rate} 为准（{names}）。",
)
_SEVERAL_RATES = Text(
    "Seeds of one architecture differ in the learning rate ({rates}): what is said of {networks} is an average over "
    "these rates.",
    "同一架构的各个随机种子用了不同的学习率（{rates}）：关于 {networks} 的说法是对这些学习率的平均。",
)


def shapes(runs: pd.DataFrame) -> list[Shape | None]:
    """The hidden layers of each run; None where the table does not say how many there are."""

    def column(name: str) -> list[str | None]:
        return list(runs[name]) if name in runs else [None] * len(runs)

    told = list(zip(column("hidden"), column("depth"), column("width"), strict=True))
    known = {each: shape_of(*each) for each in set(told)}
    return [known[each] for each in told]


def described(runs: pd.DataFrame, found: Sequence[Shape]) -> pd.DataFrame:
    """The runs in the columns of the contract but for seed, fold and what the epochs tell: unknown is "unknown"."""
    table = pd.DataFrame(index=runs.index)
    table["hidden"] = pd.Series([list(each.hidden) for each in found], index=runs.index, dtype=object)
    table["depth"] = [each.depth for each in found]
    widths = [each.width for each in found]
    table["width"] = pd.Series(widths, index=runs.index, dtype=object if UNKNOWN in widths else int)
    for name in SETTINGS:
        table[name] = _setting(runs, name)
    for name in RUN_NUMBERS:
        table[name] = pd.to_numeric(runs[name], errors="coerce").astype(float) if name in runs else np.nan
    names = [_network(*each) for each in zip(table["activation"], table["hidden"], strict=True)]
    table["network"] = [given or name for given, name in zip(_or_none(runs, "network"), names, strict=True)]
    return table


def _setting(runs: pd.DataFrame, name: str) -> pd.Series:
    told = pd.Series(_or_none(runs, name), index=runs.index, dtype=object)
    known = told.dropna().str.lower()
    if len(known) == len(told):
        if name == "residual" and known.isin(["true", "false", "0", "1", "yes", "no"]).all():
            return known.isin(["true", "1", "yes"]).astype(bool)
        if name in ("dropout", "weight_decay"):
            numbers = pd.to_numeric(told, errors="coerce")
            if numbers.notna().all():
                return numbers.astype(float)
    return told.fillna(UNKNOWN)


def _or_none(runs: pd.DataFrame, name: str) -> list[str | None]:
    return list(runs[name]) if name in runs else [None] * len(runs)


def _network(activation: str, hidden: Sequence[int | str]) -> str:
    shape = "-".join(map(str, hidden)) if UNKNOWN not in hidden else f"depth {len(hidden)}"
    return shape or "linear" if activation == UNKNOWN else f"{activation} {shape or 'linear'}"


def architectures(table: pd.DataFrame) -> NDArray[np.int64]:
    """A number for each architecture, learning rate apart, shape (runs,)."""
    key = table["hidden"].map(lambda hidden: "-".join(map(str, hidden)))
    rows = table[[*SETTINGS, "train_rows"]].astype(str).assign(hidden=key)
    return np.asarray(rows.groupby(list(rows.columns), sort=False, dropna=False).ngroup(), np.int64)


def splitting(runs: pd.DataFrame, architecture: NDArray[np.int64]) -> list[str]:
    """The columns without a name of the contract that tell runs of one architecture apart, without naming each."""
    found = []
    for name in (str(name) for name in runs if str(name).startswith(EXTRA)):
        codes, values = pd.factorize(runs[name])
        pairs = len(np.unique(architecture * (len(values) + 1) + codes))
        if 1 < len(values) < len(runs) and pairs > len(np.unique(architecture)):
            found.append(name)
    return found


def groups(runs: pd.DataFrame, architecture: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """The runs that may be judged together: of one data set, and alike in every column that the contract does not name.

    A column that says the same of all runs of an architecture, or something else of every run, is no such setting.

    Returns:
        For each group its name ("" where there is one alone) and its runs.

    Raises:
        CurvesError: more groups than anybody means.
    """
    names = ["data"] * ("data" in runs) + ["schedule"] * ("schedule" in runs)
    names += splitting(runs, architecture)
    if not names:
        return {"": np.arange(len(runs))}
    told = runs[names].fillna(UNKNOWN).astype(str)
    varying = [name for name in names if told[name].nunique() > 1]
    labels = told["data"].copy() if "data" in names else pd.Series("", index=runs.index)
    for name in (name for name in varying if name != "data"):
        labels += " " + name.removeprefix(EXTRA) + "=" + told[name]
    found = {str(label).strip(): np.flatnonzero(labels == label) for label in dict.fromkeys(labels)}
    if len(found) > _MOST_GROUPS:
        raise CurvesError(
            "too many different sets of runs in one table",
            got=f"{len(found):,} values of {', '.join(name.removeprefix(EXTRA) for name in varying)}",
            expected=f"at most {_MOST_GROUPS}, judged each by itself",
            remedy=hint(
                "Leave a column aside that is no setting: {aside}",
                aside=Options(ignore=(varying[-1].removeprefix(EXTRA),)),
            ),
        )
    return found


def seeds(
    runs: pd.DataFrame,
    architecture: NDArray[np.int64],
    names: Sequence[str],
    count: NDArray[np.int64],
    account: Account,
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The seed of each run and which runs stay; a second run of the same architecture, rate, fold and seed does not.

    Args:
        runs: settings as texts, of one group.
        architecture: of each, shape (runs,).
        names: of the runs.
        count: rows of each run, for the account.
        account: told what is left out.
    """
    rate, fold = (pd.factorize(pd.Series(_or_none(runs, name)))[0] for name in ("learning_rate", "fold"))
    arm = pd.DataFrame({"architecture": architecture, "rate": rate, "fold": fold})
    told = pd.Series(_or_none(runs, "seed"), dtype=object)
    keep = np.ones(len(runs), bool)
    if told.isna().all():
        numbers = np.asarray(arm.groupby(list(arm.columns), dropna=False).cumcount(), np.int64)
        if numbers.any() or len(np.unique(fold)) < 3:  # folds are repetitions too
            account.note(_NO_SEEDS if numbers.any() else _ONE_EACH)
        return numbers, keep
    keep = told.notna().to_numpy()
    lost = np.flatnonzero(~keep)
    account.leave_out("no-seed", _NO_SEED, rows=int(count[lost].sum()), names=_of(names, lost))
    whole = pd.to_numeric(told, errors="coerce")
    are_numbers = bool(whole[keep].notna().all() and (whole[keep] % 1 == 0).all() and (whole[keep].abs() < 2**53).all())
    numbers = np.asarray(whole.fillna(-1) if are_numbers else pd.factorize(told)[0], np.int64)
    again = arm.assign(seed=numbers, keep=keep).duplicated().to_numpy() & keep
    lost = np.flatnonzero(again)
    account.leave_out("same-seed-again", _SAME_SEED, rows=int(count[lost].sum()), names=_of(names, lost))
    keep = keep & ~again
    most = (
        int(arm[keep].assign(seed=numbers[keep]).groupby("architecture")["seed"].nunique().max()) if keep.any() else 0
    )
    if most < 3:
        account.note(_FEW, seeds=most)
    return numbers, np.asarray(keep, np.bool_)


def folds(runs: pd.DataFrame) -> NDArray[np.int64]:
    """The fold of each run as a number, shape (runs,): as it is told, or texts in order; −1 where there is none."""
    told = pd.Series(_or_none(runs, "fold"), dtype=object)
    numbers = pd.to_numeric(told, errors="coerce")
    whole = numbers[told.notna()]
    if whole.notna().all() and (whole % 1 == 0).all():
        return np.asarray(numbers.fillna(-1), np.int64)
    return np.asarray(pd.factorize(told, sort=True)[0], np.int64)


def _of(names: Sequence[str], runs: NDArray[np.int64]) -> list[str]:
    return [names[run] for run in runs.tolist()]


def one_rate(
    table: pd.DataFrame, architecture: NDArray[np.int64], least_error: NDArray[np.float64], names: Sequence[str],
    count: NDArray[np.int64], account: Account,
) -> NDArray[np.bool_]:  # fmt: skip
    """Which runs stay where an architecture has several learning rates of one seed: those of the best rate.

    Args:
        table: with seed, fold and learning_rate.
        architecture: of each run.
        least_error: validation error at the best epoch of each run; NaN where it is not known.
        names: of the runs.
        count: rows of each run.
        account: told what is left out.

    Raises:
        CurvesError: no validation to choose by: the test set must not.
    """
    keep = np.ones(len(table), bool)
    key = table[["seed", "fold"]].assign(architecture=architecture)
    for group in np.unique(architecture[key.duplicated(keep=False).to_numpy()]):
        mine = np.flatnonzero(architecture == group)
        means = pd.Series(least_error[mine]).groupby(table["learning_rate"].to_numpy()[mine]).mean()
        if means.isna().all():
            raise CurvesError(
                f"cannot choose between the learning rates of {table['network'].iloc[mine[0]]}",
                got=f"{len(means)} rates ({', '.join(f'{rate:g}' for rate in means.index[:5])}) and no validation set",
                expected="val_accuracy to choose by, or one rate of each architecture",
                remedy="Add the column, or keep one rate in the table: the test set must not choose.",
            )
        best = float(np.asarray(means.index, np.float64)[int(np.nanargmin(means.to_numpy(np.float64)))])
        lost = mine[table["learning_rate"].to_numpy()[mine] != best]
        keep[lost] = False
        account.leave_out(
            "other-learning-rates", _OTHER_RATES, rows=int(count[lost].sum()), names=_of(names, lost),
            network=str(table["network"].iloc[mine[0]]), rate=f"{best:g}",
        )  # fmt: skip
    _tell_of_several_rates(table[keep], architecture[keep], account)
    return keep


def _tell_of_several_rates(table: pd.DataFrame, architecture: NDArray[np.int64], account: Account) -> None:
    """Each fold may have a rate of its own, tuned in its training part; else seeds of different recipes are mixed."""
    mixed: dict[tuple[str, ...], dict[str, None]] = {}
    for _, arm in table.groupby([architecture, "fold"], sort=False):
        rates = arm["learning_rate"]
        told = [*(f"{rate:g}" for rate in sorted(rates.dropna().unique())), *(["?"] if rates.isna().any() else [])]
        if len(told) > 1:
            mixed.setdefault(tuple(told), {})[str(arm["network"].iloc[0])] = None
    for several, names in mixed.items():
        account.note(_SEVERAL_RATES, networks=shown(names), rates=shown(several))
