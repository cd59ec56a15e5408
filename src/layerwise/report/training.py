"""Whether networks trained at all, and what answering without having learned would err: before all other answers."""

from __future__ import annotations

from math import isfinite

from layerwise.report.answers import StudyResult
from layerwise.report.paragraph import Block
from layerwise.verdict.codes import CHANCE, FAILING
from layerwise.verdict.finding import Finding
from layerwise.verdict.places import Places
from layerwise.verdict.trained import FEW_TO_EXCLUDE
from layerwise.words import Text

_CHANCE = Text(
    "Always answering the commonest class errs on {chance} %, guessing at random on {guessing} %.",
    "始终回答最常见的类别，误差为 {chance}%；随机猜测为 {guessing}%。",
)
_GUESSING = Text(
    "Guessing at random among {classes} classes errs on {guessing} %.",
    "在 {classes} 个类别中随机猜测，误差为 {guessing}%。",
)
_FAILED = Text(
    "Failed to train? {failed} of {networks:n network}.", "有训练失败的吗？{networks} 个网络中有 {failed} 个。"
)
_NOTHING = Text("Nothing was learned.", "什么也没有学到。")
_NOTHING_NEW = Text(
    "Nothing was learned that holds for new data, by {some} of {all:n network architecture}.",
    "{all} 种网络结构中有 {some} 种没有学到适用于新数据的东西。",
)
_NOT_SHOWN = Text(
    "No better than chance? Undecided for {some} of {all:n network architecture}.",
    "是否不优于随机水平？{all} 种网络结构中有 {some} 种尚无定论。",
)
_FEW = Text(
    "Failed to train? None of {networks:n network} of each recipe; that still allows up to {at_most:.0f} % to fail "
    "(one-sided 95 % bound).",
    "有训练失败的吗？每种训练配置的 {networks} 个网络均训练成功；训练失败的比例仍可能高达 {at_most:.0f}%"
    "（单侧 95% 上限）。",
)
_SHOWN = 4


def chance_line(study: StudyResult) -> Text | None:
    """What answering without having learned errs; None where the classes are not known."""
    condition, places = study.tables.condition, Places(1)
    if not isfinite(condition.guessing):
        return None
    said = {"guessing": places.plain(condition.guessing), "chance": places.plain(condition.chance())}
    text = _CHANCE if condition.test_shares else _GUESSING
    return Text(**text.both(classes=condition.classes, **said))


def blocks(study: StudyResult) -> list[Block]:
    """The paragraphs of what failed, of what learned nothing, and of what few seeds cannot exclude."""
    asked = [each for each in study.findings if each.code == FAILING]
    return [*_failing(asked), *_chance(study, len(asked))]


def _failing(asked: list[Finding]) -> list[Block]:
    failed = [each for each in asked if each.failures]
    if failed:
        counts = {"failed": sum(len(each.failures) for each in failed), "networks": sum(each.seeds for each in asked)}
        head = _NOTHING if counts["failed"] == counts["networks"] else Text(**_FAILED.both(**counts))
        worst = sorted(failed, key=lambda each: -each.estimate)
        return [Block(head, tuple(each.text for each in worst[:_SHOWN]))]
    few = [each for each in asked if each.conclusion == "trains" and each.seeds < FEW_TO_EXCLUDE]
    if not few:
        return []
    least = min(few, key=lambda each: each.seeds)
    return [Block(Text(**_FEW.both(networks=least.seeds, at_most=least.details["at_most"])))]


def _chance(study: StudyResult, architectures: int) -> list[Block]:
    found = [each for each in study.findings if each.code == CHANCE]
    told = []
    for conclusion, head in (("same", _NOTHING_NEW), ("undecided", _NOT_SHOWN)):
        some = [each for each in found if each.conclusion == conclusion]
        if some:
            text = Text(**head.both(some=len(some), all=architectures))
            told.append(Block(text, tuple(each.text for each in some[:_SHOWN])))
    return told
