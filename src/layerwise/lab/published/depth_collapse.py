"""`depth-collapse`: sixteen thin ReLU layers at one learning rate fail to train; rates, links or norms save them."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan

import pandas as pd

from layerwise.data.digits import digits
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.measures import at_best
from layerwise.report.lines_figure import Line, Lines
from layerwise.verdict.possible import ANYTHING
from layerwise.verdict.published import judge_range
from layerwise.verdict.tables import Tables
from layerwise.words import Text

UNITS, DEEPEST = 16, 16
# The largest of the grid that Adam's rates are looked for in: two layers still learn with it.
ONE_RATE = 0.03
DEPTHS: Mapping[Form, tuple[int, ...]] = {"quick": (2, DEEPEST), "full": (1, 2, 4, 8, DEEPEST)}
# "Near chance", of ten classes, and "most of it".
NEAR_CHANCE, MOST = 30.0, 50.0
# Of fewer lost points no share is asked.
WORTH_REGAINING = 10.0


def _arms(form: Form) -> list[Arm]:
    depths = DEPTHS[form]
    # What saves sixteen layers is asked of sixteen alone, where time is short.
    saved = depths if form == "full" else (DEEPEST,)
    seeds, epochs = (20, 60) if form == "full" else (10, 30)

    def options(
        depths: tuple[int, ...], rates: str | float, *, residual: bool = False, normalisation: str = "none"
    ) -> StudyOptions:
        return StudyOptions(
            hidden=[(UNITS,) * depth for depth in depths], activations=["relu"], epochs=epochs, seeds=seeds,
            learning_rates=rates, residual=residual, normalisation=normalisation, keep="none",
        )  # fmt: skip

    given = digits()
    return [
        Arm("one-rate", given, options(depths, ONE_RATE)),
        Arm("own-rates", given, options(saved, "auto")),
        Arm("residual", given, options(saved, "auto", residual=True)),
        Arm("normalised", given, options(saved, "auto", normalisation="layer")),
    ]


def _read(tables: Mapping[str, Tables], form: Form) -> Reading:
    deep = (UNITS,) * DEEPEST
    plain = at_best(tables["one-rate"], deep)
    shallow = max(float(at_best(tables["one-rate"], (UNITS,) * depth).mean()) for depth in DEPTHS[form][:-1])
    lost = shallow - float(plain.mean())
    claims = [judge_range("collapse", _COLLAPSE, "%", plain, most=NEAR_CHANCE)]
    if lost < WORTH_REGAINING:
        lost = nan
    claims += [
        judge_range(arm, text, "%", 100 * (at_best(tables[arm], deep) - plain) / lost, least=MOST, possible=ANYTHING)
        for arm, text in _RECOVERED.items()
    ]
    lines = tuple(Line.of(vars(_ARMS[arm]), _by_depth(tables[arm])) for arm in _ARMS)
    return Reading(claims, Lines(_PICTURE, _X, _Y, lines, log_x=True))


def _by_depth(tables: Tables) -> pd.DataFrame:
    depths = sorted(set(tables.measured["depth"]))
    return pd.DataFrame({depth: at_best(tables, (UNITS,) * depth) for depth in depths})


_COLLAPSE = Text(
    "At one learning rate, 0.03, 16 plain layers of 16 ReLU units stay near chance (here: at most 30 % right).",
    "在同一学习率 0.03 下，16 层、每层 16 个 ReLU 单元的普通网络接近随机水平（此处指答对不超过 30%）。",
)
_RECOVERED = {
    "own-rates": Text(
        "A learning rate of its own gives 16 layers back most of what they lost (at least 50 % of it).",
        "单独调优学习率可使 16 层网络挽回大部分损失（至少 50%）。",
    ),
    "residual": Text(
        "Residual links, with a rate of their own, give back most of it (at least 50 %).",
        "残差连接配合各自调优的学习率，可挽回大部分损失（至少 50%）。",
    ),
    "normalised": Text(
        "Layer normalisation, with a rate of its own, gives back most of it (at least 50 %).",
        "层归一化配合各自调优的学习率，可挽回大部分损失（至少 50%）。",
    ),
}
_ARMS = {
    "one-rate": Text("plain, one rate", "普通网络，同一学习率"),
    "own-rates": Text("plain, own rates", "普通网络，各自调优"),
    "residual": Text("residual links, own rates", "残差连接，各自调优"),
    "normalised": Text("layer normalisation, own rates", "层归一化，各自调优"),
}
_PICTURE = Text("Test accuracy by depth", "测试准确率随层数的变化")
_X = Text("hidden layers (log scale)", "隐藏层数（对数刻度）")
_Y = Text("test accuracy, %", "测试准确率（%）")

DEPTH_COLLAPSE = Finding(
    name="depth-collapse",
    title=Text(
        "Deep thin ReLU networks fail to train at one learning rate; that is degradation, not overfitting",
        "细长的 ReLU 网络在同一学习率下训练失败；这是退化，不是过拟合",
    ),
    source="He et al. 2015, Deep residual learning for image recognition (degradation)",
    published=Text("no figure, an order of things", "无数值，只有先后关系"),
    arms=_arms,
    read=_read,
    minutes={"quick": 1.5, "full": 10.0},
    quick=Text(
        "10 seeds instead of 20, 30 epochs instead of 60, depths 2 and 16 only, what saves them at 16 only",
        "10 个随机种子而非 20 个，30 轮而非 60 轮，只用 2 层和 16 层，补救方法只用 16 层",
    ),
    apart=Text(
        "The 5,000 built-in digits and dense layers, not the convolutions of the paper. Which one rate it is decides: "
        "at 0.01, in the quick form, 16 plain layers still got 75 % right.",
        "使用内置的 5,000 张手写数字和全连接层，而不是论文中的卷积网络。选哪一个学习率决定了结果："
        "在快速版中，学习率为 0.01 时，16 层普通网络仍答对 75%。",
    ),
)
