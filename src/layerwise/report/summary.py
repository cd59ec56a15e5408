"""The closing text of a study, for a person who has read nothing: one or several studies, side by side where wide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from rich.console import Console, ConsoleOptions
from rich.text import Text as Line

from layerwise.report.answers import StudyResult, context, decided, headline, lines, spoken_for
from layerwise.report.provenance import duration, item_count
from layerwise.report.wrapping import side_by_side, wrap
from layerwise.verdict.compare import ONE_MORE_LAYER, PAST_THE_BEST, TWICE_THE_EPOCHS
from layerwise.verdict.wording import Places
from layerwise.words import LANGUAGES, Language, Text

WIDE = 80
GAP = 3

_ASKED = Text("Add layers, or train longer?", "加层，还是多训练？")
_DEPENDS = Text("Whether more layers are better depends on the problem.", "更多层是否更好，取决于问题。")
_NAME = Text("{name}: {items}", "{name}：{items}")
_RAN = Text(
    "{networks:,} networks in {time}, up to {epochs} epochs. Each was trained on {train:,} of these {items}.",
    "{time}内训练了 {networks:,} 个网络，最多 {epochs} 轮。每个网络用这 {items}中的 {train:,} 个训练。",
)
_KNOWN_BETTER = Text(
    "Memorising? Training data is known better than new data.", "死记硬背？训练数据的准确率高于新数据。"
)
_KNOWN_ALIKE = Text(
    "Memorising? No: new data is known as well as training data.", "死记硬背？没有：新数据与训练数据的准确率相当。"
)
_KNOWN_MIXED = Text(
    "Memorising? Only some networks know training data better than new data.",
    "死记硬背？只有部分网络的训练数据准确率高于新数据。",
)
_MEMORY_CONTEXT = Text(
    "Right in training / in test after the last epoch, {depth} hidden layers:",
    "{depth} 个隐藏层，最后一轮后训练集 / 测试集的准确率：",
)
_MEMORY = Text(
    "{series}: {train:.1f} % / {test:.1f} %, a gap of {gap} points ({low} to {high}).",
    "{series}：{train:.1f}% / {test:.1f}%，差距 {gap} 个百分点（{low} 到 {high}）。",
)
_MEMORY_UNKNOWN = Text("{series}: too few seeds to say.", "{series}：随机种子太少，无法判断。")
_WHY = Text(
    "Why about {accuracy:.0f} % here? Each network saw {train:,} training images. On full MNIST, with 50,000, "
    "784-16-16-10 reaches about 96 %: what is missing is data.",
    "为什么这里约为 {accuracy:.0f}%？每个网络只见过 {train:,} 张训练图像。在完整的 MNIST（50,000 张训练图像）上，"
    "784-16-16-10 约达 96%：缺的是数据。",
)
_INTERVALS = Text(
    "Points are percentage points of test error; in brackets their 95 % interval over seeds and tested {items}: of "
    "differences for all comparisons of a question at once, of gaps each by itself.",
    "百分点均指测试误差；括号内为 95% 置信区间，包含随机种子与被测试{items}的噪声："
    "差值的区间对一个问题的所有比较同时成立，差距的区间各自成立。",
)
_TESTED = {
    "images": Text("images", "图像"),
    "points": Text("points", "点"),
    "rows": Text("rows", "数据行"),
}
_REPORT = Text("Report: {report}", "报告：{report}")


@dataclass(frozen=True)
class Block:
    """One paragraph of a study's column: a headline and its lines."""

    headline: Text
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True, eq=False)
class Summary:
    """The closing text; printing it with Rich puts two studies side by side from 80 columns on.

    Args:
        studies: what was found, a study a column.
        language: of the text.
    """

    studies: Sequence[StudyResult]
    language: Language

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Line]:
        width, count = options.max_width, len(self.studies)
        abreast = count if width >= WIDE else 1
        column = (width - GAP * (abreast - 1)) // abreast
        told = [blocks(study) for study in self.studies]
        between = " " if self.language == "en" else ""
        yield from _lines(
            between.join(text.say(self.language) for text in (_ASKED, overall(self.studies))), width, "bold"
        )
        yield Line("")
        if abreast > 1:
            for row in zip_longest(*told):
                yield from side_by_side([_block(block, self.language, column) for block in row], column, GAP)
        else:
            yield from (line for study in told for block in study for line in _block(block, self.language, column))
        yield from _lines(_INTERVALS.say(self.language, items=self._items()), width, "dim")

    def _items(self) -> str:
        names = dict.fromkeys(_TESTED[study.tables.condition.items].say(self.language) for study in self.studies)
        return (" and " if self.language == "en" else "、").join(names)


def summary(studies: Sequence[StudyResult], language: Language) -> Summary:
    """The closing text of one or several studies, as a Rich renderable.

    Args:
        studies: in the order of their columns.
        language: of the text.
    """
    return Summary(studies, language)


def summary_dict(studies: Sequence[StudyResult]) -> dict[str, Any]:
    """The same as plain values, for `--json`."""
    return {"answer": vars(overall(studies)), "studies": [_study_dict(study) for study in studies]}


def overall(studies: Sequence[StudyResult]) -> Text:
    """The answer of all studies together to whether a second layer helps."""
    asked = [study for study in studies if spoken_for(study.findings, ONE_MORE_LAYER)]
    answers = [headline(study.findings, ONE_MORE_LAYER) for study in asked]
    if len(set(answers)) <= 1:
        return answers[0] if answers else Text("", "")
    if all(decided(study.findings, ONE_MORE_LAYER) for study in asked):
        return _DEPENDS
    names = [str(study.facts["data"]["name"]) for study in asked]
    told = list(zip(names, answers, strict=True))
    return Text(
        " ".join(f"{name}: {each.en}" for name, each in told), "".join(f"{name}：{each.zh}" for name, each in told)
    )


def blocks(study: StudyResult) -> list[Block]:
    """The paragraphs of one study, from what was run to where the report is."""
    found = [_ran(study)]
    for code in (ONE_MORE_LAYER, TWICE_THE_EPOCHS, PAST_THE_BEST):
        if spoken := spoken_for(study.findings, code):
            found.append(Block(headline(study.findings, code), (context(spoken[0]), *lines(study.findings, code))))
    if rows := _rows(study):
        first = _filled(_MEMORY_CONTEXT, depth=rows[0]["depth"])
        found.append(Block(_known(rows), (first, *(_memory(row) for row in rows))))
    if study.report:
        found.append(Block(_filled(_REPORT, report=study.report)))
    if study.facts["data"]["name"] == "digits" and rows:
        train = study.facts["data"]["train"]
        found.append(Block(_filled(_WHY, accuracy=rows[0]["test_at_best"], train=train)))
    return found


def _known(rows: Sequence[Mapping[str, Any]]) -> Text:
    """Whether training data is known better than new data, by the intervals of the gaps."""
    better = [row["gap_low"] > 0 for row in rows]
    return _KNOWN_BETTER if all(better) else _KNOWN_MIXED if any(better) else _KNOWN_ALIKE


def _memory(row: Mapping[str, Any]) -> Text:
    values = {"train": row["train"], "test": row["test"]}
    places = Places((row["gap_high"] - row["gap_low"]) / 2)
    values |= {name: places.plain(row[key]) for name, key in (("gap", "gap"), ("low", "gap_low"), ("high", "gap_high"))}
    text = _MEMORY if row["gap"] == row["gap"] else _MEMORY_UNKNOWN
    names = {"en": row["series"], "zh": row["series_zh"]}
    return Text(*(text.say(language, series=names[language], **values) for language in LANGUAGES))


def _rows(study: StudyResult) -> list[dict[str, Any]]:
    """Of each depth series the network of two hidden layers (else the shallowest) after its last epoch."""
    levels = study.levels
    chosen = []
    for _, group in levels.groupby("series", sort=False):
        depth = 2 if 2 in set(group["depth"]) else group["depth"].min()
        best, last = (group[(group["depth"] == depth) & (group["at"] == at)].iloc[0] for at in ("best", "last"))
        plain = {str(name): value.item() if hasattr(value, "item") else value for name, value in last.items()}
        chosen.append({**plain, "test_at_best": float(best["test"])})
    return chosen


def _ran(study: StudyResult) -> Block:
    data, facts = study.facts["data"], study.facts
    items = item_count(data["rows"], study.tables.condition.items)
    title = Text(*(_NAME.say(each, name=data["name"], items=items.say(each)) for each in LANGUAGES))
    time = duration(float(facts["seconds"]))
    told = {"networks": facts["networks"], "epochs": facts["epochs"], "train": data["train"]}
    ran = (_RAN.say(each, time=time.say(each), items=items.say(each), **told) for each in LANGUAGES)
    return Block(title, (Text(*ran),))


def _block(block: Block | None, language: Language, width: int) -> list[Line]:
    """A block as lines of its column, an empty one behind it."""
    if block is None:
        return []
    head = _lines(block.headline.say(language), width, "bold" if block.lines else "")
    return [*head, *(line for text in block.lines for line in _lines(text.say(language), width)), Line("")]


def _lines(text: str, width: int, style: str = "") -> list[Line]:
    return [Line(line, style=style, no_wrap=True) for line in wrap(text, width)]


def _study_dict(study: StudyResult) -> dict[str, Any]:
    spoken = {
        name: [finding.as_dict() for finding in spoken_for(study.findings, code)]
        for name, code in (
            ("second_layer", ONE_MORE_LAYER),
            ("last_doubling", TWICE_THE_EPOCHS),
            ("past_the_best_epoch", PAST_THE_BEST),
        )
    }
    rows = [{name: None if value != value else value for name, value in row.items()} for row in _rows(study)]
    told = [vars(text) for block in blocks(study) for text in (block.headline, *block.lines)]
    facts = {name: study.facts[name] for name in ("data", "networks", "seconds", "epochs")}
    return {**facts, **spoken, "train_against_test": rows, "report": study.report, "text": told}


def _filled(text: Text, **values: Any) -> Text:
    return Text(**text.both(**values))
