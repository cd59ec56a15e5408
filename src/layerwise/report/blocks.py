"""The paragraphs of a study's closing text, from what was run to where the report is."""

from __future__ import annotations

from dataclasses import replace

from layerwise.report import elsewhere, memorising, training, uneven
from layerwise.report.answers import StudyResult, schedule_note, spoken_for
from layerwise.report.further import TITLES
from layerwise.report.headlines import HEADLINES, headline
from layerwise.report.lines import context, lines
from layerwise.report.paragraph import Block
from layerwise.report.provenance import duration, item_count
from layerwise.report.why import why
from layerwise.verdict.codes import DEEPER, LONGER, OBSERVED, OVERFIT
from layerwise.words import LANGUAGES, Text

_NAME = Text("{name}: {items}", "{name}：{items}")
_RAN = Text(
    "{networks:n network} in {time}, up to {epochs:n epoch}. Each was trained on {train:,} of these {items}.",
    "{time}内训练了 {networks:,} 个网络，最多 {epochs} 轮。每个网络用这 {items}中的 {train:,} 个训练。",
)
_DIVERGED = Text(
    "{diverged:,} of the {measured:n measured network} diverged: the loss was no finite number any more. They are left "
    "out of all that follows; smaller learning rates (--learning-rates) help.",
    "所测量的 {measured:,} 个网络中有 {diverged:,} 个发散：损失不再是有限的数。下文不包括它们；"
    "用更小的学习率（--learning-rates）会有帮助。",
)
# What people ask, before each answer.
_ASKED = {
    DEEPER: Text("Deeper? {answer}", "加深？{answer}"),
    LONGER: Text("Longer? {answer}", "训练更久？{answer}"),
    OVERFIT: Text("Overfitting? {answer}", "过拟合？{answer}"),
}
_NEXT = Text("Next step?", "下一步？")
_REPORT = Text("Report: {report}", "报告：{report}")


def blocks(study: StudyResult) -> list[Block]:
    """The paragraphs of one study."""
    first = elsewhere.block(study.facts) if elsewhere.ELSEWHERE in study.facts else _ran(study)
    chance = training.chance_line(study)
    found = [replace(first, lines=(*first.lines, chance)) if chance else first]
    found += training.blocks(study)
    if note := schedule_note(study.tables):
        found.append(Block(note))
    for code in HEADLINES:
        if spoken_for(study.findings, code):
            told = context(study.findings, code, validated=study.tables.validated)
            found.append(
                Block(_asked(_ASKED[code], headline(study.findings, code)), (told, *lines(study.findings, code)))
            )
    if answers := memorising.spoken(study):
        items = study.tables.condition.items
        found.append(Block(memorising.headline(answers, items), memorising.lines(answers, items)))
    if observed := [finding.text for finding in study.findings if finding.code == OBSERVED]:
        found.append(Block(TITLES[OBSERVED, "", ""], tuple(observed)))
    if len(study.uneven):
        found.append(Block(uneven.TITLE, uneven.lines(study.uneven, validated=study.tables.validated)))
    if study.advice:
        found.append(Block(_NEXT, (study.advice.text,)))
    if study.report:
        found.append(Block(Text(**_REPORT.both(report=study.report))))
    # Where more data was measured and brings too little, it is not what is missing.
    stops = study.advice is not None and study.advice.outcome == "stop"
    if (reason := why(study)) and not stops:
        found.append(Block(reason))
    return [found[0], *(_judged(study, each) for each in found[1:])]


def _asked(question: Text, answer: Text) -> Text:
    return Text(*(question.say(each, answer=answer.say(each)) for each in LANGUAGES))


def _judged(study: StudyResult, block: Block) -> Block:
    condition = study.tables.condition
    lines = tuple(elsewhere.text_on_validation(condition, line) for line in block.lines)
    return Block(elsewhere.text_on_validation(condition, block.headline), lines)


def _ran(study: StudyResult) -> Block:
    data, facts = study.facts["data"], study.facts
    items = item_count(data["rows"], study.tables.condition.items)
    title = Text(*(_NAME.say(each, name=data["name"], items=items.say(each)) for each in LANGUAGES))
    time = duration(float(facts["seconds"]))
    told = {"networks": facts["networks"], "epochs": facts["epochs"], "train": data["train"]}
    ran = (_RAN.say(each, time=time.say(each), items=items.say(each), **told) for each in LANGUAGES)
    lines = [Text(*ran)]
    if facts["diverged"]:
        lines.append(Text(**_DIVERGED.both(diverged=facts["diverged"], measured=facts["measured"])))
    return Block(title, tuple(lines))
