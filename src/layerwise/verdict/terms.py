"""Deeper on equal terms: at equal epochs, equal training cost, equal parameters."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, nan
from typing import Literal

import numpy as np
import pandas as pd

from layerwise.verdict.codes import DEEPER
from layerwise.verdict.equal import TERMS, Match, Terms, equal_arms
from layerwise.verdict.family import Asked, Comparison, answer, unanswered
from layerwise.verdict.finding import Finding, Value
from layerwise.verdict.question import Question
from layerwise.verdict.questions.deeper import against_the_shallowest, chosen_depth
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.tables import Tables
from layerwise.words import Text

Kind = Literal["next", "best"]

_ASKS: dict[Terms, Text] = {
    "epochs": Text(
        "After equally many epochs, does going from {start} to {to:n hidden layer} change the test error ({label})?",
        "训练轮数相同时，隐藏层从 {start} 个增加到 {to} 个，测试误差会变吗（{label}）？",
    ),
    "flops": Text(
        "At equal training cost, does going from {start} to {to:n hidden layer} change the test error ({label})?",
        "训练计算量相同时，隐藏层从 {start} 个增加到 {to} 个，测试误差会变吗（{label}）？",
    ),
    "parameters": Text(
        "With equally many parameters, does going from {start} to {to:n hidden layer} change the test error ({label})?",
        "参数数量相同时，隐藏层从 {start} 个增加到 {to} 个，测试误差会变吗（{label}）？",
    ),
}
_WHAT: dict[Terms, Text] = {
    "epochs": Text(
        "After {epoch_b:n epoch} each, going from {start} to {to:n hidden layer}",
        "各训练 {epoch_b} 轮时，从 {start} 个隐藏层增加到 {to} 个",
    ),
    "flops": Text(
        "At equal training cost, taking {to:n hidden layer} for {epoch_b:n epoch} instead of {start} for {epoch_a}",
        "训练计算量相同时，用 {to} 个隐藏层训练 {epoch_b} 轮而不是用 {start} 个训练 {epoch_a} 轮",
    ),
    "parameters": Text(
        "With equally many parameters, taking {network_b} ({parameters_b:,}) instead of {network_a} ({parameters_a:,})",
        "参数数量相同时，采用 {network_b}（{parameters_b:,} 个参数）而不是 {network_a}（{parameters_a:,} 个参数）",
    ),
}
_LACKS: dict[Terms, tuple[Text, Text]] = {
    "flops": (
        Text(
            "At equal training cost, going from {start} to {to:n hidden layer}",
            "训练计算量相同时，从 {start} 个隐藏层增加到 {to} 个",
        ),
        Text(
            "no two recorded epochs of the two cost the same within 5 %",
            "两者没有计算量相差不超过 5% 的两个已记录轮数",
        ),
    ),
    "parameters": (
        Text(
            "With equally many parameters, going from {start} to {to:n hidden layer}",
            "参数数量相同时，从 {start} 个隐藏层增加到 {to} 个",
        ),
        Text(
            "the study has no deeper network of as many parameters within 10 %",
            "该研究中没有参数数量相差不超过 10% 的更深网络",
        ),
    ),
}


_UNKNOWN: dict[Terms, Text] = {
    "flops": Text("the tables do not tell the cost of an epoch", "表格没有记录每轮的计算量"),
    "parameters": Text("the tables do not tell the number of parameters", "表格没有记录参数数量"),
}
_ALL = Text("all networks", "全部网络")
_WHAT_ALL: dict[Terms, Text] = {
    "flops": Text("Going deeper at equal training cost", "训练计算量相同时加深网络"),
    "parameters": Text("Going deeper with equally many parameters", "参数数量相同时加深网络"),
}
_ASKS_ALL: dict[Terms, Text] = {
    "flops": Text(
        "Does going deeper at equal training cost change the test error?",
        "训练计算量相同时，加深网络会改变测试误差吗？",
    ),
    "parameters": Text(
        "Does going deeper with equally many parameters change the test error?",
        "参数数量相同时，加深网络会改变测试误差吗？",
    ),
}


def equal_cost(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Each next depth, and the best depth against the shallowest, at equal training cost and at equal parameters.

    Each of the terms and each kind is a family of its own. Findings have the code of *deeper* and the terms in their
    subject: {"kind": "next", "terms": "flops", …}.

    - *flops*: both are read at epochs of equal training FLOPs, the latest recorded ones. Asked only of a constant
      learning rate.
    - *parameters*: the deeper network is the one, of any width and else alike, whose parameters are nearest in number,
      within 10 %; each network is read at its own best epoch.

    Args:
        tables: the study.
        margin: the difference that does not matter, percentage points; None: the usual one of the shallower one's
            validation error.
        level: coverage of the intervals, for all comparisons of a family at once.
    """
    by_epoch = tables.prefixes_are_runs and not tables.condition.finished
    wanted: tuple[Terms, ...] = ("flops", "parameters") if by_epoch else ("parameters",)
    return [found for terms in wanted for _, found in _answers(tables, terms, margin, level)]


def equal_terms(tables: Tables, margin: float | None = None, level: float = 0.95) -> pd.DataFrame:
    """The three terms side by side; arguments as for `equal_cost`.

    Returns:
        A row a comparison and term: series, series_zh, kind ("next" or "best"), from, to (hidden layers), terms
        ("epochs": both after the last epoch they share; "flops"; "parameters"), network_a, network_b, epoch_a, epoch_b
        (means over seeds), flops_a, flops_b (of training until then), parameters_a, parameters_b, error_a, error_b,
        estimate, low, high, margin (percentage points), seeds, conclusion and text, the sentence in English. Where a
        study has no such pair, only the sentence says so and the numbers are missing.
    """
    rows = [
        _costs(tables, terms, match) | _numbers(found)
        for terms in TERMS
        for match, found in _answers(tables, terms, margin, level)
    ]
    costs = [f"{name}_{arm}" for name in ("network", "epoch", "flops", "parameters") for arm in ("a", "b")]
    answers = ["error_a", "error_b", "estimate", "low", "high", "margin", "seeds", "conclusion", "text"]
    return pd.DataFrame(rows, columns=["series", "series_zh", "kind", "from", "to", "terms", *costs, *answers])


def _answers(
    tables: Tables, terms: Terms, margin: float | None, level: float
) -> Iterator[tuple[Match | None, Finding]]:
    everything = depth_series(tables)
    for kind in ("next", "best"):
        question = Question(DEEPER, _ASKS[terms], _WHAT[terms], kind)
        pairs = [
            (series, *pair)
            for series in everything
            for pair in (series.steps if kind == "next" else against_the_shallowest(series))
        ]
        matches = [equal_arms(tables, everything, terms, *pair) for pair in pairs]
        if pairs and not any(matches):
            yield None, _lacking(tables, terms, kind)
            continue
        compared = [
            _comparison(tables, question, terms, match, *pair)
            for pair, match in zip(pairs, matches, strict=True)
            if match
        ]
        found = iter(answer(tables, compared, margin, level))
        chosen = {id(series): chosen_depth(tables, series) for series in everything if kind == "best"}
        for pair, match in zip(pairs, matches, strict=True):
            finding = next(found) if match else _lacking(tables, terms, kind, *pair)
            if kind == "next" or chosen[id(pair[0])] == pair[2]:
                yield match, finding


def _comparison(
    tables: Tables, question: Question, terms: Terms, match: Match, series: DepthSeries, start: int, to: int
) -> Comparison:
    values: dict[str, object] = {"start": start, "to": to, **_costs(tables, terms, match)}
    subject: dict[str, Value] = {**series.subject, "terms": terms, "from": start, "to": to}
    if terms == "parameters":
        width = match.b.runs["width"].iloc[0]
        subject |= {"width_to": int(width)} if isinstance(width, int | np.integer) else {}
    else:
        values |= {f"epoch_{name}": _epoch(arm) for name, arm in (("a", match.a), ("b", match.b))}
        subject |= {f"epochs_{name}": _epoch(arm) for name, arm in (("from", match.a), ("to", match.b))}
    return question.of(series.label, subject, values, (match.a, match.b))


def _epoch(arm: Arm) -> int:
    """Where costs are matched, arms are read at one epoch."""
    assert isinstance(arm.when, int)
    return arm.when


def _lacking(
    tables: Tables, terms: Terms, kind: Kind, series: DepthSeries | None = None, start: int = 0, to: int = 0
) -> Finding:
    """Of one pair without its equal; of all networks where no pair has one."""
    what, why = _LACKS[terms]
    cost = "flops_per_epoch" if terms == "flops" else "parameters"
    runs = tables.measured if series is None else pd.concat([series.depths[start], series.depths[to]])
    if not np.isfinite(runs[cost].astype(float)).any():
        why = _UNKNOWN[terms]
    if series is None:
        asked = Asked(DEEPER, _ASKS_ALL[terms], _WHAT_ALL[terms], _ALL, {"kind": kind, "terms": terms})
        return unanswered(tables, asked, why)
    subject = {**series.subject, "terms": terms, "from": start, "to": to}
    question = Question(DEEPER, _ASKS[terms], what, kind)
    return unanswered(tables, question.asked(series.label, subject, {"start": start, "to": to}), why)


def _costs(tables: Tables, terms: Terms, match: Match | None) -> dict[str, object]:
    found: dict[str, object] = {"terms": terms}
    for name, arm in (("a", match.a), ("b", match.b)) if match else ():
        sound = arm.runs[~arm.runs["failed"].astype(bool)]
        epochs = sound["best_epoch"] if arm.when == "best" else pd.Series(float(_epoch(arm)), sound.index)
        found |= {
            f"network_{name}": str(arm.runs["network"].iloc[0]),
            f"epoch_{name}": float(epochs.mean()),
            f"flops_{name}": float((epochs * sound["flops_per_epoch"]).mean()),
            f"parameters_{name}": _parameters(arm),
        }
    return found


def _parameters(arm: Arm) -> int | float:
    """NaN where the tables do not know them."""
    count = float(arm.runs["parameters"].iloc[0])
    return int(count) if isfinite(count) else nan


def _numbers(found: Finding) -> dict[str, object]:
    numbers = ("error_a", "error_b", "estimate", "low", "high", "margin", "seeds", "conclusion")
    told = {name: getattr(found, name) for name in numbers}
    subject = {name: found.subject[name] for name in ("kind", "from", "to") if name in found.subject}
    return {"series": found.label.en, "series_zh": found.label.zh, **subject, **told, "text": found.text.en}
