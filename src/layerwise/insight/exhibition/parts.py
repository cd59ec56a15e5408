"""A digit shown whole, in parts, and without each of them."""

from __future__ import annotations

import numpy as np

from layerwise.insight.digit_parts import DigitParts
from layerwise.insight.exhibition.names import same, short
from layerwise.insight.paper import Listing, Picture, Sheet, SheetRow
from layerwise.insight.parts import alone, without
from layerwise.insight.wholes import Wholes
from layerwise.insight.wording import KINDS, said
from layerwise.words import Text

_SHEET = (
    Text("Digits and their parts", "数字和它的部件"),
    Text(
        "Each digit as it is, then each of its parts alone, then the digit without that part, with what the network "
        "reads; in brackets the probability of the digit's own class.",
        "每个数字先是原样，然后是每个部件单独出现，再是去掉该部件的数字，并注明网络认成什么；"
        "括号内是该数字本身类别的概率。",
    ),
)
_WHOLE = Text("whole: {answer} ({share:.0%})", "整体：{answer}（{share:.0%}）")
_ALONE = Text("{part}: {answer}", "{part}：{answer}")
_WITHOUT = Text("without: {answer} ({share:.0%})", "去掉：{answer}（{share:.0%}）")
_UNITS = (
    Text("Which units answer to which part of this {digit}", "这个 {digit} 的各部件由哪些单元响应"),
    Text(
        "A unit stands at the part that changes it most when it is taken away.",
        "每个单元列在去掉后使它变化最大的部件之下。",
    ),
)
_LAYER = Text("layer", "层")
_NONE = Text("none", "无")
_ADDITIVE = (
    Text(
        "How far a layer's answer to a digit is the sum of its answers to the parts",
        "对整体的响应在多大程度上等于对各部件响应之和",
    ),
    Text(
        "Median of {digits} digits, in %: 100 where it is that sum, 0 where the sum is as far off as nothing at all, "
        "below 0 where it misleads.",
        "{digits} 个数字的中位数（%）：恰为其和时为 100，与毫无信息一样差时为 0，适得其反时小于 0。",
    ),
)
_ADDITIVE_HEADS = (_LAYER, Text("this network", "本网络"), Text("untrained", "未训练"))
# The digit that people take apart when they explain networks.
_NINE = "9"


def parts_sheet(parts: DigitParts, classes: tuple[str, ...]) -> Sheet:
    """A row a class."""
    rows = [SheetRow(same(classes[number]), tuple(_pictures(each, classes))) for number, each in parts.examples]
    return Sheet(*_SHEET, rows=tuple(rows))


def units_by_part(parts: DigitParts, classes: tuple[str, ...], layers: tuple[str, ...]) -> Listing | None:
    """For the nine, or else the digit of most parts: the units that answer to each part, by layer."""
    several = [(number, each) for number, each in parts.examples if len(each.parts) > 1]
    if not several:
        return None
    number, digit = next(
        ((number, each) for number, each in several if classes[number] == _NINE),
        max(several, key=lambda pair: len(pair[1].parts)),
    )
    rows = []
    for place, layer in enumerate(layers):
        owners = digit.answering(place)
        names = range(len(owners)) if layer != "logits" else None
        rows.append((short(layer), *(_units(owners, part, names, classes) for part in range(len(digit.parts)))))
    heads = (_LAYER, *(KINDS[part.kind] for part in digit.parts))
    return Listing(said(_UNITS[0], digit=classes[number]), _UNITS[1], heads, tuple(rows))


def additive_listing(parts: DigitParts, layers: tuple[str, ...]) -> Listing:
    """By layer, of this network and of untrained ones."""
    rows = [
        (short(layer), same(f"{100 * own:.0f}"), same(f"{100 * other:.0f}"))
        for layer, own, other in zip(layers, parts.additivity, parts.untrained, strict=True)
    ]
    title, note = _ADDITIVE
    return Listing(title, said(note, digits=parts.digits), _ADDITIVE_HEADS, tuple(rows))


def _units(owners: list[int], part: int, hidden: range | None, classes: tuple[str, ...]) -> Text:
    found = [
        str(unit + 1) if hidden is not None else classes[unit] for unit, owner in enumerate(owners) if owner == part
    ]
    if not found:
        return _NONE
    return Text(
        ", ".join(found[:16]) + (" …" if len(found) > 16 else ""),
        "、".join(found[:16]) + (" …" if len(found) > 16 else ""),
    )


def _pictures(digit: Wholes, classes: tuple[str, ...]) -> list[Picture]:
    def shown(values: np.ndarray, label: Text) -> Picture:
        return Picture.of(values.astype(np.float64), label)

    whole = said(_WHOLE, answer=classes[digit.answer[0]], share=digit.probability[0])
    pictures = [shown(digit.picture, whole)]
    if len(digit.parts) < 2:
        return pictures
    for place, part in enumerate(digit.parts):
        alone_label = said(_ALONE, part=KINDS[part.kind], answer=classes[digit.answer_alone[place]])
        less = said(_WITHOUT, answer=classes[digit.answer[1 + place]], share=digit.probability[1 + place])
        pictures += [shown(alone(digit.picture, part), alone_label), shown(without(digit.picture, part), less)]
    return pictures
