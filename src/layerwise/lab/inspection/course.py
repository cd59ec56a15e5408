"""What an inspection of a study found over the course of training, as a section of its paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from layerwise.insight.exhibition.names import same, short
from layerwise.insight.paper import Heat, Section
from layerwise.insight.wording import said
from layerwise.words import Text

LAYER_OF = Text("{depth} deep · {layer}", "深 {depth} · {layer}")
_TIME = Text("When does it become readable?", "什么时候变得可读？")
_BY_EPOCH = (
    Text("When “{title}” becomes readable", "“{title}”何时变得可读"),
    Text(
        "Per cent of its variance (R²) that a linear probe reads of each layer after so many epochs of training, mean "
        "over the first seed of each fold; 0: before training.",
        "训练若干轮后，线性探针从各层读出的方差百分比（R²），为每折第一个随机种子的平均值；0 表示训练之前。",
    ),
)
_UNITS_BY_EPOCH = (
    Text("When units come to detect a class", "单元何时开始检测某个类别"),
    Text(
        "Per cent of each layer's units that detect a class, beyond shuffled answers and beyond untrained networks, "
        "after so many epochs of training; the same networks. At most {others:.0%} of a layer's units ever detect a "
        "loop, an end, a bar or a junction.",
        "训练若干轮后，各层中检测某个类别的单元百分比（超过随机打乱与未训练网络）；网络同上。"
        "任一层中检测环、端点、线段或交点的单元从不超过 {others:.0%}。",
    ),
)
_ARRIVES = Text(
    "“{title}” reaches nine tenths of what it ends with: {places}.",
    "“{title}”达到最终值的九成：{places}。",
)
_ARRIVAL = Text(
    "with {depth:n hidden layer} after epoch {epoch} ({layer}, {start:.0%} before training, {end:.0%} at the end)",
    "{depth} 个隐藏层时在第 {epoch} 轮（{layer}，训练前 {start:.0%}，结束时 {end:.0%}）",
)
# Told when each becomes readable, where they are among the concepts.
_FOLLOWED = ("loop", "class")
_ARRIVED = 0.9


def over_time(epochs: pd.DataFrame, units: pd.DataFrame, titles: Mapping[str, Text]) -> Iterator[Section]:
    """The section, where weights of several epochs were kept.

    Args:
        epochs, units: `epochs` and `epoch_units` of `InspectedStudy`.
        titles: of the concepts.
    """
    followed = [name for name in _FOLLOWED if name in titles]
    if epochs.empty or not followed:
        return
    tables = {name: _by_layer(epochs[epochs.concept == name], "score") for name in followed}
    told = tuple(_arrivals(table, titles[name]) for name, table in tables.items())
    heats = [_heat((said(_BY_EPOCH[0], title=titles[name]), _BY_EPOCH[1]), table) for name, table in tables.items()]
    yield Section(_TIME, told, (*heats, *_units(units)))


def _units(units: pd.DataFrame) -> Iterator[Heat]:
    if units.empty:
        return
    others = units[units.level.isin(["parts", "strokes"])]
    most = others.groupby(["network", "epoch", "layer"]).share.sum().max()
    table = _by_layer(units[units.level == "class"], "share")
    yield _heat((_UNITS_BY_EPOCH[0], said(_UNITS_BY_EPOCH[1], others=float(most))), table)


def _by_layer(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    """A row a depth and layer, a column an epoch; networks of several widths have a mean of their own each."""
    table = rows.groupby(["depth", "layer", "epoch"])[value].mean().unstack()
    return table.sort_index(key=lambda level: level.map(_place) if level.name == "layer" else level)


def _heat(titles: tuple[Text, Text], table: pd.DataFrame) -> Heat:
    rows = [said(LAYER_OF, depth=depth, layer=short(layer)) for depth, layer in table.index]
    return Heat.of(titles, rows, [same(epoch) for epoch in table.columns], table.to_numpy(float))


def _arrivals(table: pd.DataFrame, title: Text) -> Text:
    """By depth, in the hidden layer from which it is read best in the end."""
    hidden = table[table.index.get_level_values("layer") != "logits"]
    depths = hidden.index.get_level_values("depth")
    places = [_arrival(int(depth), hidden[depths == depth]) for depth in depths.unique()]
    joined = Text("; ".join(each.en for each in places), "；".join(each.zh for each in places))
    return said(_ARRIVES, title=title, places=joined)


def _arrival(depth: int, rows: pd.DataFrame) -> Text:
    best = int(rows.iloc[:, -1].to_numpy().argmax())
    scores, epochs = rows.iloc[best].to_numpy(float), rows.columns.to_numpy(int)
    layer = rows.index.get_level_values("layer")[best]
    epoch = int(epochs[np.argmax(scores >= _ARRIVED * scores[-1])])
    ends = {"start": float(scores[0]), "end": float(scores[-1])}
    return said(_ARRIVAL, depth=depth, epoch=epoch, layer=short(layer), **ends)


def _place(layer: str) -> tuple[int, int]:
    """Where a layer stands in its network."""
    return (1, 0) if layer == "logits" else (0, int(layer.removeprefix("hidden-")))
