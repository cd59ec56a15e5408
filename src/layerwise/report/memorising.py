"""Is it memorising, and does it do harm? The one answer, in short lines."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

from layerwise.report.answers import StudyResult, depth_rank, names
from layerwise.report.markup import both, element, paragraph
from layerwise.verdict.condition import Items
from layerwise.verdict.memorising.answer import Memorising
from layerwise.verdict.memorising.wording import MISSING, answer_text, counted_text, harm_text
from layerwise.verdict.places import Places
from layerwise.words import LANGUAGES, Text

_QUESTION = Text("Is it memorising?", "记住训练样本了吗？")
_HEADLINE = Text("Memorising? {sentence}", "记住训练样本了吗？{sentence}")
_SENTENCE = Text("{answers}.{harm}", "{answers}。{harm}")
_OF = Text("{names}: {answer}", "{names}：{answer}")
_SHARED = Text(
    "Train / test accuracy after the last epoch, {depth:n hidden layer}:",
    "{depth} 个隐藏层，最后一轮后训练 / 测试准确率：",
)
_GENERAL = Text("Train / test accuracy after the last epoch:", "最后一轮后训练 / 测试准确率：")
_OWN = Text("{series}, {depth:n layer}, epoch {epoch:.0f}", "{series}，{depth} 层，第 {epoch:.0f} 轮")
_OWN_VALUE = Text("{series}, {depth:n layer}", "{series}，{depth} 层")
_LINE = Text(
    "{series}: {train:.1f} % / {test:.1f} %, a gap of {gap} points ({low} to {high}){counted}.",
    "{series}：{train:.1f}% / {test:.1f}%，差距 {gap} 个百分点（{low} 到 {high}）{counted}。",
)
_LINE_ALONE = Text(
    "{series}: {train:.1f} % / {test:.1f} %, a gap of {gap} points; too few seeds for an interval.",
    "{series}：{train:.1f}% / {test:.1f}%，差距 {gap} 个百分点；随机种子太少，无法给出区间。",
)
_COUNTED = Text("; {counted}", "；{counted}")
# Answers to which it matters that single images are not answered for.
_ASKS = ("gap", "undecided")
ALL_DIVERGED = Text("{series}: every network failed to train.", "{series}：所有网络都训练失败。")


def spoken(study: StudyResult) -> list[Memorising]:
    """Of each depth series the network that speaks for it, after its last epoch."""
    series: dict[str, list[Memorising]] = {}
    speaking = set(study.levels["series"])
    for each in study.memorising:
        if each.moment == "last" and each.series.en in speaking:
            series.setdefault(each.series.en, []).append(each)
    return [min(group, key=lambda each: depth_rank(each.depth)) for group in series.values()]


def rows(study: StudyResult) -> list[dict[str, Any]]:
    """Of the networks of `spoken` the rows of `StudyResult.levels`, as plain values, for programs."""
    levels = study.levels[study.levels["at"] == "last"].to_dict("records")
    wanted = {(each.series.en, each.depth) for each in spoken(study)}
    chosen = [row for row in levels if (row["series"], row["depth"]) in wanted]
    return [{str(name): value for name, value in row.items()} for row in chosen]


def headline(answers: Sequence[Memorising], items: Items) -> Text:
    """The question and `answer_sentence` behind it."""
    sentence = answer_sentence(answers, items)
    return Text(*(_HEADLINE.say(language, sentence=sentence.say(language)) for language in LANGUAGES))


def answer_sentence(answers: Sequence[Memorising], items: Items) -> Text:
    """The answer in one short sentence, and whether it does harm; where networks differ, which network says what."""
    kinds = list(dict.fromkeys(each.answer for each in answers))
    groups = [[each for each in answers if each.answer == kind] for kind in kinds]
    texts = [answer_text(group, items) for group in groups]
    filled = []
    for language in LANGUAGES:
        told = [text.say(language) for text in texts]
        if len(groups) > 1:
            named = [names([each.series for each in group], language) for group in groups]
            told = [_OF.say(language, names=of, answer=answer) for of, answer in zip(named, told, strict=True)]
        joined = ("; " if language == "en" else "；").join(told)
        joined = joined[0].upper() + joined[1:] if language == "en" else joined
        filled.append(_SENTENCE.say(language, answers=joined, harm=harm_text(answers).say(language)))
    return Text(*filled)


def memorising_card(study: StudyResult) -> str:
    """The answer as a card of the HTML report; "" where nothing is said of memorising."""
    if not (answers := spoken(study)):
        return ""
    items = study.tables.condition.items
    context, *others = lines(answers, items)
    listed = "".join(element("li", both(each)) for each in others)
    head = paragraph(_QUESTION, "question") + element("h2", both(answer_sentence(answers, items)))
    return element("article", head + paragraph(context, "context") + element("ul", listed), kind="card")


def lines(answers: Sequence[Memorising], items: Items) -> tuple[Text, ...]:
    """What the numbers are, and a line a depth series; depth and epochs in each line where they differ."""
    alike = len({(each.depth, str(each.epoch)) for each in answers}) == 1
    first = Text(**_SHARED.both(depth=answers[0].depth)) if alike else _GENERAL
    missing = dict.fromkeys(MISSING[each.missing] for each in answers if each.missing and each.answer in _ASKS)
    return first, *(_line(each, alike, items) for each in answers), *missing


def _line(answer: Memorising, alike: bool, items: Items) -> Text:
    series, counted = answer.series, counted_text(answer, items)
    if not alike:
        told = {"depth": answer.depth, "epoch": answer.epoch}
        text = _OWN_VALUE if isnan(answer.epoch) else _OWN
        series = Text(*(text.say(each, series=series.say(each), **told) for each in LANGUAGES))
    if isnan(answer.gap):
        return Text(*(ALL_DIVERGED.say(language, series=series.say(language)) for language in LANGUAGES))
    text = _LINE_ALONE if isnan(answer.gap_low) else _LINE
    places = Places.of(answer.gap_low, answer.gap_high)
    values = {"train": answer.train, "test": answer.test}
    gaps = {"gap": answer.gap, "low": answer.gap_low, "high": answer.gap_high}
    plain = {name: places.plain(value) for name, value in gaps.items()}
    tail = {each: _COUNTED.say(each, counted=counted.say(each)) if counted else "" for each in LANGUAGES}
    return Text(*(text.say(each, series=series.say(each), counted=tail[each], **values, **plain) for each in LANGUAGES))
