"""The words of the film; where the page says the same, they are the page's own."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from layerwise.words import Language, Text

ASK_PICTURE = Text("What does it read?", "它会读作什么？")
ASK_ROW = Text("Which class is it?", "它属于哪一类？")
BEGIN = Text(
    "{things} go in, pass through {depth:n hidden layer}, and come out as one of {classes} classes.",
    "{things}进入网络，经过 {depth} 个隐藏层，给出 {classes} 个类别之一。",
)
BEGIN_LINEAR = Text(
    "{things} go in and come out as one of {classes} classes: a network without hidden layers.",
    "{things}进入网络，直接给出 {classes} 个类别之一：这个网络没有隐藏层。",
)
HIDDEN = Text(
    "Hidden layer {place} of {depth}: each unit sums up what reaches it (ring); {activation} makes it an activation "
    "(fill).",
    "第 {place} 个隐藏层（共 {depth} 个）：每个单元先求加权和（圆环），再经 {activation} 变成激活值（填充）。",
)
ANSWER = Text(
    "The last layer: its sums become probabilities, which add up to {whole}.",
    "最后一层：加权和变成各类别的概率，合计为 {whole}。",
)
END = Text(
    "{label}, {parameters:n parameter}, trained on {data}.",
    "{label}，{parameters:,} 个参数，用 {data} 训练。",
)
DRAWN = Text(" Drawn: up to {most} links a layer, the strongest.", "每层最多画出最强的 {most} 条连接。")
PIXELS = Text("{count:n pixel}", "{count:,} 个像素")
INPUTS = Text("{count:n input}", "{count:,} 个输入")
UNITS = Text("{count:n unit}", "{count:,} 个单元")
FOLDED = Text("{shown} of {count:,} units", "{count:,} 个单元中的 {shown} 个")
LAYERS = Text("{depth:n hidden layer} of {units} units", "{depth} 个隐藏层，每层 {units} 个单元")
FIRST_AND_LAST = Text("drawn: the first {first} and the last {last}", "画出前 {first} 层和后 {last} 层")
AT_MOST = Text("drawn: up to {most} units of each", "每层最多画出 {most} 个单元")
ALSO_AT_MOST = Text("{drawn}, up to {most} units of each", "{drawn}，每层最多 {most} 个单元")
ANSWERS = Text("answer", "答案")
MOST_PROBABLE = Text("{shown} likeliest of {count:,}", "{count:,} 类中最可能的 {shown} 类")
SAME_ANSWER = Text("shaded: the same answer", "阴影：答案相同")
UNKNOWN_DATA = Text("unknown data", "未知数据")


@cache
def page_text(key: str) -> Text:
    """A text of the page's Flow view, `reads`."""
    source = files("layerwise.explorer").joinpath("static/words/flow.json")
    english, chinese = json.loads(source.read_text(encoding="utf-8"))[key]
    return Text(english, chinese)


def percent(language: Language, share: int | float) -> str:
    """A share as the page writes it: `92.9 %`, and in Chinese `92.9%`."""
    return f"{100 * share:.1f}{'%' if language == 'zh' else chr(0xA0) + '%'}"


def width_of(text: str) -> float:
    """About how wide a line is, in sizes of its font: enough to keep room for it before it is drawn."""
    return sum(1.0 if character >= "\u2e80" else 0.6 for character in text)


def shortened(text: str, most: int | float) -> str:
    """The text, cut with an ellipsis where it is wider than `most` sizes of its font."""
    if width_of(text) <= most:
        return text
    kept = text
    while len(kept) > 1 and width_of(kept) + 1 > most:
        kept = kept[:-1]
    return f"{kept}…"
