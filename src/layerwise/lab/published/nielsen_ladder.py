"""`nielsen-ladder`: Nielsen's sigmoid layers of 30 units, one to four of them: what the second layer gains."""

from __future__ import annotations

from collections.abc import Mapping

from layerwise.data.sources import load
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.measures import at_last, courses
from layerwise.report.lines_figure import Line, Lines
from layerwise.verdict.published import Figure, judge_figure, judge_range
from layerwise.verdict.tables import Tables
from layerwise.words import Text

_SOURCE = "Nielsen 2015, Neural Networks and Deep Learning, ch. 5"
PUBLISHED = {1: 96.48, 2: 96.90, 3: 96.57, 4: 96.53}
GAIN = 0.42
UNITS, LEARNED = 30, 50_000
# As many as he trained for, in both forms: fewer seeds widen an interval, fewer epochs would ask something else.
EPOCHS = 30
SEEDS: Mapping[Form, int] = {"quick": 5, "full": 20}
# His λ = 5 divides by the training images: the step is w ← w·(1 − ηλ/n) − η·gradient.
LAMBDA = 5.0


def _arms(form: Form) -> list[Arm]:
    options = StudyOptions(
        hidden=[(UNITS,) * depth for depth in PUBLISHED],
        activations=["sigmoid"],
        initialisation="nielsen",
        loss="binary-cross-entropy",
        optimizer="sgd",
        learning_rates=0.1,
        weight_decay=LAMBDA / LEARNED,
        batch_size=10,
        epochs=EPOCHS,
        seeds=SEEDS[form],
        keep="none",
    )
    return [Arm("ladder", load("mnist"), options, momentum=0.0)]


def _read(tables: Mapping[str, Tables], form: Form) -> Reading:
    found = tables["ladder"]
    last = {depth: at_last(found, (UNITS,) * depth, "val") for depth in PUBLISHED}
    claims = [
        judge_figure(
            f"depth-{depth}", Text(**_LEVEL.both(depth=depth, epochs=EPOCHS)), "%", last[depth],
            Figure(value, 2, _SOURCE),
            label=Text(**_LAYERS.both(depth=depth)),
        )
        for depth, value in PUBLISHED.items()
    ]  # fmt: skip
    gain = last[2] - last[1]
    claims.append(judge_figure("second-layer", _GAIN, "points", gain, Figure(GAIN, 2, _SOURCE), label=_SECOND))
    claims.append(judge_range("third-layer", _THIRD, "points", last[3] - last[2], most=0.0))
    lines = tuple(
        Line.of(_LAYERS.both(depth=depth), courses(found, (UNITS,) * depth, "val").iloc[:, 1:]) for depth in PUBLISHED
    )
    published = tuple((float(EPOCHS), value) for value in PUBLISHED.values())
    return Reading(claims, Lines(_PICTURE, _X, _Y, lines, published=published))


_LEVEL = Text(
    "{depth:n hidden layer} of 30 units: accuracy on the validation images after {epochs} epochs.",
    "{depth} 个隐藏层，每层 30 个单元：{epochs} 轮后在验证图像上的准确率。",
)
_GAIN = Text(
    "The second hidden layer adds 0.42 points, from one run of each.",
    "第二个隐藏层提高 0.42 个百分点（各运行一次所得）。",
)
_THIRD = Text("The third hidden layer adds nothing.", "第三个隐藏层没有带来提高。")
_LAYERS = Text("{depth} × 30", "{depth} 层 × 30")
_SECOND = Text("second layer", "第二层")
_PICTURE = Text("Validation accuracy by epochs, from the second on", "验证准确率随训练轮数的变化（从第 2 轮起）")
_X = Text("epochs", "训练轮数")
_Y = Text("validation accuracy, %", "验证准确率（%）")

NIELSEN_LADDER = Finding(
    name="nielsen-ladder",
    title=Text(
        "With sigmoid units a second hidden layer adds 0.42 points, a third and a fourth nothing",
        "使用 sigmoid 单元时，第二个隐藏层提高 0.42 个百分点，第三、第四个没有提高",
    ),
    source=_SOURCE,
    published=Text("96.48, 96.90, 96.57, 96.53 %", "96.48、96.90、96.57、96.53%"),
    arms=_arms,
    read=_read,
    minutes={"quick": 2.5, "full": 9.0},
    quick=Text("5 seeds instead of 20", "5 个随机种子而非 20 个"),
    apart=Text(
        "The 10,000 validation images are drawn anew for each seed, stratified. That the published figures are of "
        "validation images, after the last epoch, is how we read the book's code.",
        "每个随机种子都分层重新抽取 10,000 张验证图像。"
        "我们按书中代码理解：公布的数值是最后一轮后在验证图像上的准确率。",
    ),
    needs={"quick": ("mnist",), "full": ("mnist",)},
)
