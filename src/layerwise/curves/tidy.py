"""From what was found to curves that can be judged: one `Curves` for each set of runs that belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves import networks
from layerwise.curves.account import Account
from layerwise.curves.cells import Floats
from layerwise.curves.curves import Curves, Part
from layerwise.curves.errors import CurvesError
from layerwise.curves.finished import steps_as_epochs
from layerwise.curves.joined import joined
from layerwise.curves.layers import without_ends
from layerwise.curves.long import in_columns
from layerwise.curves.measures import UNREAD, parts_known, read_measures
from layerwise.curves.merging import merged
from layerwise.curves.names import SETTINGS, SHAPE
from layerwise.curves.numerals import plain_numbers, shares_apart
from layerwise.curves.options import told_columns
from layerwise.curves.raw import Raw
from layerwise.curves.repeated import told_once
from layerwise.curves.rows import Rows, sorted_rows
from layerwise.curves.runs import run_settings
from layerwise.curves.settings import UNKNOWN
from layerwise.errors import Options, hint
from layerwise.words import Text

_TUNING = Text(
    "{count} left out: runs that tuned the learning rate ({names}).", "{count}未计入：用于调学习率的训练（{names}）。"
)
_NO_SHAPE = Text(
    "{count} left out: depth, width and hidden do not say how many hidden layers there are, or contradict each other "
    "({values}; {names}).",
    "{count}未计入：depth、width、hidden 没有说明有多少个隐藏层，或互相矛盾（{values}；{names}）。",
)
_NO_IMAGES = Text(
    "Which test item each network got right is not in the table: intervals hold the noise of the seeds alone.",
    "表中没有记录每个网络答对了哪些测试样本：置信区间只含随机种子的噪声。",
)
_NO_SCHEDULE = Text(
    "The schedule of the learning rate is not in the table. That the first half of a run stands for a shorter run "
    "holds only for a constant rate; of another one say so: {say}",
    "表中没有学习率的变化方式。只有在学习率恒定时，训练的前半段才等于一次较短的训练；若并非恒定，请注明：{say}",
)
_APART = Text(
    "Runs of {count} kinds, each judged by itself: {names}. A column that is no setting can be left aside: {aside}",
    "共有 {count} 类训练，分别判断：{names}。若某列并非设置，可用 {aside} 忽略。",
)
_OWN_ENDS = Text(
    "Each run has one row, at an epoch that others lack. To compare all runs at their ends, whatever their epochs, "
    "leave the epoch aside: {aside}",
    "每次运行只有一行，且各自的轮数不同。若要不论轮数、比较所有运行结束时的结果，请忽略轮数列：{aside}",
)
_UNKNOWN = Text("Not in the table, so unknown: {names}.", "表中没有，因此未知：{names}。")


def tidy(
    raw: Raw,
    *,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, object] | None = None,
    ignored: Sequence[str] = (),
    unit: str | None = None,
) -> list[Curves]:
    """Reads curves into tables that can be judged; `raw.account` is told of all that was left out on the way.

    Args:
        raw: what a reader found.
        columns: name of the contract → column of the table, e.g. {"test_accuracy": "acc"}.
        constants: name of the contract → value that holds for all runs, e.g. {"depth": 2}.
        ignored: columns to leave aside.
        unit: of all accuracies and errors; None: as the numbers tell.

    Returns:
        One for each data set, and for each value of a column that tells runs of one architecture apart; at least one.

    Raises:
        CurvesError: nothing can be answered, and why.
        CurvesOptionError: an option that does not fit the table.
    """
    account, asked = raw.account, {name: column.strip() for name, column in (columns or {}).items()}
    fixed = {name: str(value) for name, value in (constants or {}).items()}
    raw = in_columns(raw, asked, ignored)
    meant, second = told_columns(raw, asked, fixed, ignored)
    named = {name: column for column, name in meant.items() if name not in fixed}
    named = steps_as_epochs(raw.rows, named, ignored, account)
    table = shares_apart(plain_numbers(raw.rows, named, account), named)
    table, rows = merged(table, sorted_rows(table, named, account, ignored), named, account)
    rows = told_once(rows, table, named, account)
    if "epoch" in named and (rows.count() == 1).all() and len(np.unique(rows.epoch)) > 1:
        account.note(_OWN_ENDS, aside=Options(ignore=(named["epoch"],)))
    measures = read_measures(table, named, rows, unit, account)
    if not set(parts_known(measures)) & {"val", "test"}:
        raise _nothing_to_judge(raw, measures)
    settings, contradicting = run_settings(table, named, second, rows, fixed, ignored, account)
    settings = without_ends(
        settings, named.get("hidden", "hidden"), raw.where, asked="hidden" in {*asked, *fixed}, account=account
    )
    runs, shapes = _usable(settings, rows, contradicting, raw, account)
    architecture = networks.architectures(shapes)
    kinds = networks.groups(joined(settings.iloc[runs].reset_index(drop=True), architecture, account), architecture)
    if len(kinds) > 1:
        account.note(_APART, count=len(kinds), names=", ".join(kinds), aside=Options(ignore=("COLUMN",)))
    result = []
    for name, members in kinds.items():
        part = Part(
            rows, measures, settings.iloc[runs[members]], shapes.iloc[members], runs[members], "epoch" not in named
        )
        result += part.judged_curves(name or raw.name, len(kinds) > 1, account)
    if not result:
        raise CurvesError(
            f"cannot use {raw.where}",
            got="no run that is left: " + " ".join(each.text.say("en") for each in account.left_out[:3]).rstrip("."),
            expected="runs with test or validation accuracies",
            remedy=hint(
                "Correct these rows, or leave a column aside that is no setting of a run: {aside}",
                aside=Options(ignore=("COLUMN",)),
            ),
        )  # fmt: skip
    if "epoch" in named:
        _tell_of_the_schedule(settings, result, account)
    _tell_what_is_missing(result, account)
    return result


def _usable(
    settings: pd.DataFrame, rows: Rows, contradicting: NDArray[np.bool_], raw: Raw, account: Account
) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """The runs that have a shape, and the table of their architectures."""
    count = rows.count()
    stage = settings["stage"] if "stage" in settings else pd.Series([None] * len(settings))
    tuning = (stage == "tune").to_numpy() & ~contradicting
    account.leave_out("tuning", _TUNING, rows=int(count[tuning].sum()), names=_names(rows, tuning))
    found = networks.shapes(settings)
    shapeless = np.array([shape is None for shape in found], bool)
    if shapeless.all():
        told = any(name in settings and settings[name].notna().any() for name in ("hidden", "depth"))
        raise CurvesError(
            f"cannot tell how many hidden layers the networks of {raw.where} have",
            got=_shapes_told(settings) if told else "columns " + ", ".join(map(str, raw.rows.columns[:20])),
            expected="depth from 0 to 100,000, or hidden (such as 16-16), and no width that contradicts it",
            remedy=hint(
                "Name the column: {column}. Or say what holds for all of them: {all}",
                column=Options(columns={"depth": "COLUMN"}),
                all=Options(settings={"depth": 2}),
            ),
        )
    lost = shapeless & ~tuning & ~contradicting
    known = [shape for shape in found if shape is not None]
    widthless = [shape.depth > 0 and shape.width == UNKNOWN for shape in known]
    if any(widthless) and not all(each or not shape.depth for each, shape in zip(widthless, known, strict=True)):
        lost |= np.array([bool(shape and shape.depth and shape.width == UNKNOWN) for shape in found]) & ~tuning
    account.leave_out(
        "no-shape", _NO_SHAPE, rows=int(count[lost].sum()), names=_names(rows, lost),
        values=_shapes_told(settings[lost]) or "–",
    )  # fmt: skip
    runs = np.flatnonzero(~(contradicting | tuning | shapeless | lost))
    return runs, networks.described(
        settings.iloc[runs].reset_index(drop=True), [shape for run in runs.tolist() if (shape := found[run])]
    )


def _shapes_told(settings: pd.DataFrame) -> str:
    """What these runs say of their shape: "depth 1.5, width 16; depth 2.5, width 16"."""
    said = [name for name in SHAPE if name in settings]
    told = settings[said].drop_duplicates().to_dict("records")
    texts = [", ".join(f"{name} {value}" for name, value in each.items() if value is not None) for each in told]
    return "; ".join([text for text in texts if text][:3]) + (" …" if len(texts) > 3 else "")


def _names(rows: Rows, which: NDArray[np.bool_]) -> list[str]:
    return [rows.names[run] for run in np.flatnonzero(which)]


def _nothing_to_judge(raw: Raw, measures: Mapping[str, Floats]) -> CurvesError:
    known = [name for name in measures if name not in ("seconds", UNREAD) and np.isfinite(measures[name]).any()]
    blank = [name for name in measures if name.startswith(("val_acc", "test_acc"))]
    return CurvesError(
        f"cannot judge {raw.where}",
        got=("no number in " + ", ".join(blank) + "; " if blank else "")
        + f"only {', '.join(known) or 'columns of other names'}: "
        + ", ".join(map(str, raw.rows.columns[:20])),
        expected="test_accuracy or val_accuracy (or test_error, val_error) by epoch",
        remedy=hint("Name the column: {it}", it=Options(columns={"test_accuracy": "COLUMN"})),
    )


def _tell_of_the_schedule(settings: pd.DataFrame, result: Sequence[Curves], account: Account) -> None:
    if any(curves.schedule == "constant" for curves in result) and "schedule" not in settings:
        account.note(_NO_SCHEDULE, say=Options(settings={"schedule": "cosine"}))


def _tell_what_is_missing(result: Sequence[Curves], account: Account) -> None:
    account.note(_NO_IMAGES)
    runs = pd.concat([curves.runs for curves in result])
    unknown = [name for name in ("width", *SETTINGS) if runs[name].eq(UNKNOWN).all()]
    if unknown:
        account.note(_UNKNOWN, names=", ".join(unknown))
