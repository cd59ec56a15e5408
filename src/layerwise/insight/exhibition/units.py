"""What excites the units: weights as pictures, ideal inputs, examples, and the concepts that they tell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from layerwise.insight.exciting import DECAY, ROUGHNESS, STEPS, first_weights
from layerwise.insight.exhibition.gallery import Gallery, ShownLayer
from layerwise.insight.exhibition.names import same
from layerwise.insight.paper import Picture, Sheet, SheetRow
from layerwise.insight.wording import layer_name, said
from layerwise.words import Text

_SHEET = (
    Text("What excites the units of {layer}", "{layer}的单元对什么有反应"),
    Text(
        "A row a unit{some}. {weights}The ideal input is made, not seen: {steps} steps of gradient ascent from "
        "mid-grey on what the unit sums up, less {decay} · Σ x² and {roughness} · Σ (differences of neighbouring "
        "pixels)²; it shows what the network was never shown, so read it beside the examples. Those with the largest "
        "answers stand first, then one of the tenth with the largest answers that is least like them, then those with "
        "the smallest.",
        "每行一个单元{some}。{weights}理想输入是算出来的，不是见过的：从中灰出发对单元的加权和做 {steps} 步梯度上升，"
        "并减去 {decay} · Σ x² 和 {roughness} · Σ（相邻像素之差）²；它可能是网络从未见过的，请与样本对照着看。"
        "先是响应最大的样本，再是响应最大的十分之一中与之最不相像的一个，最后是响应最小的样本。",
    ),
)
_LOGITS = (
    Text("The ideal input of each class", "每个类别的理想输入"),
    Text(
        "{steps} steps of gradient ascent from mid-grey on the logit, less {decay} · Σ x² and {roughness} · Σ "
        "(differences of neighbouring pixels)². What a network answers to most is seldom what a person would draw.",
        "从中灰出发对 logit 做 {steps} 步梯度上升，并减去 {decay} · Σ x² 和 {roughness} · Σ（相邻像素之差）²。"
        "网络响应最强的图像往往不是人会画出来的样子。",
    ),
)
_SOME = Text(" ({shown} of {of}, those that tell a concept best)", "（共 {of} 个，取最能分辨某个概念的 {shown} 个）")
_WEIGHTS_NOTE = Text("First its weights: what it adds, and what it subtracts. ", "先是它的权重：它加上什么，减去什么。")
_UNIT = Text("unit {unit}", "单元 {unit}")
_TELLS = Text("unit {unit}: {concept}", "单元 {unit}：{concept}")
_WEIGHTS, _IDEAL = Text("weights", "权重"), Text("ideal", "理想输入")
_MOST, _DIVERSE, _LEAST = Text("most", "最大"), Text("also", "另类"), Text("least", "最小")
_NOTHING = Text("", "")
_ASCENT = {"steps": STEPS, "decay": DECAY, "roughness": ROUGHNESS}
_SHOWN_LEAST = 2
_SHOWN_MOST = 4


def unit_sheets(shown: Gallery, titles: dict[tuple[str, int], Text]) -> Iterator[Sheet]:
    """A sheet a hidden layer, then the logits' ideal inputs; none but for pictures.

    Args:
        shown: the pictures.
        titles: by layer and unit, the concept that the unit was found to detect.
    """
    if shown.shape is None:
        return
    for place, layer in enumerate(shown.layers[:-1]):
        some = said(_SOME, shown=len(layer.units), of=layer.of) if len(layer.units) < layer.of else _NOTHING
        weights = _NOTHING if place else _WEIGHTS_NOTE
        title, note = (
            said(each, layer=layer_name(layer.name), some=some, weights=weights, **_ASCENT) for each in _SHEET
        )
        yield Sheet(title, note, tuple(_rows(shown, layer, titles, first=place == 0)))
    yield _logits(shown)


def _rows(shown: Gallery, layer: ShownLayer, titles: dict[tuple[str, int], Text], *, first: bool) -> Iterator[SheetRow]:
    assert shown.shape is not None
    assert layer.ideal is not None
    weights = first_weights(shown.network)
    for place, (unit, examples) in enumerate(zip(layer.units, layer.exciting, strict=True)):
        concept = titles.get((layer.name, unit))
        label = said(_UNIT if concept is None else _TELLS, unit=unit + 1, concept=concept)
        pictures = [Picture.of(weights[unit].reshape(shown.shape), _WEIGHTS, signed=True)] if first else []
        pictures.append(Picture.of(layer.ideal[place].reshape(shown.shape), _IDEAL))
        most = examples.most[:_SHOWN_MOST]
        other = [number for number in examples.diverse if number not in most][:1]
        groups = ((most, _MOST), (other, _DIVERSE), (examples.least[:_SHOWN_LEAST], _LEAST))
        pictures += [example_picture(shown, int(number), name) for numbers, name in groups for number in numbers]
        yield SheetRow(label, tuple(pictures))


def _logits(shown: Gallery) -> Sheet:
    layer = shown.layers[-1]
    assert shown.shape is not None
    assert layer.ideal is not None
    pictures = [
        Picture.of(ideal.reshape(shown.shape), same(shown.network.classes[unit]))
        for unit, ideal in zip(layer.units, layer.ideal, strict=True)
    ]
    return Sheet(_LOGITS[0], said(_LOGITS[1], **_ASCENT), rows=(SheetRow(_NOTHING, tuple(pictures)),))


def example_picture(shown: Gallery, number: int, label: Text) -> Picture:
    """One example as a picture."""
    assert shown.shape is not None
    return Picture.of(np.asarray(shown.inputs[number], np.float64).reshape(shown.shape), label)
