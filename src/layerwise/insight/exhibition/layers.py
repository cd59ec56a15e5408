"""What is read from each layer, how alike the layers are, and how far apart they hold the classes."""

from __future__ import annotations

import numpy as np

from layerwise.insight.exhibition.names import same, short
from layerwise.insight.inspection import Inspection
from layerwise.insight.paper import Cloud, Clouds, Heat, Listing
from layerwise.insight.wording import said
from layerwise.words import Text

# Points of one map: more hide one another.
MOST_POINTS = 500

_READABLE = (
    Text("What a linear probe reads of each concept", "线性探针能读出多少"),
    Text(
        "Per cent of the concept's variance (R², of the class too) that a probe reads on examples it was not fitted "
        "on. A star: "
        "learned, that is above every untrained network of the same shape, above as many principal components of the "
        "inputs as the layer has units, and above values dealt out by lot. The last three columns show the best layer "
        "of these three controls.",
        "探针在未用于拟合的样本上读出的概念方差百分比（R²，类别也是如此）。"
        "星号表示学到了：超过所有同形的未训练网络、与该层单元数相同的输入主成分，以及随机分配的值。"
        "最后三列是这三种对照中最好的一层。",
    ),
)
CONTROLS = (Text("untrained", "未训练"), Text("components", "主成分"), Text("by lot", "随机值"))
_ALIKE = (
    Text("How alike the layers are", "各层有多相似"),
    Text(
        "Debiased linear CKA on the same examples: 1 for the same geometry, 0 on average for independent layers.",
        "相同样本上的去偏线性 CKA：几何相同为 1，独立的层平均为 0。",
    ),
)
_CLASSES = (
    Text("The classes, layer by layer", "逐层看类别"),
    Text(
        "Accuracy of a linear read-out on examples it was not fitted on; the share of all scatter that lies within the "
        "classes (0: each class is a point).",
        "线性读出在未用于拟合的样本上的准确率；类内离散度所占比例（0 表示每类缩成一点）。",
    ),
)
_CLASS_HEADS = (
    Text("layer", "层"),
    Text("read-out, % right", "线性读出，正确 %"),
    Text("scatter within classes, %", "类内离散度 %"),
)
_MAPS = (
    Text("The examples as each layer sees them", "各层眼中的样本"),
    Text(
        "Each along the layer's two directions of largest variance; in brackets the share of it that they show.",
        "沿该层方差最大的两个方向；括号内是这两个方向所占的方差比例。",
    ),
)
_PANEL = Text("{layer} ({shown:.0%})", "{layer}（{shown:.0%}）")


def readable_heat(found: Inspection) -> Heat:
    """Concepts by layer, starred where they are learned, beside the three controls' best layers."""
    table = found.readable
    best = [np.nanmax(each[1:], axis=0) for each in (table.untrained, table.components, table.control)]
    return Heat.of(
        _READABLE,
        [concept.title for concept in table.concepts],
        [*(short(layer) for layer in table.layers), *CONTROLS],
        np.concatenate([table.score, best]).T,
        np.concatenate([table.holds, np.zeros((len(best), len(table.concepts)), bool)]).T,
    )


def alike_heat(found: Inspection) -> Heat:
    """Every layer against every other."""
    names = tuple(short(layer) for layer in found.layers)
    return Heat.of(_ALIKE, names, names, found.similarity, form="share")


def classes_listing(found: Inspection) -> Listing:
    """Read-out and scatter by layer."""
    rows = [
        (short(layer), same(f"{100 * each.accuracy:.1f}"), same(f"{100 * each.within:.0f}"))
        for layer, each in zip(found.layers, found.separability, strict=True)
    ]
    return Listing(*_CLASSES, heads=_CLASS_HEADS, rows=tuple(rows))


def maps(found: Inspection, labels: np.ndarray, classes: tuple[str, ...]) -> Clouds:
    """The examples along each layer's two main directions; of many, some that are spread evenly over the rows.

    Args:
        found: what was measured.
        labels: of the examples that carry one, in the order in which they were judged.
        classes: names.
    """
    step = max(1, -(-len(labels) // MOST_POINTS))
    panels = []
    for layer, each in zip(found.layers, found.separability, strict=True):
        label = said(_PANEL, layer=short(layer), shown=each.shown)
        scale = float(np.abs(each.places).max()) or 1.0
        places = np.round(each.places[::step] / scale, 3)
        points = tuple((float(x), float(y), int(k)) for (x, y), k in zip(places, labels[::step], strict=True))
        panels.append(Cloud(label, points))
    return Clouds(*_MAPS, classes=classes, panels=tuple(panels))
