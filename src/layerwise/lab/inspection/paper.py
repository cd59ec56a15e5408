"""What the networks of a study have learned as a short paper: over depths, layers, epochs and seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from layerwise.insight.exhibition.layers import CONTROLS
from layerwise.insight.exhibition.names import same, short
from layerwise.insight.exhibition.network_paper import TITLES
from layerwise.insight.finding import Learned
from layerwise.insight.paper import Heat, Listing, Paper, Section
from layerwise.insight.wording import said
from layerwise.lab.inspection.course import LAYER_OF, over_time
from layerwise.lab.inspection.insights import MOST
from layerwise.lab.inspection.similarity import StudySimilarity
from layerwise.words import Text

_LABEL = Text("{data}, {activation}, {depth:n hidden layer}", "{data}，{activation}，{depth} 个隐藏层")
_LEAD = Text(
    "Probes and units of all {networks:n network} of this study with {activation}, each judged on rows that its seed "
    "was tested on. Learned means above every control: untrained networks of the same shape, as many principal "
    "components of the inputs, and values dealt out by lot. Intervals are over seeds and examples.",
    "本研究中全部 {networks} 个 {activation} 网络的探针与单元，每个网络都在其随机种子的测试行上评判。"
    "“学到”指超过所有对照：同形的未训练网络、同样数目的输入主成分，以及随机分配的值。区间包含随机种子与样本的噪声。",
)
_ORDER = Text("Strokes first, then loops, then the digit?", "先笔画、再环、最后数字？")
_HELD = Text("What do the layers hold?", "各层里有什么？")
_DEPTH = Text("Does depth matter for what can be read?", "深度是否影响能读出什么？")
_ALIKE = Text("How alike are networks of other depths and seeds?", "不同深度、不同种子的网络有多相似？")
_CLOSER = Text("A closer look at one of them: {network}", "仔细看其中一个：{network}")
_BY_LAYER = (
    Text("What a linear probe reads, with {depth:n hidden layer}", "{depth} 个隐藏层时，线性探针能读出多少"),
    Text(
        "Per cent of the concept's variance (R²), mean over {seeds:n seed}; a star: learned in more than half of them. "
        "The last three columns show the best layer of the three controls.",
        "概念方差百分比（R²），{seeds} 个随机种子的平均值；星号表示在超过一半的种子中学到了。"
        "最后三列是三种对照中最好的一层。",
    ),
)
_CONCEPT = Text("concept", "概念")
_ENDS = Text("{low:.0f} to {high:.0f}", "{low:.0f} 到 {high:.0f}")
_INTERVALS = (
    Text("The same with intervals", "同上，附区间"),
    Text(
        "95 % intervals of the scores above, each by itself, over further seeds and examples.",
        "上表各得分的 95% 区间（各自单独），包含随机种子与样本的噪声。",
    ),
)
_BY_DEPTH = (
    Text("What a linear probe reads from the last hidden layer, by depth", "各深度：从最后一个隐藏层能读出多少"),
    Text(
        "Per cent of the concept's variance (R²), means over seeds; the columns are the number of hidden layers.",
        "概念方差百分比（R²），随机种子的平均值；各列为隐藏层数。",
    ),
)
_UNITS = (
    Text("Units that detect a concept, by depth", "各深度：能检测某个概念的单元"),
    Text("Mean number a network.", "每个网络的平均个数。"),
)
_UNIT_HEADS = (
    Text("hidden layers", "隐藏层数"),
    Text("ends, bars, junctions", "端点、线段、交点"),
    Text("loops", "环"),
    Text("look", "书写特征"),
    Text("class", "类别"),
)
_SIMILARITY = (
    Text("Every layer against every other, depths together", "所有深度的各层两两比较"),
    Text(
        "Debiased linear CKA, mean over {pairs:n pair} of seeds. The last row is each layer against the same layer of "
        "another seed: two trainings of one network are no more alike than that.",
        "去偏线性 CKA，{pairs} 对随机种子的平均值。最后一行是各层与另一个种子的同一层相比："
        "同一网络的两次训练也只有这么相似。",
    ),
)
_FLOOR = Text("another seed", "另一种子")


def study_paper(
    readable: pd.DataFrame,
    units: pd.DataFrame,
    epochs: pd.DataFrame,
    epoch_units: pd.DataFrame,
    findings: Sequence[Learned],
    titles: Mapping[str, Text],
    similarity: StudySimilarity | None,
    closer: Paper | None,
    *,
    data: str,
    activation: str,
    networks: int,
) -> Paper:
    """Writes what an inspection of a study found as a paper.

    Args:
        readable, units, epochs, epoch_units: as in `InspectedStudy`.
        findings: what they say.
        titles: of the concepts, in their order.
        similarity: between layers, or None.
        closer: the paper of one network, or None.
        data, activation, networks: what was inspected.
    """
    depth = int(readable.depth.max())
    answers = [each for each in findings if each.code == "hierarchy" and each.subject.get("depth") == depth]
    label = said(_LABEL, data=data, activation=activation, depth=depth)
    sections = [
        *_order(findings),
        _held(readable, findings, titles, depth),
        _with_depth(readable, units, findings, titles),
        *over_time(epochs, epoch_units, titles),
        *_alike(similarity),
    ]
    if closer is not None:
        sections.append(Section(said(_CLOSER, network=closer.title), (closer.lead,)))
        sections += closer.sections
    return Paper(
        said(TITLES[answers[0].conclusion if answers else "not-applicable"], label=label),
        said(_LEAD, networks=networks, activation=activation),
        tuple(sections),
    )


def _texts(findings: Sequence[Learned], code: str) -> tuple[Text, ...]:
    return tuple(finding.text for finding in findings if finding.code == code)


def _order(findings: Sequence[Learned]) -> Iterator[Section]:
    if told := _texts(findings, "hierarchy"):
        yield Section(_ORDER, told)


def _held(readable: pd.DataFrame, findings: Sequence[Learned], titles: Mapping[str, Text], depth: int) -> Section:
    deep = readable[readable.depth == depth]
    deep = deep[deep.network == deep.network.iloc[0]]
    layers = list(dict.fromkeys(deep.layer))
    table = deep.pivot(index="concept", columns="layer")
    titles_of = (said(_BY_LAYER[0], depth=depth), said(_BY_LAYER[1], seeds=int(deep.seeds.iloc[0])))
    scores, holds = (table[name].loc[list(titles), layers].to_numpy(float) for name in ("score", "holds"))
    best = [table[name].loc[list(titles), layers[1:]].max(axis=1) for name in ("untrained", "components", "control")]
    columns = [*(short(layer) for layer in layers), *CONTROLS]
    stars = np.concatenate([holds > MOST, np.zeros((len(titles), len(best)), bool)], axis=1)
    heat = Heat.of(titles_of, list(titles.values()), columns, np.column_stack([scores, *best]), stars)
    learned = [each for each in findings if each.code == "concept" and each.conclusion == "holds"]
    others = [each for each in findings if each.code == "concept" and each.conclusion != "holds"]
    further = (*_texts(others, "concept"), *_texts(findings, "with-depth"))
    return Section(_HELD, _texts(learned, "concept"), (heat, _intervals(deep, titles, layers)), further)


def _intervals(deep: pd.DataFrame, titles: Mapping[str, Text], layers: Sequence[str]) -> Listing:
    """Of each score by layer the ends of its interval."""
    ends = deep.pivot(index="concept", columns="layer").loc[list(titles)]
    low, high = (ends[name][list(layers)].to_numpy(float) for name in ("low", "high"))
    rows = tuple(
        (title, *(_interval(*both) for both in zip(low[row], high[row], strict=True)))
        for row, title in enumerate(titles.values())
    )
    heads = (_CONCEPT, *(short(layer) for layer in layers))
    return Listing(*_INTERVALS, heads=heads, rows=rows)


def _interval(low: float, high: float) -> Text:
    return said(_ENDS, low=100 * low, high=100 * high) if np.isfinite([low, high]).all() else same("–")


def _with_depth(
    readable: pd.DataFrame, units: pd.DataFrame, findings: Sequence[Learned], titles: Mapping[str, Text]
) -> Section:
    last = readable[readable.layer == [f"hidden-{depth}" for depth in readable.depth]]
    scores = last.groupby(["concept", "depth"]).score.mean().unstack().loc[list(titles)]
    depths = [int(depth) for depth in scores.columns]
    heat = Heat.of(_BY_DEPTH, list(titles.values()), [same(depth) for depth in depths], scores.to_numpy(float))
    # Networks of several widths have a mean of their own each.
    totals = units.groupby(["network", "depth", "level"]).units.sum().groupby(["depth", "level"]).mean()
    rows = tuple(
        (
            same(depth),
            *(same(f"{totals.get((depth, level), 0.0):.1f}") for level in ("strokes", "parts", "look", "class")),
        )
        for depth in depths
    )
    return Section(_DEPTH, (), (heat, Listing(*_UNITS, heads=_UNIT_HEADS, rows=rows)), _texts(findings, "deeper"))


def _alike(found: StudySimilarity | None) -> Iterator[Section]:
    if found is None:
        return
    names = tuple(
        said(LAYER_OF, depth=depth, layer=short(layer)) if depth else short(layer)
        for depth, layer in zip(found.depths, found.layers, strict=True)
    )
    titles = (_SIMILARITY[0], said(_SIMILARITY[1], pairs=found.pairs))
    values = np.concatenate([found.values, found.floor[None]])
    heat = Heat.of(titles, [*names, _FLOOR], names, values, form="share")
    yield Section(_ALIKE, (), (heat,))
