"""Are training pictures learnt by heart? What moving and turning them costs, against new pictures: claim C6."""

from __future__ import annotations

import pandas as pd

from layerwise.verdict.codes import BY_HEART
from layerwise.verdict.family import Asked, conclude
from layerwise.verdict.finding import Finding
from layerwise.verdict.layout import Floats
from layerwise.verdict.question import Question
from layerwise.verdict.readings.matching import Matched, enough, matched, paired, reference
from layerwise.verdict.readings.pairs import Paired
from layerwise.verdict.readings.reading import PERCENT, over_seeds
from layerwise.verdict.readings.series import in_series
from layerwise.verdict.tables import SHOWN_COLUMNS, Tables
from layerwise.verdict.wording import Wording
from layerwise.words import Text

_WORDING = Wording(
    {
        "hurts": Text(
            "{what} costs more on training pictures than on new ones, so part of the lead on them was learnt by "
            "heart: {change}{where}.",
            "{what}后，训练图像的损失大于新图像，说明训练图像上的领先有一部分是死记硬背的：{change}{where}。",
        ),
        "helps": Text(
            "{what} costs less on training pictures than on new ones, so nothing speaks for learning by heart: "
            "{change}{where}.",
            "{what}后，训练图像的损失小于新图像，没有死记硬背的迹象：{change}{where}。",
        ),
        "equivalent": Text(
            "{what} costs training pictures about as much as new ones, so nothing speaks for learning by heart: "
            "{change}; two one-sided tests put the difference within ±{margin}{where}.",
            "{what}后，训练图像的损失与新图像相当，没有死记硬背的迹象：{change}；"
            "双单侧检验表明差值在 ±{margin} 之内{where}。",
        ),
        "undecided": Text(
            "{what}: whether training pictures were learnt by heart is undecided, {change}{where}. {need}",
            "{what}后，是否死记硬背了训练图像尚无定论：{change}{where}。{need}",
        ),
    },
    change=Text(
        "accuracy falls by {before} points on test pictures and by {after} on training pictures, {difference} "
        "percentage points ({percent} % interval {low} to {high}{beside})",
        "测试图像的准确率下降 {before} 个百分点，训练图像下降 {after} 个，相差 {difference} 个百分点"
        "（{percent}% 置信区间 {low} 到 {high}{beside}）",
    ),
    where=Text(
        " ({label}; training pictures lose less in {share:.0f} % of {seeds} seeds; {condition})",
        "（{label}；{seeds} 个随机种子中 {share:.0f}% 训练图像损失较小；{condition}）",
    ),
    calls={"hurts": "differs", "helps": "same", "equivalent": "same"},
    seeds_alone=Text(
        "Each seed was shown pictures of its own, drawn at random, and moved or turned at random: the interval holds "
        "the noise of the seeds with that of the draw.",
        "每个随机种子随机抽取各自的图像，并随机平移或旋转：该区间包含随机种子与抽样的噪声。",
    ),
)
KINDS = {
    "moved": Question(
        BY_HEART,
        Text(
            "Were training pictures learnt by heart, so that moving them costs more than moving new ones ({label})?",
            "训练图像是否被死记硬背，以致平移后的损失大于新图像（{label}）？",
        ),
        Text(
            "Moving pictures by 1–2 pixels, at the epoch that validation chose ({epoch} on average),",
            "在验证集选定的轮数（平均第 {epoch} 轮）把图像平移 1–2 个像素",
        ),
        "moved",
        _WORDING,
    ),
    "turned": Question(
        BY_HEART,
        Text(
            "Were training pictures learnt by heart, so that turning them costs more than turning new ones ({label})?",
            "训练图像是否被死记硬背，以致旋转后的损失大于新图像（{label}）？",
        ),
        Text(
            "Turning pictures by 5–10°, at the epoch that validation chose ({epoch} on average),",
            "在验证集选定的轮数（平均第 {epoch} 轮）把图像旋转 5–10°",
        ),
        "turned",
        _WORDING,
    ),
}


def by_heart(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """What moving, then turning, costs on training pictures against what it costs on test pictures: two families.

    The estimate is the loss of accuracy on training pictures minus that on test pictures: above 0 the lead that
    training pictures have shrinks where they are not quite the ones that were learnt. `error_b` and `error_a` are the
    two losses; the conclusion is *differs* (learnt by heart), *same* (not) or *undecided*. Asked where `runs` has the
    columns `SHOWN_COLUMNS`, fractions 0 … 1.

    Args:
        tables: the study.
        margin: the difference that does not matter, percentage points; None: the usual one of the validation error.
        level: coverage of the intervals, for all comparisons of a kind at once.
    """
    if not set(SHOWN_COLUMNS) <= set(tables.runs.columns):
        return []
    return [finding for kind in KINDS for finding in _answers(tables, kind, margin, level)]


def _answers(tables: Tables, kind: str, margin: float | None, level: float) -> list[Finding]:
    asked: list[Asked] = []
    measured: list[Paired] = []
    left_out = []
    for series, depth, networks in in_series(tables):
        known = networks[[*SHOWN_COLUMNS]].notna().all(axis=1)
        if not known.any():
            continue
        rows = matched([networks], [(known | networks["diverged"]).to_numpy(bool)])
        chosen = networks.loc[known & ~networks["diverged"].astype(bool), "best_epoch"]
        epoch = f"{chosen.mean():.0f}" if len(chosen) else "–"
        subject = {**series.subject, "depth": depth, "at": "best"}
        asked.append(KINDS[kind].asked(series.deep(depth), subject, {"epoch": epoch}))
        measured.append(_measured(tables, rows, kind))
        left_out.append(rows.left_out)
    return conclude(tables, asked, measured, margin, level, left_out)


def _measured(tables: Tables, rows: Matched, kind: str) -> Paired:
    """A is the loss on test pictures, B that on training pictures, percentage points."""
    shown = tables.runs.set_index("run").loc[list(rows.runs[0]), [*SHOWN_COLUMNS]].astype(float) * PERCENT
    test, train = (_loss(shown, part, kind) for part in ("test", "train"))
    costs = [fold.to_numpy() for _, fold in pd.Series(train - test, rows.runs.index).groupby(level="fold")]
    estimate = over_seeds(tables, [fold[0] for fold in rows.folds], costs) if enough(rows) else None
    return paired(rows, estimate, test, train, reference(tables, rows.runs[0], "best"))


def _loss(shown: pd.DataFrame, part: str, kind: str) -> Floats:
    return (shown[f"{part}_still_accuracy"] - shown[f"{part}_{kind}_accuracy"]).to_numpy()
