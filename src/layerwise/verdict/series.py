"""Depth series: networks that differ in their number of hidden layers and in nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from layerwise.verdict.tables import Tables
from layerwise.words import Text

SETTINGS = ("activation", "width", "initialisation", "normalisation", "residual", "dropout", "weight_decay")

_LABEL = Text("{activation}, width {width}", "{activation}，宽度 {width}")
_EXTRAS = {
    "normalisation": Text("{value} normalisation", "{value} 归一化"),
    "residual": Text("residual links", "残差连接"),
    "dropout": Text("dropout {value}", "dropout {value}"),
    "weight_decay": Text("weight decay {value}", "权重衰减 {value}"),
    "initialisation": Text("{value} initialisation", "{value} 初始化"),
}
_USUAL = {"normalisation": "none", "residual": False, "dropout": 0, "weight_decay": 0}


@dataclass(frozen=True, eq=False)
class DepthSeries:
    """One width and activation, at every depth that was measured.

    Args:
        settings: what its networks share: activation, width, initialisation, …
        depths: the rows of `Tables.runs` of each depth, shallowest first.
        varying: names of the settings that differ between series of the same width and activation.
    """

    settings: Mapping[str, object]
    depths: Mapping[int, pd.DataFrame]
    varying: frozenset[str]

    @property
    def label(self) -> Text:
        """For people: "relu, width 16", with whatever is unusual or varies in the study behind it."""
        en, zh = (_LABEL.say(language, **self.settings) for language in ("en", "zh"))
        for name, text in _EXTRAS.items():
            value = self.settings[name]
            unusual = name in _USUAL and value != _USUAL[name]
            if unusual or (name in self.varying and name not in _USUAL):
                en, zh = f"{en}, {text.say('en', value=value)}", f"{zh}，{text.say('zh', value=value)}"
        return Text(en, zh)

    @property
    def steps(self) -> list[tuple[int, int]]:
        """Neighbouring depths: (1, 2), (2, 3), …"""
        depths = list(self.depths)
        return list(pairwise(depths))


def depth_series(tables: Tables) -> list[DepthSeries]:
    """The measured networks whose layers are all of one width, as depth series, in the order of the table."""
    runs = tables.measured
    even = runs[[len(set(hidden)) == 1 for hidden in runs["hidden"]]]
    alike = even.groupby(["activation", "width"], dropna=False)
    varying = frozenset(name for name in SETTINGS if (alike[name].nunique(dropna=False) > 1).any())
    return [
        DepthSeries(
            dict(zip(SETTINGS, key, strict=True)),
            {depth: group[group["depth"] == depth] for depth in sorted(set(group["depth"].astype(int)))},
            varying,
        )
        for key, group in even.groupby(list(SETTINGS), sort=False, dropna=False)
    ]
