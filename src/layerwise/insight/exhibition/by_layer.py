"""What one network has learned, told layer by layer: the sentences that stand beside each layer on the page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layerwise.insight.concepts import yes_no
from layerwise.insight.readable import Readable
from layerwise.insight.units import Detection
from layerwise.insight.wording import listed, said
from layerwise.words import Text

_READ = Text("A probe reads of each concept's variance: {scores}.", "探针读出的各概念方差：{scores}。")
_SCORE = Text("{title} {score:.0%}", "{title} {score:.0%}")
_LEARNED = Text("Learned here, beyond every control: {titles}.", "这一层学到的（超过所有对照）：{titles}。")
_NOTHING = Text("Nothing that was measured is beyond its controls here.", "这一层没有任何被测概念超过对照。")
_RISES = Text("Unit {unit} detects “{title}” (AUC {auc:.3f}).", "单元 {unit} 能检测“{title}”（AUC {auc:.3f}）。")
_FALLS = Text(
    "Unit {unit} falls silent for “{title}” (AUC {auc:.3f}).", "单元 {unit} 遇到“{title}”时减弱（AUC {auc:.3f}）。"
)


def by_layer(table: Readable, detections: Sequence[Detection]) -> list[list[Text]]:
    """The sentences of each layer, the inputs first, the logits last: what was learned, units, scores.

    Args:
        table: what can be read of the network's layers.
        detections: the best concept of each of its units.
    """
    titles = {question.name: question.title for question in yes_no(table.concepts)}
    return [
        [
            *([_learned(table, row)] if row else []),
            *(_unit(each, titles[each.concept]) for each in detections if each.holds and each.layer == layer),
            _scores(table, row),
        ]
        for row, layer in enumerate(table.layers)
    ]


def _learned(table: Readable, row: int) -> Text:
    titles = [concept.title for concept, holds in zip(table.concepts, table.holds[row], strict=True) if holds]
    return said(_LEARNED, titles=listed(titles)) if titles else _NOTHING


def _unit(found: Detection, title: Text) -> Text:
    return said(_RISES if found.rises else _FALLS, unit=found.unit + 1, title=title, auc=found.auc)


def _scores(table: Readable, row: int) -> Text:
    scores = [
        said(_SCORE, title=concept.title, score=max(0.0, float(score)))
        for concept, score in zip(table.concepts, table.score[row], strict=True)
        if np.isfinite(score)
    ]
    return said(_READ, scores=listed(scores))
