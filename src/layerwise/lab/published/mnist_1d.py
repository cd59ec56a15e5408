"""`mnist-1d`: what a linear classifier and a dense network reach, and that order of the places is nothing to them."""

from __future__ import annotations

from collections.abc import Mapping

from layerwise.data.mnist1d import mnist_1d
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.measures import at_last, courses
from layerwise.report.lines_figure import Line, Lines
from layerwise.verdict.published import Figure, judge_figure
from layerwise.verdict.tables import Tables
from layerwise.words import Text

_SOURCE = "Greydanus, MNIST-1D, README of the package mnist1d 0.0.2"
LINEAR: tuple[int, ...] = ()
DENSE = (100, 100)
PUBLISHED = {("plain", LINEAR): 32.0, ("plain", DENSE): 68.0, ("shuffled", LINEAR): 32.0, ("shuffled", DENSE): 68.0}
# 6,000 steps of 100 rows.
EPOCHS = 150


def _arms(form: Form) -> list[Arm]:
    options = StudyOptions(
        hidden=[LINEAR, DENSE],
        activations=["relu"],
        residual=True,
        learning_rates=0.01,
        batch_size=100,
        epochs=EPOCHS,
        seeds=20 if form == "full" else 8,
        keep="none",
    )
    return [Arm("plain", mnist_1d(), options), Arm("shuffled", mnist_1d(shuffled=True), options)]


def _read(tables: Mapping[str, Tables], form: Form) -> Reading:
    claims = [
        judge_figure(
            f"{arm}-{'dense' if hidden else 'linear'}", _TEXTS[arm, hidden], "%", at_last(tables[arm], hidden),
            Figure(value, 0, _SOURCE),
            label=_NAMES[arm, hidden],
        )
        for (arm, hidden), value in PUBLISHED.items()
    ]  # fmt: skip
    lines = tuple(Line.of(vars(_NAMES[arm, hidden]), courses(tables[arm], hidden)) for arm, hidden in PUBLISHED)
    return Reading(
        claims, Lines(_PICTURE, _X, _Y, lines, log_x=True, published=((float(EPOCHS), 32.0), (float(EPOCHS), 68.0)))
    )


_TEXTS = {
    ("plain", LINEAR): Text("Logistic regression: test accuracy.", "逻辑回归：测试准确率。"),
    ("plain", DENSE): Text("A dense network (MLP): test accuracy.", "全连接网络（MLP）：测试准确率。"),
    ("shuffled", LINEAR): Text(
        "Logistic regression, places shuffled: test accuracy.", "逻辑回归，位置打乱：测试准确率。"
    ),
    ("shuffled", DENSE): Text(
        "A dense network (MLP), places shuffled: test accuracy.", "全连接网络（MLP），位置打乱：测试准确率。"
    ),
}
_NAMES = {
    ("plain", LINEAR): Text("linear", "线性"),
    ("plain", DENSE): Text("dense", "全连接"),
    ("shuffled", LINEAR): Text("linear, shuffled", "线性，打乱"),
    ("shuffled", DENSE): Text("dense, shuffled", "全连接，打乱"),
}
_PICTURE = Text("Test accuracy by epochs", "测试准确率随训练轮数的变化")
_X = Text("epochs (log scale)", "训练轮数（对数刻度）")
_Y = Text("test accuracy, %", "测试准确率（%）")

MNIST_1D = Finding(
    name="mnist-1d",
    title=Text(
        "MNIST-1D tells kinds of networks apart that MNIST does not", "MNIST-1D 能区分 MNIST 无法区分的各类网络"
    ),
    source=_SOURCE,
    published=Text(
        "logistic 32, MLP 68 %; the same with places shuffled (CNN 94 and 56 %: comes later)",
        "逻辑回归 32、MLP 68%；位置打乱后相同（CNN 94 和 56%：以后提供）",
    ),
    arms=_arms,
    read=_read,
    minutes={"quick": 0.5, "full": 1.5},
    quick=Text("8 seeds instead of 20", "8 个随机种子而非 20 个"),
    apart=Text(
        "The data as the package mnist1d 0.0.2 makes them, 3,990 of their 4,000 training rows. Our recipe (two layers "
        "of 100, the second with a residual link, Adam at 0.01, batch 100, 6,000 steps, judged at the last) may not be "
        "the published one. Convolutions come with a later version.",
        "数据与软件包 mnist1d 0.0.2 生成的相同，4,000 行训练数据用了 3,990 行。我们的训练方法（两层各 100 个单元，"
        "第二层带残差连接，Adam 0.01，批大小 100，6,000 步，取最后一步）未必与公布的相同。卷积网络在以后的版本中提供。",
    ),
)
