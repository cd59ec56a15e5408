"""What closing text and report say of curves from elsewhere: whence, what is missing, what was left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from layerwise.report.markup import both, element, paragraph
from layerwise.report.paragraph import Block
from layerwise.verdict.condition import Condition
from layerwise.verdict.finding import Finding
from layerwise.words import LANGUAGES, Text

# Where `StudyResult.facts` says that the tables are no study's own.
ELSEWHERE = "elsewhere"

_NAME = Text("{name}: curves from {source}", "{name}：来自 {source} 的学习曲线")
_SIZE = Text(
    "{runs:n run} of {networks:n network} at up to {seeds:n seed}, up to {epochs:n epoch}.",
    "{runs:,} 次训练，{networks:,} 种网络，最多 {seeds:,} 个随机种子，最多 {epochs:,} 轮。",
)
_FINISHED_SIZE = Text(
    "{runs:n finished run} of {networks:n network} at up to {seeds:n seed}, one value per run.",
    "{runs:,} 次已结束的运行，{networks:,} 种网络，最多 {seeds:,} 个随机种子，每次运行一个数值。",
)
_LEAD = Text(
    "{size} Trained elsewhere. All answers hold for this data and these networks.",
    "{size}由其他工具训练。所有结论仅适用于这份数据和这些网络。",
)
_TITLE = Text("What was read, and what was left out", "读取了什么，未计入什么")
_ROWS = Text("{used:,} of {read:,} rows are used.", "使用了 {read:,} 行中的 {used:,} 行。")
_AGAIN = Text("Ask again with", "重新判断的命令")

# The words of our own sentences that name the test set; "tests" as of a hypothesis and "latest" are none.
_TEST = re.compile(r"\b([Tt])est(?= (?:error|loss|data|items?)\b)")
_VALIDATION = {"t": "validation", "T": "Validation"}
_ON_VALIDATION = (
    ("/ in test", "/ in validation"),
    *((f"{before} test accuracy", f"{before} validation accuracy") for before in ("above", "/", "and", "%,")),
    *((f"{before}测试准确率", f"{before}验证准确率") for before in ("比", "/ ", "与", "%，")),
    *((f"测试{what}", f"验证{what}") for what in ("误差", "损失", "数据", "样本")),
    ("/ 测试集", "/ 验证集"),
)
# Where each run is one value, no epoch was chosen and none is the last.
_ONE_VALUE = (
    *((f", each {when}:", ", one value per run:") for when in ("at its best epoch", "after its last epoch")),
    *((f" {when}", "") for when in ("at the best epoch", "after the last epoch")),
    *((f"各取{when}：", "每次运行一个数值：") for when in ("最佳轮数", "最后一轮")),
    *((f"{when}{of}", of) for when in ("最佳轮数的", "最后一轮的", "最后一轮后") for of in ("测试误差", "训练集")),
)


def block(facts: Mapping[str, Any]) -> Block:
    """The first paragraph of the closing text: what was read, what is missing, what was left out."""
    told = facts[ELSEWHERE]
    title = Text(**_NAME.both(name=facts["data"]["name"], source=told["source"]))
    return Block(title, (size(facts), *told["notes"], *_rows(told), *told["left_out"]))


def size(facts: Mapping[str, Any]) -> Text:
    """How many runs of how many networks."""
    told = facts[ELSEWHERE]
    values = {name: told[name] for name in ("runs", "networks", "seeds")}
    if told["finished"]:
        return Text(**_FINISHED_SIZE.both(**values))
    return Text(**_SIZE.both(**values, epochs=facts["epochs"]))


def lead(facts: Mapping[str, Any]) -> Text:
    """The sentence below the report's title."""
    told = size(facts)
    return Text(*(_LEAD.say(language, size=told.say(language)) for language in LANGUAGES))


def section(facts: Mapping[str, Any]) -> str:
    """The last section of the report, in place of what a study of our own says of its data and machine."""
    told = facts[ELSEWHERE]
    items = "".join(element("li", both(each)) for each in (*told["notes"], *_rows(told), *told["left_out"]))
    again = element("p", both(_AGAIN)) + element("pre", element("code", both(str(facts["command"]))))
    command = again if facts["command"] else ""
    return element("section", element("h2", both(_TITLE)) + paragraph(size(facts)) + element("ul", items) + command)


def _rows(told: Mapping[str, Any]) -> tuple[Text, ...]:
    return (Text(**_ROWS.both(**told["rows"])),) if told["left_out"] else ()


def on_validation(condition: Condition, said: str) -> str:
    """What was said of the test error at an epoch, where it is the validation error, or one value of each run.

    Args:
        condition: of the study.
        said: a sentence or a whole page, in either language or both.
    """
    for ours, theirs in _ONE_VALUE if condition.finished else ():
        said = said.replace(ours, theirs)
    if condition.judged != "validation":
        return said
    said = _TEST.sub(lambda found: _VALIDATION[found[1]], said)
    for ours, theirs in _ON_VALIDATION:
        said = said.replace(ours, theirs)
    return said


def text_on_validation(condition: Condition, text: Text) -> Text:
    """The same for a text in both languages."""
    return Text(on_validation(condition, text.en), on_validation(condition, text.zh))


def finding_on_validation(condition: Condition, finding: Finding) -> Finding:
    """The same for a finding."""
    return replace(
        finding,
        question=text_on_validation(condition, finding.question),
        text=text_on_validation(condition, finding.text),
        notes=tuple(text_on_validation(condition, note) for note in finding.notes),
    )
