"""The sentences about what is learned across a study, in both languages."""

from __future__ import annotations

from layerwise.words import Text

_ORDER_EN = (
    "From the first hidden layer to the last, loops gain {order:+.1%} more than strokes do "
    "({low:+.1%} to {high:+.1%} of their variance). Units a network that detect a class: {classes:.1f}; ends, "
    "bars or "
    "junctions: {lines:.1f}; a loop: {parts:.1f}."
)
_ORDER_ZH = (
    "从第一隐藏层到最后一层，环的可读性比笔画多增加 {order:+.1%}（R²，{low:+.1%} 到 {high:+.1%}）。"
    "每个网络中检测类别的单元：{classes:.1f} 个；检测端点、线段或交点的：{lines:.1f} 个；检测环的：{parts:.1f} 个。"
)
_HEAD_EN = "{data}, {activation}, {depth} hidden layers, {seeds:n seed}: "
_HEAD_ZH = "{data}，{activation}，{depth} 个隐藏层，{seeds} 个随机种子："
_WHAT_EN = (
    "Strokes (ends, bars, junctions) learned by the first hidden layer: {strokes}; loops learned there already: "
    "{early}; "
    "loops learned anywhere: {loops}. "
)
_WHAT_ZH = "第一隐藏层学到的笔画（端点、线段、交点）：{strokes}；那里已学到的环：{early}；任一层学到的环：{loops}。"


def _told(en: str, zh: str) -> Text:
    return Text(_HEAD_EN + en + _WHAT_EN + _ORDER_EN, _HEAD_ZH + zh + _WHAT_ZH + _ORDER_ZH)


HIERARCHY = {
    "holds": _told("as the popular account has it. ", "与流行的说法一致。"),
    "in-part": _told("only in part as the popular account has it. ", "只与流行的说法部分一致。"),
    "not-found": _told("not as the popular account has it. ", "与流行的说法不符。"),
    "undecided": _told("whether it is as the popular account has it is undecided. ", "是否如流行的说法，尚无定论。"),
}
LEARNED = Text(
    "“{title}” is learned (beyond every control) by {share:.0%} of {networks:n network}, first in {layer} in "
    "{often:.0%} of "
    "these.",
    "{networks} 个网络中有 {share:.0%} 学到了“{title}”（超过所有对照），其中 {often:.0%} 最早见于{layer}。",
)
NEVER_LEARNED = Text(
    "“{title}” is learned (beyond every control) by none of {networks:n network}.",
    "{networks} 个网络中没有一个学到“{title}”（超过所有对照）。",
)
OF_DEPTH = Text("With {depth} hidden layers: {sentence}", "{depth} 个隐藏层：{sentence}")
DEEPER_ASKED = Text(
    "Does a deeper network's last hidden layer give it away more easily?", "更深的网络的最后隐藏层是否更容易读出它？"
)
DEEPER = {
    "rises": Text(
        "“{title}” is easier to read from the last of {deep} hidden layers than from {shallow}: by {change:+.1%} "
        "of its "
        "variance ({low:+.1%} to {high:+.1%}).",
        "从 {deep} 个隐藏层的最后一层比从 {shallow} 层更容易读出“{title}”：R² 相差 {change:+.1%}（{low:+.1%} 到 "
        "{high:+.1%}）。",
    ),
    "falls": Text(
        "“{title}” is harder to read from the last of {deep} hidden layers than from {shallow}: by {change:+.1%} "
        "of its "
        "variance ({low:+.1%} to {high:+.1%}).",
        "从 {deep} 个隐藏层的最后一层比从 {shallow} 层更难读出“{title}”：R² 相差 {change:+.1%}（{low:+.1%} 到 "
        "{high:+.1%}）。",
    ),
    "steady": Text(
        "“{title}” can be read equally well from the last of {deep} hidden layers and from {shallow}: "
        "{change:+.1%} of its "
        "variance ({low:+.1%} to {high:+.1%}, within ±5 %).",
        "从 {deep} 个隐藏层的最后一层与从 {shallow} 层读出“{title}”同样容易：R² 相差 {change:+.1%}"
        "（{low:+.1%} 到 {high:+.1%}，在 ±5% 之内）。",
    ),
    "undecided": Text(
        "Whether “{title}” is easier to read from the last of {deep} hidden layers than from {shallow} is undecided: "
        "{change:+.1%} of its variance ({low:+.1%} to {high:+.1%}).",
        "从 {deep} 个隐藏层的最后一层是否比从 {shallow} 层更容易读出“{title}”，尚无定论：R² 相差 {change:+.1%}"
        "（{low:+.1%} 到 {high:+.1%}）。",
    ),
}
