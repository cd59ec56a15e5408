"""Depth series: networks that differ in their number of hidden layers and in nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.finding import Value
from layerwise.verdict.tables import Tables
from layerwise.words import LANGUAGES, Text

SETTINGS = ("activation", "width", "initialisation", "normalisation", "residual", "dropout", "weight_decay")

_LABEL = Text("{activation}, width {width}", "{activation}，宽度 {width}")
_LINEAR = Text("{activation}, no hidden layer", "{activation}，没有隐藏层")
_UNEVEN = Text("{activation}, layers of {shape}", "{activation}，各层 {shape}")
_DEEP = Text("{label}, {depth} hidden", "{label}，{depth} 个隐藏层")
# Tables from elsewhere need not say all: what they do not say is this, and stays unsaid.
UNKNOWN = "unknown"
_IN_PART = {
    "activation": Text("{activation}", "{activation}"),
    "width": Text("width {width}", "宽度 {width}"),
    "linear": Text("no hidden layer", "没有隐藏层"),
    "uneven": Text("layers of {shape}", "各层 {shape}"),
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
        text = _UNEVEN if self.shape else _LABEL if self.settings["width"] else _LINEAR
        if self.settings["activation"] == UNKNOWN:
            text = _IN_PART["uneven" if self.shape else "width" if self.settings["width"] else "linear"]
        if text in (_LABEL, _IN_PART["width"]) and self.settings["width"] == UNKNOWN:
            return self.named(self.part("activation"))
        return self.named(Text(**text.both(**self.settings, shape=self.shape)))

    def part(self, name: Literal["activation", "width"]) -> Text:
        """One of the two alone, "width 16"; "these networks" where the tables do not know it."""
        return Text(**_IN_PART[name if self.settings[name] != UNKNOWN else ""].both(**self.settings))

    @property
    def width(self) -> int:
        """Units of a hidden layer; 0 where there is none or the tables do not know it."""
        width = self.settings["width"]
        return int(width) if isinstance(width, int | float | np.number) and np.isfinite(width) else 0

    def named(self, head: Text, *, but: str = "") -> Text:
        """A label of one's own making, with the same behind it; nothing is said of the setting `but`."""
        known = {name for name, value in self.settings.items() if value != UNKNOWN}
        en, zh = head.en, head.zh
        for name, text in _EXTRAS.items():
            value = self.settings[name]
            if name not in known:
                continue
            unusual = name in _USUAL and value != _USUAL[name]
            if name != but and (unusual or (name in self.varying and name not in _USUAL)):
                en, zh = f"{en}, {text.say('en', value=value)}", f"{zh}，{text.say('zh', value=value)}"
        return Text(en, zh)

    def deep(self, depth: int) -> Text:
        """One of its architectures: "relu, width 16, 2 hidden"."""
        if self.shape or not self.settings["width"]:
            return self.label
        return Text(*(_DEEP.say(language, label=self.label.say(language), depth=depth) for language in LANGUAGES))

    @property
    def subject(self) -> dict[str, Value]:
        """Its settings as a finding's subject has them."""
        kept = {name: value for name, value in self.settings.items() if isinstance(value, str | int | float | bool)}
        return {**kept, "hidden": self.shape} if self.shape else kept

    @property
    def steps(self) -> list[tuple[int, int]]:
        """Neighbouring depths: (1, 2), (2, 3), …"""
        depths = list(self.depths)
        return list(pairwise(depths))


def depth_series(tables: Tables, runs: pd.DataFrame | None = None) -> list[DepthSeries]:
    """The measured networks whose layers are all of one width, as depth series, in the order of the table.

    A network without hidden layers has no width: it is depth 0 of every width of its activation and other settings,
    and a series of its own where there is none.

    Args:
        tables: the study.
        runs: rows of `Tables.runs`; None: the measured networks of the largest training set.

    Returns:
        The same series for all who ask of one study, so nobody may change them.
    """
    return tables.once(_measured_series) if runs is None else _series(runs)


def _measured_series(tables: Tables) -> list[DepthSeries]:
    return _series(tables.measured)


def _series(runs: pd.DataFrame) -> list[DepthSeries]:
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


def uneven_shapes(tables: Tables, runs: pd.DataFrame | None = None) -> list[DepthSeries]:
    """The measured architectures whose layers differ in width, each alone, in the order of the table.

    No two of them differ in depth alone, so no step of depth is read off them. Arguments as for `depth_series`.
    """
    runs = tables.measured if runs is None else runs
    rows = runs[_widths(runs) > 1]
    rows = rows.assign(shape=["-".join(str(int(width)) for width in hidden) for hidden in rows["hidden"]])
    varying = _varying(rows, "shape")
    return [
        DepthSeries(
            dict(zip(SETTINGS, key[:-1], strict=True)), {int(group["depth"].iloc[0]): group}, varying, str(key[-1])
        )
        for key, group in rows.groupby([*SETTINGS, "shape"], sort=False, dropna=False)
    ]


def in_series(tables: Tables, runs: pd.DataFrame | None = None) -> Iterator[tuple[DepthSeries, int, pd.DataFrame]]:
    """Every measured architecture with its series, its depth and its networks; arguments as for `depth_series`.

    A network without hidden layers, depth 0 of every width, is given once, without a width.
    """
    linear: set[str] = set()
    for series in (*depth_series(tables, runs), *uneven_shapes(tables, runs)):
        for depth, networks in series.depths.items():
            if depth:
                yield series, depth, networks
            elif not linear & set(networks["run"]):
                linear |= set(networks["run"])
                yield replace(series, settings={**series.settings, "width": 0}), depth, networks


def series_by(series: Sequence[DepthSeries], setting: str, *, but: str = "") -> list[dict[Any, DepthSeries]]:
    """Series that differ in one setting alone, as groups of at least two, by its value, in increasing order.

    Args:
        series: as `depth_series` gives them.
        setting: one of `SETTINGS`.
        but: a second setting that may differ with it, where no value of the first has two of the second.
    """
    groups: dict[tuple[object, ...], dict[Any, DepthSeries]] = {}
    each_its_own = len({(each.settings[setting], each.settings.get(but)) for each in series}) == len(
        {each.settings[setting] for each in series}
    )
    free = {setting, but} if each_its_own else {setting}
    for each in series:
        others = tuple(str(value) for name, value in each.settings.items() if name not in free)
        groups.setdefault(others, {})[each.settings[setting]] = each
    # Numbers before what is no number, such as a width that the tables do not know.
    found = [sorted(group.items(), key=lambda each: (isinstance(each[0], str), each[0])) for group in groups.values()]
    return [dict(group) for group in found if len(group) > 1]


def _widths(runs: pd.DataFrame) -> NDArray[np.int64]:
    """How many different widths the hidden layers of each network have."""
    return np.array([len(set(hidden)) for hidden in runs["hidden"]], np.int64)


def _with_linear(even: pd.DataFrame, linear: pd.DataFrame) -> pd.DataFrame:
    if linear.empty:
        return even
    others = [name for name in SETTINGS if name != "width"]
    series = even[list(SETTINGS)].drop_duplicates()
    joined = linear.drop(columns="width").merge(series, on=others, how="left")
    width = joined["width"].astype(object).where(joined["width"].notna(), 0)
    joined["width"] = width if (width == UNKNOWN).any() else width.astype(int)
    return pd.concat([even, joined]) if len(even) else joined


def _varying(rows: pd.DataFrame, size: str) -> frozenset[str]:
    alike = rows.groupby(["activation", size], dropna=False)
    return frozenset(name for name in SETTINGS if (alike[name].nunique(dropna=False) > 1).any())
