"""`spirals`: two spirals wound into each other need depth, or much width."""

from __future__ import annotations

from collections.abc import Mapping

from layerwise.data.spirals import spirals
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.measures import at_best, courses
from layerwise.report.lines_figure import Line, Lines
from layerwise.verdict.published import judge_range
from layerwise.verdict.tables import Tables
from layerwise.words import Text

DEPTHS, UNITS, WIDE = (1, 2, 3, 4), 8, 256
# "Tens of points", "behind", and "close".
TENS, BEHIND, CLOSE = 20.0, 10.0, 5.0


def _arms(form: Form) -> list[Arm]:
    shapes = [(UNITS,) * depth for depth in DEPTHS] + [(WIDE,)]
    seeds, epochs = (20, 2_000) if form == "full" else (10, 300)
    return [Arm("spirals", spirals(), StudyOptions(hidden=shapes, epochs=epochs, seeds=seeds, keep="none"))]


def _read(tables: Mapping[str, Tables], form: Form) -> Reading:
    found = tables["spirals"]
    deep, shallow, wide = (UNITS,) * 4, (UNITS,), (WIDE,)
    gain = at_best(found, deep) - at_best(found, shallow)
    # The shallow network may choose its epoch by the very test points it is judged on: more cannot be given to it.
    least_lead = at_best(found, deep) - courses(found, shallow).max(axis=1)
    claims = [
        judge_range("depth-pays", _DEPTH, "points", gain, least=TENS),
        judge_range("epochs-do-not", _EPOCHS, "points", least_lead, least=BEHIND),
        judge_range("width-gets-close", _WIDTH, "points", at_best(found, deep) - at_best(found, wide), most=CLOSE),
    ]
    lines = [Line.of(_LAYERS.both(depth=depth), courses(found, (UNITS,) * depth)) for depth in DEPTHS]
    lines.append(Line.of(_WIDE.both(width=WIDE), courses(found, wide)))
    return Reading(claims, Lines(_PICTURE, _EPOCH_AXIS, _ACCURACY_AXIS, tuple(lines), log_x=True))


_DEPTH = Text(
    "From 1 to 4 layers of 8 units the test accuracy rises by tens of points (here: at least 20).",
    "每层 8 个单元，从 1 层到 4 层，测试准确率提高数十个百分点（此处要求至少 20）。",
)
_EPOCHS = Text(
    "No number of epochs lifts one layer of 8 units there: even after the epoch of its highest test accuracy it stays "
    "at least 10 points behind.",
    "无论训练多少轮，8 个单元的单层网络都达不到：即使取它测试准确率最高的一轮，仍至少落后 10 个百分点。",
)
_WIDTH = Text(
    "One wide layer, of 256 units with 1,282 parameters against 258, gets within 5 points of the 4 layers.",
    "一个很宽的单层（256 个单元、1,282 个参数，对比 258 个）与 4 层网络相差不到 5 个百分点。",
)
_LAYERS = Text("{depth} × 8", "{depth} 层 × 8")
_WIDE = Text("1 × {width}", "1 层 × {width}")
_PICTURE = Text("Test accuracy on the spirals by epochs", "螺旋数据上测试准确率随训练轮数的变化")
_EPOCH_AXIS = Text("epochs (log scale)", "训练轮数（对数刻度）")
_ACCURACY_AXIS = Text("test accuracy, %", "测试准确率（%）")

SPIRALS = Finding(
    name="spirals",
    title=Text("Two spirals need depth or width; epochs do not help", "双螺旋需要深度或宽度；增加训练轮数无济于事"),
    source="Smilkov et al. 2017, TensorFlow Playground; Lang & Witbrock 1988",
    published=Text("no figure, an order of things", "无数值，只有先后关系"),
    arms=_arms,
    read=_read,
    minutes={"quick": 0.5, "full": 3.0},
    quick=Text("10 seeds instead of 20, 300 epochs instead of 2,000", "10 个随机种子而非 20 个，300 轮而非 2,000 轮"),
    apart=Text(
        "Our own spirals, of 3 turns with little noise; rates tuned for each architecture.",
        "使用本项目自己的螺旋数据（3 圈、噪声很小）；每种结构的学习率各自调优。",
    ),
)
