"""`grokking`: with large initial weights a network knows its training images long before it knows any others."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

import pandas as pd

from layerwise.data.sources import load
from layerwise.data.variants import part
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.measures import courses
from layerwise.report.lines_figure import Line, Lines
from layerwise.verdict.published import Figure, judge_figure, judge_range
from layerwise.verdict.tables import Tables
from layerwise.words import Text

_SOURCE = "Liu, Michaud & Tegmark 2023, Omnigrok"
HIDDEN = (200, 200)
IMAGES, BATCH = 1_000, 200
STEPS_PER_EPOCH = IMAGES // BATCH
# Steps at which something was published: training images known, others not yet, others too.
KNOWN_BY, EARLY, LATE = 2_000, 5_000, 100_000
STEPS: Mapping[Form, int] = {"quick": EARLY, "full": LATE}
USUAL_STEPS = 1_000
# PyTorch's layers begin uniform in ±1/√n, a deviation of 1/√(3n); eight times that, of LeCun's 1/√n.
USUAL = 1 / sqrt(3)
ENLARGED = 8 * USUAL
KNOWN, UNDERSTOOD = 99.0, 80.0


def _arms(form: Form) -> list[Arm]:
    given = part(load("mnist"), learning=IMAGES, validation=10, test=2_000)

    def options(gain: float, steps: int) -> StudyOptions:
        return StudyOptions(
            hidden=[HIDDEN],
            activations=["relu"],
            initialisation="scaled",
            gain=gain,
            loss="squared-error",
            optimizer="adamw",
            learning_rates=1e-3,
            weight_decay=0.01,
            batch_size=BATCH,
            epochs=steps // STEPS_PER_EPOCH,
            seeds=5,
            keep="none",
        )

    return [Arm("enlarged", given, options(ENLARGED, STEPS[form])), Arm("usual", given, options(USUAL, USUAL_STEPS))]


def _read(tables: Mapping[str, Tables], form: Form) -> Reading:
    full = form == "full"
    train, test = (_by_step(tables["enlarged"], measure) for measure in ("train", "test"))
    late = test[LATE] if full else ()
    claims = [
        judge_range("known", _KNOWN, "%", train[KNOWN_BY], least=KNOWN),
        judge_figure("early", _after(EARLY), "%", test[EARLY], Figure(18.0, 0, _SOURCE), label=_STEPS[0]),
        judge_figure("late", _after(LATE), "%", late, Figure(89.0, 0, _SOURCE), same_size=full, label=_STEPS[1]),
        judge_range("usual", _USUAL, "%", _by_step(tables["usual"], "test")[USUAL_STEPS], least=UNDERSTOOD),
    ]
    lines = tuple(
        Line.of(vars(name), _by_step(tables[arm], measure), dashed=measure == "test")
        for arm, names in _NAMES.items()
        for name, measure in zip(names, ("train", "test"), strict=True)
    )
    published = ((float(EARLY), 18.0), (float(LATE), 89.0))[: 2 if full else 1]
    return Reading(claims, Lines(_PICTURE, _X, _Y, lines, log_x=True, published=published))


def _by_step(tables: Tables, measure: str) -> pd.DataFrame:
    """Accuracy by step of the optimiser: a row a seed."""
    found = courses(tables, HIDDEN, measure)
    return found.set_axis(STEPS_PER_EPOCH * found.columns, axis=1)


def _after(steps: int) -> Text:
    return Text(**_AFTER.both(steps=steps))


_KNOWN = Text(
    "With initial weights enlarged eight times the training images are known, ≈ 100 %, by 2,000 steps (here: at least "
    "99 %).",
    "初始权重放大八倍时，到 2,000 步为止已记住训练图像，≈ 100%（此处要求至少 99%）。",
)
_USUAL = Text(
    "With usual initial weights test accuracy is at least 80 % after 1,000 steps.",
    "使用通常的初始权重时，1,000 步后测试准确率至少为 80%。",
)
_AFTER = Text(
    "With initial weights enlarged eight times: test accuracy after {steps:,} steps.",
    "初始权重放大八倍时：{steps:,} 步后的测试准确率。",
)
_STEPS = Text("5,000 steps", "5,000 步"), Text("100,000 steps", "100,000 步")
_NAMES = {
    "enlarged": (
        Text("enlarged, training", "放大，训练集"),
        Text("enlarged, test", "放大，测试集"),
    ),
    "usual": (Text("usual, training", "通常，训练集"), Text("usual, test", "通常，测试集")),
}
_PICTURE = Text("Accuracy by optimisation steps", "准确率随优化步数的变化")
_X = Text("steps (log scale)", "步数（对数刻度）")
_Y = Text("accuracy, %", "准确率（%）")

GROKKING = Finding(
    name="grokking",
    title=Text(
        "With large initial weights, networks learn the training images long before they learn to read new ones",
        "初始权重很大时，网络早早记住训练图像，很久之后才学会识别新图像",
    ),
    source=_SOURCE,
    published=Text(
        "test accuracy ≈ 18 % until about 5,000 steps, ≈ 89 % at 100,000",
        "测试准确率到约 5,000 步为止 ≈ 18%，100,000 步时 ≈ 89%",
    ),
    arms=_arms,
    read=_read,
    minutes={"quick": 2.0, "full": 35.0},
    quick=Text(
        "it ends after 5,000 steps instead of 100,000: whether the test accuracy rises later is not seen",
        "在 5,000 步而非 100,000 步后结束：看不到测试准确率后来是否上升",
    ),
    apart=Text(
        "Normal initial weights of the published spread, biases at 0, no decay of biases, 2,000 test images; 5 seeds.",
        "初始权重服从正态分布，离散程度与公布的相同；偏置从 0 开始且不衰减；2,000 张测试图像；5 个随机种子。",
    ),
    needs={"quick": ("mnist",), "full": ("mnist",)},
)
