"""`double-descent`: with noisy labels the test error peaks where a network is just wide enough to fit them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from layerwise.data.mnist1d import mnist_1d
from layerwise.data.variants import with_random_labels
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.measures import at_last
from layerwise.report.lines_figure import Line, Lines
from layerwise.verdict.published import Figure, judge_figure, judge_range
from layerwise.verdict.tables import Tables
from layerwise.words import Text

_SOURCE = "Greydanus, MNIST-1D, notebook on deep double descent"
PUBLISHED = {9: 49.0, 47: 54.0, 300: 45.5}
NARROW, CRITICAL, WIDE = PUBLISHED
# Narrow networks cost little and differ much from seed to seed: they get more seeds.
WIDTHS: Mapping[Form, Mapping[str, tuple[int, ...]]] = {
    "quick": {"noisy": (NARROW, CRITICAL), "noisy-wide": (WIDE,), "clean": (NARROW, CRITICAL)},
    "full": {
        "noisy": (3, 5, NARROW, 15, 24, 34, CRITICAL),
        "noisy-wide": (70, 100, 150, WIDE),
        "clean": (3, 5, NARROW, 15, 24, 34, CRITICAL),
        "clean-wide": (70, 100, 150, WIDE),
    },
}
SEEDS: Mapping[Form, tuple[int, int]] = {"quick": (15, 5), "full": (20, 10)}
NOISE = 0.15
EPOCHS: Mapping[Form, int] = {"quick": 200, "full": 500}


def _arms(form: Form) -> list[Arm]:
    clean = mnist_1d()

    def options(arm: str) -> StudyOptions:
        return StudyOptions(
            hidden=[(width, width) for width in WIDTHS[form][arm]],
            activations=["relu"],
            optimizer="sgd",
            learning_rates=0.01,
            batch_size=100,
            epochs=EPOCHS[form],
            seeds=SEEDS[form][arm.endswith("-wide")],
            keep="none",
        )

    noisy = with_random_labels(clean, NOISE)
    return [Arm(arm, noisy if arm.startswith("noisy") else clean, options(arm)) for arm in WIDTHS[form]]


def _read(tables: Mapping[str, Tables], form: Form) -> Reading:
    noisy, clean = (100 - _by_width(tables, kind, "test") for kind in ("noisy", "clean"))
    claims = [
        judge_figure(
            f"width-{width}", Text(**_LEVEL.both(width=width, epochs=EPOCHS[form])), "%", noisy[width],
            Figure(value, 1, _SOURCE),
            same_size=form == "full",
            label=Text(**_WIDTH.both(width=width)),
        )
        for width, value in PUBLISHED.items()
    ]  # fmt: skip
    claims += [
        judge_range("rises", _RISES, "points", noisy[CRITICAL] - noisy[NARROW], least=0.0),
        judge_range("falls-again", _FALLS, "points", noisy[CRITICAL] - noisy[WIDE], least=0.0),
        judge_range("none-without-noise", _CLEAN, "points", clean[CRITICAL] - clean[NARROW], most=0.0),
    ]
    fitted = [100 - _by_width(tables, kind, "train") for kind in ("noisy", "clean")]
    lines = [
        Line.of(vars(_NAMES[0]), noisy),
        Line.of(vars(_NAMES[1]), clean),
        Line.of(vars(_NAMES[2]), fitted[0], dashed=True),
        Line.of(vars(_NAMES[3]), fitted[1], dashed=True),
    ]
    points = tuple((float(width), error) for width, error in PUBLISHED.items())
    picture = Lines(_PICTURE, _X, _Y, tuple(lines), log_x=True, published=points)
    return Reading(claims, picture)


def _by_width(tables: Mapping[str, Tables], kind: str, measure: str) -> pd.DataFrame:
    """Accuracy after the last epoch: a row a seed, a column a width; NaN where a width had fewer seeds."""
    arms = [tables[arm] for arm in (kind, f"{kind}-wide") if arm in tables]
    return pd.DataFrame(
        {width: at_last(arm, (width, width), measure) for arm in arms for width in sorted(set(arm.measured["width"]))}
    )


_LEVEL = Text(
    "Test error of two hidden layers of {width} units, 15 % of the training labels drawn by lot, after {epochs} epochs "
    "(published: after 500).",
    "两个 {width} 单元的隐藏层，15% 的训练标签为随机抽取，训练 {epochs} 轮后的测试误差（公布的为 500 轮后）。",
)
_WIDTH = Text("width {width}", "宽度 {width}")
_RISES = Text(
    "With noisy labels the test error rises from width 9 to width 47.", "标签有噪声时，测试误差从宽度 9 到 47 上升。"
)
_FALLS = Text("With noisy labels it falls again from width 47 to width 300.", "标签有噪声时，从宽度 47 到 300 又下降。")
_CLEAN = Text(
    "Without noise there is no such peak: width 47 errs no more than width 9.",
    "没有噪声时不出现这样的峰：宽度 47 的误差不高于宽度 9。",
)
_NAMES = (
    Text("noisy labels, test", "噪声标签，测试集"),
    Text("true labels, test", "真实标签，测试集"),
    Text("noisy labels, training", "噪声标签，训练集"),
    Text("true labels, training", "真实标签，训练集"),
)
_PICTURE = Text("Error after the last epoch by width", "最后一轮后的误差随宽度的变化")
_X = Text("units of each of two layers (log scale)", "两层各自的单元数（对数刻度）")
_Y = Text("error, %", "误差（%）")

DOUBLE_DESCENT = Finding(
    name="double-descent",
    title=Text(
        "With noisy labels the test error falls, rises and falls again as networks get wider",
        "标签有噪声时，随着网络变宽，测试误差先降、再升、再降",
    ),
    source=_SOURCE,
    published=Text(
        "test error 49.0 (width 9), 54.0 (47), 45.5 % (300)", "测试误差 49.0（宽度 9）、54.0（47）、45.5%（300）"
    ),
    arms=_arms,
    read=_read,
    minutes={"quick": 1.5, "full": 15.0},
    quick=Text(
        "15 seeds instead of 20, of width 300 5 instead of 10; 200 epochs instead of 500; widths 9, 47 and 300 only "
        "(without noise the first two)",
        "15 个随机种子而非 20 个，宽度 300 用 5 个而非 10 个；200 轮而非 500 轮；只用宽度 9、47 和 300"
        "（无噪声时只用前两个）",
    ),
    apart=Text(
        "The data as the package mnist1d 0.0.2 makes them, 3,990 of their 4,000 training rows. Our recipe (SGD, rate "
        "0.01, momentum 0.9, batch 100, He's initial weights) may not be the published one.",
        "数据与软件包 mnist1d 0.0.2 生成的相同，4,000 行训练数据用了 3,990 行。我们的训练方法"
        "（SGD，学习率 0.01，动量 0.9，批大小 100，He 初始化）未必与公布的相同。",
    ),
)
