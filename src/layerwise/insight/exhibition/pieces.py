"""The pieces a plane is cut into, the units a network cannot do without, and the pixels its answers rest on."""

from __future__ import annotations

import numpy as np

from layerwise.insight.ablation import Ablation
from layerwise.insight.branches import Branches
from layerwise.insight.exhibition.gallery import Gallery, Slice
from layerwise.insight.exhibition.names import same, short
from layerwise.insight.exhibition.units import example_picture
from layerwise.insight.paper import Cut, Cuts, Listing, Picture, Sheet, SheetRow
from layerwise.insight.wording import said
from layerwise.words import Text

_THROUGH = (
    Text("A plane through three examples, cut layer by layer", "穿过三个样本的平面，被逐层切开"),
    Text(
        "On each piece the network is one straight map: one path through its ifs. Counted exactly, not sampled; the "
        "dots are the examples and their classes.",
        "在每一块上，网络是同一个线性映射：即穿过各个 if 的一条路径。为精确计数而非采样；圆点是样本及其类别。",
    ),
)
_OF_DATA = (
    Text("The plane of the data, cut layer by layer", "数据所在的平面，被逐层切开"),
    Text(
        "On each piece the network is one straight map: one path through its ifs. Counted exactly, not sampled.",
        "在每一块上，网络是同一个线性映射：即穿过各个 if 的一条路径。为精确计数而非采样。",
    ),
)
_PANEL = Text("{layer}: {count:n piece}", "{layer}：{count} 块")
_UP_TO = Text("up to {layer}: {count:n piece}", "到{layer}：{count} 块")
_BRANCHES = (
    Text("The branches that the examples take, layer by layer", "样本逐层走过的分支"),
    Text(
        "How many on-off patterns of a layer's units {examples:n example} visit; the last row: of all units together. "
        "A unit that never switches takes one side of its if for all of them.",
        "{examples} 个样本在各层走过多少种开关模式；最后一行为所有单元合计。从不切换的单元对所有样本都走 if 的同一侧。",
    ),
)
_BRANCH_HEADS = (
    Text("layer", "层"),
    Text("patterns", "模式数"),
    Text("units", "单元数"),
    Text("never on", "从不激活"),
    Text("never off", "始终激活"),
)
_ALL = Text("all together", "合计")
_WORST = (
    Text("The units that it can least do without", "最不能缺少的单元"),
    Text(
        "Each alone silenced: it always answers its mean. The rows do not add up: without two units at once "
        "the loss may be another.",
        "逐个静默：该单元总是输出其平均值。各行不能相加：同时去掉两个单元，损失可能不同。",
    ),
)
_WORST_HEADS = (
    Text("unit", "单元"),
    Text("accuracy, points", "准确率（百分点）"),
    Text("loss, nats", "损失（nat）"),
)
_UNIT = Text("{layer}, unit {unit}", "{layer}，单元 {unit}")
_LISTED = 8
_EXPLAINED = (
    Text("Which pixels the answers rest on", "答案依据哪些像素"),
    Text(
        "The example; what each pixel adds to the logit of its class (integrated gradients from an empty picture, "
        "their sum checked to 1 %); and how much of the probability goes where a square of 5 × 5 pixels is made empty.",
        "样本；每个像素对其类别 logit 的贡献（从空白图像出发的积分梯度，总和检验到 1%）；"
        "以及抹去 5 × 5 像素的方块后，概率下降多少。",
    ),
)
_EXAMPLE, _GRADIENTS, _COVERED = Text("example", "样本"), Text("gradients", "积分梯度"), Text("occlusion", "遮挡")
# Coordinates are kept to this share of the window.
_DIGITS = 4


def cuts(found: Slice, shown: Gallery, layers: tuple[str, ...]) -> Cuts:
    """The plane after each hidden layer."""
    plane = found.plane
    panels = []
    for place, (layer, pieces) in enumerate(zip(layers, found.regions, strict=True)):
        label = said(_UP_TO if place else _PANEL, layer=short(layer), count=len(pieces))
        polygons = tuple(tuple(float(x) for x in np.round(piece.corners, _DIGITS).reshape(-1)) for piece in pieces)
        panels.append(Cut(label, polygons))
    places = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]
    names = [shown.network.classes[int(shown.labels[number])] for number in found.corners]
    return Cuts(
        *(_THROUGH if found.corners else _OF_DATA),
        window=(float(plane.left), float(plane.right), float(plane.bottom), float(plane.top)),
        marks=tuple((x, y, name) for (x, y), name in zip(places, names, strict=False)),
        panels=tuple(panels),
    )


def branches_listing(found: Branches) -> Listing:
    """Patterns visited and units that never switch, by layer and in all."""
    rows = [
        (short(f"hidden-{place}"), *_counts(patterns, units, dead, on))
        for place, (patterns, units, dead, on) in enumerate(
            zip(found.patterns, found.units, found.dead, found.always_on, strict=True), 1
        )
    ]
    total = _counts(found.together, sum(found.units), *(sum(each, ()) for each in (found.dead, found.always_on)))
    note = said(_BRANCHES[1], examples=found.examples)
    return Listing(_BRANCHES[0], note, _BRANCH_HEADS, (*rows, (_ALL, *total)))


def _counts(patterns: int, units: int, dead: tuple[int, ...], on: tuple[int, ...]) -> list[Text]:
    return [same(f"{count:,}") for count in (patterns, units, len(dead), len(on))]


def worst_listing(found: Ablation) -> Listing:
    """The units whose loss costs most."""
    worst = sorted(found.units, key=lambda unit: (unit.accuracy, -unit.loss))[:_LISTED]
    rows = [
        (
            said(_UNIT, layer=short(f"hidden-{each.layer + 1}"), unit=each.unit + 1),
            same(f"{100 * each.accuracy:+.1f}".replace("-", "−")),
            same(f"{each.loss:+.3f}".replace("-", "−")),
        )
        for each in worst
    ]
    return Listing(*_WORST, heads=_WORST_HEADS, rows=tuple(rows))


def explained_sheet(shown: Gallery) -> Sheet | None:
    """Three rows, a column a class: the examples, their gradients, and occlusion; None but for pictures."""
    if shown.shape is None or not shown.explained:
        return None
    shape = shown.shape
    classes = shown.network.classes
    first = [example_picture(shown, each.example, same(classes[each.label])) for each in shown.explained]
    second = [
        Picture.of(each.attribution.values.reshape(shape), same(classes[each.label]), signed=True)
        for each in shown.explained
    ]
    third = [
        Picture.of(each.occlusion, same(classes[each.label]), signed=True)
        for each in shown.explained
        if each.occlusion is not None
    ]
    named = zip((_EXAMPLE, _GRADIENTS, _COVERED), (first, second, third), strict=True)
    return Sheet(*_EXPLAINED, rows=tuple(SheetRow(name, tuple(pictures)) for name, pictures in named))
