"""The claims of a published finding in words, as rows of a table and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import plotly.graph_objects as go

from layerwise.report.axes import figure
from layerwise.report.markup import Words
from layerwise.report.tokens import LIGHT
from layerwise.verdict.places import Places
from layerwise.verdict.published import OUTCOMES, Claim, Outcome
from layerwise.words import LANGUAGES, Language, Text

OUTCOME_WORDS: dict[Outcome, Text] = {
    "agree": Text("agree", "一致"),
    "differ": Text("differ", "不一致"),
    "undecided": Text("undecided", "尚无定论"),
}
CLAIM_HEADS: tuple[Words, ...] = (
    Text("claim", "论断"),
    Text("published, or asked", "公布或要求"),
    Text("ours (95 %)", "我们的结果（95%）"),
    Text("one run (95 %)", "单次运行（95%）"),
    Text("runs", "运行次数"),
    Text("conclusion", "结论"),
)
_BETWEEN = Text("{low} to {high}", "{low} 到 {high}")
_AT_LEAST = Text("≥ {low}", "≥ {low}")
_AT_MOST = Text("≤ {high}", "≤ {high}")
_MEAN = Text("{mean} ({low} to {high})", "{mean}（{low} 到 {high}）")
_FIGURE = Text(
    "{claim} Published {published}{unit}; ours {mean}{unit} ({low} to {high}) over {runs:n run}, one run {run_low} to "
    "{run_high}: {outcome}.",
    "{claim}公布值 {published}{unit}；我们的结果 {mean}{unit}（{low} 到 {high}），共 {runs} 次运行，"
    "单次运行 {run_low} 到 {run_high}：{outcome}。",
)
_UNMEASURED = Text(
    "{claim} Published {published}{unit}; not measured here: {outcome}.",
    "{claim}公布值 {published}{unit}；此处未测量：{outcome}。",
)
_RANGE = Text(
    "{claim} Ours {mean}{unit} ({low} to {high}) over {runs:n run}: {outcome}.",
    "{claim}我们的结果 {mean}{unit}（{low} 到 {high}），共 {runs} 次运行：{outcome}。",
)
_UNITS = {
    "%": Text(" %", "%"),
    "points": Text(" points", " 个百分点"),
    "×": Text(" ×", " 倍"),
    "": Text("", ""),
}
_TITLE = Text("Single runs, {unit}: published ◆, ours ●", "单次运行（{unit}）：公布 ◆，我们 ●")
_AXIS = {"%": Text("%", "%"), "points": Text("points", "百分点"), "×": Text("×", "倍"), "": Text("share", "比例")}
_ROW = 44


def sentence(claim: Claim) -> Text:
    """The claim with its numbers and its conclusion; the same numbers in both languages."""
    told = {}
    for language in LANGUAGES:
        values = {
            "claim": claim.text.say(language),
            "unit": _UNITS[claim.unit].say(language),
            "outcome": OUTCOME_WORDS[claim.conclusion].say(language),
            "runs": claim.runs,
            **_numbers(claim),
        }
        text = _RANGE if claim.figure is None else _FIGURE if claim.runs else _UNMEASURED
        note = "" if claim.note is None else (" " if language == "en" else "") + claim.note.say(language)
        told[language] = text.say(language, **values) + note
    return Text(**told)


def claim_row(claim: Claim) -> list[Words]:
    """The claim, what was published or expected, our mean, a single run of ours, runs, conclusion."""
    shown = _numbers(claim)
    published: Words = f"{shown['published']}" if claim.figure else _expected(claim)
    ours = Text(**_MEAN.both(**{name: shown[name] for name in ("mean", "low", "high")}))
    one: Words = "–"
    if claim.figure:
        one = Text(**_BETWEEN.both(low=shown["run_low"], high=shown["run_high"]))
    return [claim.text, published, ours, one, f"{claim.runs}", OUTCOME_WORDS[claim.conclusion]]


def claims_figures(claims: Sequence[Claim], language: Language) -> list[go.Figure]:
    """Published numbers on our intervals for a single run, a figure a unit; none where no number was published."""
    units = dict.fromkeys(claim.unit for claim in claims if _drawn(claim))
    return [_figure([c for c in claims if c.unit == unit and _drawn(c)], unit, language) for unit in units]


def _drawn(claim: Claim) -> bool:
    return claim.figure is not None and isfinite(claim.run_low)


def _figure(claims: Sequence[Claim], unit: str, language: Language) -> go.Figure:
    axis = _AXIS[unit].say(language)
    drawing = figure(_TITLE.say(language, unit=axis), x=axis, y="", height=110 + _ROW * len(claims))
    looks = {"agree": LIGHT["accent"], "differ": LIGHT["for"], "undecided": LIGHT["soft"]}
    for kind in OUTCOMES:
        chosen = [(place, claim) for place, claim in enumerate(claims) if claim.conclusion == kind]
        above = [claim.run_high - claim.mean for _, claim in chosen]
        below = [claim.mean - claim.run_low for _, claim in chosen]
        bars = {"array": above, "arrayminus": below, "color": looks[kind], "thickness": 1.6, "width": 5}
        drawing.add_trace(
            go.Scatter(
                x=[claim.mean for _, claim in chosen], y=[place for place, _ in chosen], mode="markers",
                marker={"color": looks[kind], "size": 10},
                error_x={"type": "data", **bars},
                hovertemplate="%{x:.2f}<extra></extra>",
            )
        )  # fmt: skip
    published = [claim.figure.value for claim in claims if claim.figure]
    drawing.add_trace(
        go.Scatter(
            x=published, y=list(range(len(claims))), mode="markers",
            marker={"color": LIGHT["ink"], "symbol": "diamond", "size": 11},
            hovertemplate="%{x:.2f}<extra></extra>",
        )
    )  # fmt: skip
    labels = [claim.label.say(language) if claim.label else claim.code for claim in claims]
    drawing.update_yaxes(
        tickvals=list(range(len(claims))), ticktext=labels, range=[len(claims) - 0.5, -0.5], showgrid=False
    )
    return drawing


def _numbers(claim: Claim) -> dict[str, str]:
    """All numbers of a claim as they are written, the same in every language."""
    places = Places(_decimals(claim))
    values = {name: getattr(claim, name) for name in ("mean", "low", "high", "run_low", "run_high")}
    shown = {name: places.plain(value) if isfinite(value) else "–" for name, value in values.items()}
    return shown | {"published": claim.figure.written if claim.figure else "–"}


def _decimals(claim: Claim) -> int:
    """As many as the published number has and one at least; two where the interval is narrow."""
    narrow = isfinite(claim.high) and claim.high - claim.low < 0.4
    return max(2 if narrow else 1, claim.figure.decimals if claim.figure else 0)


def _expected(claim: Claim) -> Words:
    low, high = claim.expected or (float("-inf"), float("inf"))
    shown = {"low": f"{low:g}".replace("-", "−"), "high": f"{high:g}".replace("-", "−")}
    if isfinite(low) and isfinite(high):
        return Text(**_BETWEEN.both(**shown))
    return Text(**(_AT_LEAST if isfinite(low) else _AT_MOST).both(**shown))
