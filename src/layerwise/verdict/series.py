"""Depth series: networks that differ in their number of hidden layers and in nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.tables import Tables
from layerwise.words import Text

SETTINGS = ("activation", "width", "initialisation", "normalisation", "residual", "dropout", "weight_decay")

_LABEL = Text("{activation}, width {width}", "{activation}，宽度 {width}")
_LINEAR = Text("{activation}, no hidden layer", "{activation}，没有隐藏层")
_UNEVEN = Text("{activation}, layers of {shape}", "{activation}，各层 {shape}")
# Tables from elsewhere need not say all: what they do not say is this, and stays unsaid.
UNKNOWN = "unknown"
_IN_PART = {
    "activation": Text("{activation}", "{activation}"),
    "width": Text("width {width}", "宽度 {width}"),
    "": Text("these networks", "这些网络"),
}
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
        shape: "32-16", the widths of an architecture whose layers differ in width; else empty.
    """

    settings: Mapping[str, object]
    depths: Mapping[int, pd.DataFrame]
    varying: frozenset[str]
    shape: str = ""

    @property
    def label(self) -> Text:
        """For people: "relu, width 16", with whatever is unusual or varies in the study behind it."""
        known = {name for name, value in self.settings.items() if value != UNKNOWN}
        text = _UNEVEN if self.shape else _LABEL if self.settings["width"] else _LINEAR
        if text is _LABEL and not {"activation", "width"} <= known:
            text = _IN_PART[next(iter(known & {"activation", "width"}), "")]
        en, zh = text.both(**self.settings, shape=self.shape).values()
        for name, text in _EXTRAS.items():
            value = self.settings[name]
            if name not in known:
                continue
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
    """The measured networks whose layers are all of one width, as depth series, in the order of the table.

    A network without hidden layers has no width: it is depth 0 of every width of its activation and other settings,
    and a series of its own where there is none.
    """
    runs = tables.measured
    widths = _widths(runs)
    rows = _with_linear(runs[widths == 1], runs[widths == 0])
    varying = _varying(rows, "width")
    return [
        DepthSeries(
            dict(zip(SETTINGS, key, strict=True)),
            {depth: group[group["depth"] == depth] for depth in sorted(set(group["depth"].astype(int)))},
            varying,
        )
        for key, group in rows.groupby(list(SETTINGS), sort=False, dropna=False)
    ]


def uneven_shapes(tables: Tables) -> list[DepthSeries]:
    """The measured architectures whose layers differ in width, each alone, in the order of the table.

    No two of them differ in depth alone, so no step of depth is read off them.
    """
    runs = tables.measured
    rows = runs[_widths(runs) > 1]
    rows = rows.assign(shape=["-".join(str(int(width)) for width in hidden) for hidden in rows["hidden"]])
    varying = _varying(rows, "shape")
    return [
        DepthSeries(
            dict(zip(SETTINGS, key[:-1], strict=True)), {int(group["depth"].iloc[0]): group}, varying, str(key[-1])
        )
        for key, group in rows.groupby([*SETTINGS, "shape"], sort=False, dropna=False)
    ]


def _widths(runs: pd.DataFrame) -> NDArray[np.int64]:
    """How many different widths the hidden layers of each network have."""
    return np.array([len(set(hidden)) for hidden in runs["hidden"]], np.int64)


def _with_linear(even: pd.DataFrame, linear: pd.DataFrame) -> pd.DataFrame:
    if linear.empty:
        return even
    others = [name for name in SETTINGS if name != "width"]
    series = even[list(SETTINGS)].drop_duplicates()
    joined = linear.drop(columns="width").merge(series, on=others, how="left")
    joined["width"] = joined["width"].fillna(0).astype(int)
    return pd.concat([even, joined]) if len(even) else joined


def _varying(rows: pd.DataFrame, size: str) -> frozenset[str]:
    alike = rows.groupby(["activation", size], dropna=False)
    return frozenset(name for name in SETTINGS if (alike[name].nunique(dropna=False) > 1).any())
