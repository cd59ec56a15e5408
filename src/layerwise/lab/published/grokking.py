"""`grokking`: with large initial weights a network knows its training images long before it knows any others."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from layerwise.data.dataset import Dataset
from layerwise.data.sources import load
from layerwise.data.variants import part
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.measures import at_last, courses, first_epoch_at
from layerwise.report.lines_figure import Line, Lines
from layerwise.verdict.published import Claim, Figure, judge_figure, judge_range
from layerwise.verdict.tables import Tables
from layerwise.words import Text

_SOURCE = "Liu, Michaud & Tegmark 2023, Omnigrok"
HIDDEN: Mapping[Form, tuple[int, ...]] = {"quick": (100, 100), "full": (200, 200)}
IMAGES, BATCH = 1_000, 200
STEPS_PER_EPOCH = IMAGES // BATCH
EPOCHS: Mapping[Form, int] = {"quick": 1_600, "full": 20_000}
# At which test accuracies were published.
STEPS = (5_000, 100_000)
# Weight decay is what ends the wait: ten times as much of it ends it about ten times as soon.
DECAY: Mapping[Form, float] = {"quick": 0.1, "full": 0.01}
# PyTorch's layers begin uniform in ±1/√n, a deviation of 1/√(3n); eight times that, of LeCun's 1/√n.
ENLARGED = 8 / sqrt(3)
KNOWN, UNDERSTOOD, LONG_AFTER = 99.0, 80.0, 5.0


def _data(form: Form) -> Dataset:
    if form == "full":
        return part(load("mnist"), learning=IMAGES, validation=10, test=2_000)
    return part(load("digits"), learning=IMAGES, validation=10, test=1_000)


def _arms(form: Form) -> list[Arm]:
    given = _data(form)

    def options(gain: float, epochs: int) -> StudyOptions:
        return StudyOptions(
            hidden=[HIDDEN[form]],
            activations=["relu"],
            initialisation="scaled",
            gain=gain,
            loss="squared-error",
            optimizer="adamw",
            learning_rates=1e-3,
            weight_decay=DECAY[form],
            batch_size=BATCH,
            epochs=epochs,
            seeds=5,
            keep="none",
        )

    return [
        Arm("enlarged", given, options(ENLARGED, EPOCHS[form])),
        Arm("usual", given, options(1 / sqrt(3), EPOCHS[form] // 8)),
    ]


def _read(tables: Mapping[str, Tables], form: Form) -> Reading:
    hidden = HIDDEN[form]
    known, understood = (
        {arm: STEPS_PER_EPOCH * first_epoch_at(tables[arm], hidden, level, measure) for arm in tables}
        for measure, level in (("train", KNOWN), ("test", UNDERSTOOD))
    )
    claims = [
        judge_range("late", _LATE, "×", understood["enlarged"] / known["enlarged"], least=LONG_AFTER),
        judge_range("usual", _USUAL, "×", understood["usual"] / known["usual"], most=LONG_AFTER),
    ]
    claims += _figures(tables["enlarged"], hidden, form)
    lines = []
    for arm, (train, test) in _NAMES.items():
        for name, measure in ((train, "train"), (test, "test")):
            course = courses(tables[arm], hidden, measure)
            steps = course.set_axis(STEPS_PER_EPOCH * course.columns, axis=1)
            lines.append(Line.of(vars(name), steps, dashed=measure == "test"))
    published = ((5_000.0, 18.0), (100_000.0, 89.0)) if form == "full" else ()
    return Reading(claims, Lines(_PICTURE, _X, _Y, tuple(lines), log_x=True, published=published))


def _figures(tables: Tables, hidden: tuple[int, ...], form: Form) -> list[Claim]:
    full = form == "full"
    # The quick form, whose decay is ten times as large, is at a tenth of the way.
    steps = (5_000 if full else 500), EPOCHS[form] * STEPS_PER_EPOCH
    early = courses(tables, hidden)[steps[0] // STEPS_PER_EPOCH]
    texts = [Text(**_AFTER.both(steps=ours, published=theirs)) for ours, theirs in zip(steps, STEPS, strict=True)]
    return [
        judge_figure("early", texts[0], "%", early, Figure(18.0, 0, _SOURCE), same_size=full, label=_STEPS[0]),
        judge_figure(
            "end", texts[1], "%", at_last(tables, hidden), Figure(89.0, 0, _SOURCE), same_size=full, label=_STEPS[1]
        ),
    ]


_LATE = Text(
    "With initial weights enlarged eight times, test accuracy passes 80 % long after training accuracy passes 99 % "
    "(here: at least 5 times as many steps).",
    "初始权重放大八倍时，测试准确率超过 80% 远晚于训练准确率超过 99%（此处指步数至少为 5 倍）。",
)
_USUAL = Text(
    "With usual initial weights it does not take so long (less than 5 times as many steps).",
    "使用通常的初始权重则不会这么久（步数不到 5 倍）。",
)
_AFTER = Text(
    "Test accuracy after {steps:,} steps (published: after {published:,}).",
    "{steps:,} 步后的测试准确率（公布的为 {published:,} 步后）。",
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
    minutes={"quick": 2.0, "full": 25},
    quick=Text(
        "layers of 100 instead of 200 units, the built-in digits, weight decay 0.1 instead of 0.01, and with it 8,000 "
        "steps instead of 100,000",
        "每层 100 个单元而非 200 个，使用内置手写数字，权重衰减 0.1 而非 0.01，因而只需 8,000 步而非 100,000 步",
    ),
    apart=Text(
        "Normal initial weights of the published spread, biases at 0, no decay of biases, 2,000 test images; 5 seeds.",
        "初始权重服从正态分布，离散程度与公布的相同；偏置从 0 开始且不衰减；2,000 张测试图像；5 个随机种子。",
    ),
    needs={"full": ("mnist",)},
)
