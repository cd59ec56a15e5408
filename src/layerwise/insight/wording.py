"""The sentences about what a network has learned, in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from layerwise.insight.parts import Kind
from layerwise.words import LANGUAGES, Text

_HIDDEN = Text("hidden layer {number}", "第 {number} 隐藏层")
_PIXELS, _LOGITS = Text("the inputs", "输入"), Text("the logits", "输出层（logits）")

KINDS: dict[Kind, Text] = {
    "loop": Text("loop", "环"),
    "stem": Text("stem", "竖笔"),
    "bar": Text("bar", "横笔"),
    "curve": Text("curve", "弯笔"),
}

ASKED = {
    "concept": Text(
        "Is this concept learned, and in which layer can it be read?", "这个概念学到了吗？在哪一层可以读出？"
    ),
    "unit": Text("Does a single unit detect a concept?", "有没有单个单元能检测某个概念？"),
    "units": Text("How many hidden units detect a concept?", "有多少隐藏单元能检测某个概念？"),
    "with-depth": Text("Does it become easier to read with depth?", "随着层数加深，它更容易读出吗？"),
    "hierarchy": Text(
        "Strokes first, then loops, then the digit: is that what the layers hold?",
        "先笔画、再环、最后数字：各层里真是这样吗？",
    ),
    "separability": Text("How far apart does each layer hold the classes?", "各层把类别分得多开？"),
    "similarity": Text("How alike are the layers?", "各层有多相似？"),
    "parts": Text("Is a digit, to the network, the sum of its parts?", "对网络来说，数字是各部件之和吗？"),
    "without": Text("What is the digit without one of its parts?", "去掉一个部件，数字还是它吗？"),
    "branches": Text("Which of its branches do the data visit?", "数据走过网络的哪些分支？"),
    "ablation": Text("How many of its units does the network need?", "网络需要多少个单元？"),
    "attribution": Text("Do integrated gradients account for the answers?", "积分梯度能否解释输出？"),
}

LEARNED = Text(
    "“{title}” is learned: a linear probe of {layer} reads {score:.0%} of its variance (R², {low:.0%} to "
    "{high:.0%}), of "
    "untrained networks {untrained:.0%}, of as many principal components {components:.0%}, of the inputs "
    "{pixels:.0%}.",
    "学到了“{title}”：线性探针从{layer}读出其方差的 {score:.0%}（R²，{low:.0%} 到 {high:.0%}）；未训练网络为 "
    "{untrained:.0%}，同样数目的主成分为 {components:.0%}，输入本身为 {pixels:.0%}。",
)
NOT_LEARNED = Text(
    "“{title}” is not seen to be learned: {layer} gives {score:.0%} of its variance away (R², {low:.0%} to "
    "{high:.0%}), "
    "not more than every control does: untrained networks {untrained:.0%} (any of them up to {bound:.0%}), as many "
    "principal components {components:.0%}, the inputs {pixels:.0%}.",
    "没有迹象表明学到了“{title}”：{layer}只透露其方差的 {score:.0%}（R²，{low:.0%} 到 {high:.0%}），"
    "并未超过所有对照："
    "未训练网络 {untrained:.0%}（最高可达 {bound:.0%}），同样数目的主成分 {components:.0%}，输入本身 {pixels:.0%}。",
)
DETECTS = Text(
    "Unit {unit} of {layer} detects “{title}”: AUC {auc:.3f}; shuffled answers reach {chance:.3f}, the best unit "
    "of untrained "
    "networks {untrained:.3f} on average and {bound:.3f} at most.",
    "{layer}的第 {unit} 个单元能检测“{title}”：AUC {auc:.3f}；随机打乱可达 {chance:.3f}，未训练网络的最佳单元平均 "
    "{untrained:.3f}、最高 {bound:.3f}。",
)
DETECTS_BY_FALLING = Text(
    "Unit {unit} of {layer} falls silent for “{title}”: AUC {auc:.3f} where {inverse:.3f} is the same the other "
    "way round; "
    "shuffled answers reach {chance:.3f}, the best unit of untrained networks {untrained:.3f} on average and "
    "{bound:.3f} at most.",
    "{layer}的第 {unit} 个单元遇到“{title}”时反而减弱：AUC {auc:.3f}（反向相当于 {inverse:.3f}）；随机打乱可达 "
    "{chance:.3f}，"
    "未训练网络的最佳单元平均 {untrained:.3f}、最高 {bound:.3f}。",
)
UNITS = Text(
    "{found} of {of:n hidden unit} detect a concept beyond shuffled answers and beyond untrained networks: "
    "{classes} a class, "
    "{parts} a loop, {strokes} ends, bars or junctions, {others} something else.",
    "{of} 个隐藏单元中有 {found} 个检测某个概念的能力超过随机和未训练网络：{classes} 个针对类别，{parts} 个针对环，"
    "{strokes} 个针对端点、线段或交点，{others} 个针对其他概念。",
)
CHANGES = {
    "rises": Text(
        "“{title}” becomes easier to read from the first hidden layer to the last: by {change:+.0%} of its variance "
        "({low:+.0%} to {high:+.0%}).",
        "从第一隐藏层到最后一层，“{title}”更容易读出：R² 变化 {change:+.0%}（{low:+.0%} 到 {high:+.0%}）。",
    ),
    "falls": Text(
        "“{title}” becomes harder to read from the first hidden layer to the last: by {change:+.0%} of its variance "
        "({low:+.0%} to {high:+.0%}).",
        "从第一隐藏层到最后一层，“{title}”更难读出：R² 变化 {change:+.0%}（{low:+.0%} 到 {high:+.0%}）。",
    ),
    "steady": Text(
        "“{title}” can be read equally well from the first hidden layer and the last: {change:+.0%} of its variance "
        "({low:+.0%} to {high:+.0%}, within ±5 %).",
        "“{title}”在第一隐藏层和最后一层同样可读：R² 变化 {change:+.0%}（{low:+.0%} 到 {high:+.0%}，在 ±5% 之内）。",
    ),
    "undecided": Text(
        "Whether “{title}” becomes easier to read with depth is undecided: {change:+.0%} of its variance "
        "({low:+.0%} to {high:+.0%}).",
        "“{title}”是否随层数加深而更容易读出，尚无定论：R² 变化 {change:+.0%}（{low:+.0%} 到 {high:+.0%}）。",
    ),
}
_HIERARCHY_EN = (
    "Strokes (ends, bars, junctions) learned by the first hidden layer: {strokes}; loops learned there already: "
    "{early}. "
    "From there to the last one loops gain {order:+.0%} more than strokes do ({low:+.0%} to {high:+.0%} of their "
    "variance). {found} of {of:n hidden unit} detect a concept, {classes} of them a class."
)
_HIERARCHY_ZH = (
    "第一隐藏层学到的笔画（端点、线段、交点）：{strokes}；那里已学到的环：{early}。从那里到最后一层，"
    "环的可读性比笔画多增加 "
    "{order:+.0%}（R²，{low:+.0%} 到 {high:+.0%}）。{of} 个隐藏单元中有 {found} 个检测某个概念，其中 {classes} "
    "个针对类别。"
)
HIERARCHY = {
    "holds": Text("As the popular account has it. " + _HIERARCHY_EN, "与流行的说法一致。" + _HIERARCHY_ZH),
    "in-part": Text(
        "Only in part as the popular account has it. " + _HIERARCHY_EN, "只与流行的说法部分一致。" + _HIERARCHY_ZH
    ),
    "not-found": Text("Not as the popular account has it. " + _HIERARCHY_EN, "与流行的说法不符。" + _HIERARCHY_ZH),
    "undecided": Text("Undecided. " + _HIERARCHY_EN, "尚无定论。" + _HIERARCHY_ZH),
    "not-applicable": Text(
        "Cannot be asked here: it takes pictures of digits and at least two hidden layers.",
        "此处无法回答：需要手写数字图像和至少两个隐藏层。",
    ),
}
SEPARABILITY = Text(
    "A linear read-out tells the class with {first:.1%} accuracy from the inputs and with {last:.1%} from "
    "{layer}; of all "
    "scatter {before:.0%} lies within the classes there, {after:.0%} here.",
    "线性读出从输入判断类别的准确率为 {first:.1%}，从{layer}为 {last:.1%}；类内离散度所占比例从 {before:.0%} 变为 "
    "{after:.0%}。",
)
SIMILARITY = Text(
    "The first and the last hidden layer have a similarity (debiased linear CKA) of {value:.2f}; the inputs and "
    "the last, "
    "{inputs:.2f}. 1 is the same geometry, 0 what independent layers have on average.",
    "第一与最后一个隐藏层的相似度（去偏线性 CKA）为 {value:.2f}；输入与最后一层为 {inputs:.2f}。1 表示几何相同，0 "
    "为独立层的平均水平。",
)
PARTS = Text(
    "In {layer} the answer to a digit is {share:.0%} the sum of the answers to its parts (median of {digits} digits; "
    "untrained networks: {untrained:.0%}).",
    "在{layer}，对数字的响应有 {share:.0%} 等于对各部件响应之和（{digits} 个数字的中位数；未训练网络："
    "{untrained:.0%}）。",
)
WITHOUT = Text(
    "Without its {part}, the {digit} is still read as {digit} in {still} of {digits} cases.",
    "去掉{part}后，数字 {digit} 在 {digits} 例中有 {still} 例仍被认作 {digit}。",
)
WITHOUT_INSTEAD = Text(
    "Without its {part}, the {digit} is still read as {digit} in {still} of {digits} cases; of the others most "
    "are read as "
    "{instead}.",
    "去掉{part}后，数字 {digit} 在 {digits} 例中有 {still} 例仍被认作 {digit}；其余大多被认作 {instead}。",
)
BRANCHES = Text(
    "{examples:n example} take {together:n path} through the {units:n hidden unit}, {alone} of them taken by one "
    "example "
    "only; {dead} never switch on, {on} never off.",
    "{examples} 个样本在 {units} 个隐藏单元中走过 {together} 条路径，其中 {alone} 条只有一个样本走过；"
    "{dead} 个单元从不激活，{on} 个始终激活。",
)
NO_BRANCHES = Text("It has no branches to count: {why}.", "没有可数的分支：{why}。")
ABLATION = Text(
    "{needed} of {of:n hidden unit} keep 99 % of the accuracy on the examples they were chosen by; on others "
    "{small:.1%} against {whole:.1%} with all. The worst to lose is unit {unit} of {layer}: {accuracy:+.1%} "
    "accuracy.",
    "{of} 个隐藏单元中 {needed} 个就能在挑选所用样本上保留 99% 的准确率；在其他样本上为 {small:.1%}，全部单元为 "
    "{whole:.1%}。"
    "最不能失去的是{layer}的第 {unit} 个单元：准确率 {accuracy:+.1%}。",
)
ATTRIBUTION = Text(
    "Integrated gradients account for the logit within 1 % for {complete} of {of:n example} (largest gap {gap:.2%}).",
    "对 {of} 个样本中的 {complete} 个，积分梯度在 1% 以内解释了 logit（最大偏差 {gap:.2%}）。",
)
SAMPLED = Text(
    "Of wide layers only {units} units were read, drawn by lot: {layers}.", "宽层只随机抽取 {units} 个单元：{layers}。"
)
LEFT_OUT = Text("Not measured: {name}, {why}.", "未测量：{name}，{why}。")
NONE = Text("none", "无")
# The hyphen of a number below 0, not that of a word: "-2%", not "relu-16".
_MINUS = re.compile(r"(?<![^\s(（:：，、])-(?=\d)")


def layer_name(name: str) -> Text:
    """`hidden-2` as people say it."""
    if match := re.fullmatch(r"hidden-(\d+)", name):
        return Text(**_HIDDEN.both(number=match[1]))
    return _PIXELS if name == "pixels" else _LOGITS


def listed(titles: Sequence[Text]) -> Text:
    """Titles in a row, or "none"."""
    if not titles:
        return NONE
    return Text(", ".join(title.en for title in titles), "、".join(title.zh for title in titles))


def said(text: Text, **values: object) -> Text:
    """The text filled in, values that are texts themselves each in its own language."""
    each = {
        language: {
            name: getattr(value, language) if isinstance(value, Text) else value for name, value in values.items()
        }
        for language in LANGUAGES
    }
    return Text(*(_MINUS.sub("\N{MINUS SIGN}", text.say(language, **each[language])) for language in LANGUAGES))
