"""The closing text of a study, for a person who has read nothing: one or several studies, side by side where wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from rich.console import Console, ConsoleOptions
from rich.text import Text as Line

from layerwise.report import memorising
from layerwise.report.answers import StudyResult, spoken_for
from layerwise.report.blocks import blocks
from layerwise.report.headlines import HEADLINES, NO_DEPTHS, decided, headline
from layerwise.report.paragraph import Block
from layerwise.report.wrapping import side_by_side, wrap
from layerwise.verdict.codes import DEEPER, LONGER, OVERFIT
from layerwise.words import Language, Text

WIDE = 80
GAP = 3
# Narrower columns are read one below another.
NARROWEST = 38

_ASKED = Text("Add layers, or train longer?", "加层，还是多训练？")
_DEPENDS = Text("Whether more layers are better depends on the problem.", "更多层是否更好，取决于问题。")
_INTERVALS = Text(
    "Points are percentage points of test error; in brackets their 95 % interval over seeds and tested {items}: of "
    "differences for all comparisons of a question at once, of gaps each by itself.",
    "百分点均指测试误差；括号内为 95% 置信区间，包含随机种子与被测试{items}的噪声："
    "差值的区间对一个问题的所有比较同时成立，差距的区间各自成立。",
)
_SEEDS_ALONE = Text(
    "Points are percentage points of error; in brackets their 95 % interval over seeds alone: of differences for all "
    "comparisons of a question at once, of gaps each by itself.",
    "百分点均指误差；括号内为 95% 置信区间，只包含随机种子的噪声："
    "差值的区间对一个问题的所有比较同时成立，差距的区间各自成立。",
)
# Where every question that is answered above is one comparison.
_EACH_ALONE = Text(
    "Points are percentage points of test error; in brackets their 95 % interval over seeds and tested {items}.",
    "百分点均指测试误差；括号内为 95% 置信区间，包含随机种子与被测试{items}的噪声。",
)
_SEEDS_ALONE_EACH = Text(
    "Points are percentage points of error; in brackets their 95 % interval over seeds alone.",
    "百分点均指误差；括号内为 95% 置信区间，只包含随机种子的噪声。",
)
_TESTED = {
    "images": Text("images", "图像"),
    "points": Text("points", "点"),
    "rows": Text("rows", "数据行"),
}


@dataclass(frozen=True, eq=False)
class Summary:
    """The closing text; printing it with Rich puts studies side by side where each has a column wide enough.

    Args:
        studies: what was found, a study a column.
        language: of the text.
    """

    studies: Sequence[StudyResult]
    language: Language

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Line]:
        width, count = options.max_width, len(self.studies)
        column = (width - GAP * (count - 1)) // max(1, count)
        abreast = count if width >= WIDE and column >= NARROWEST else 1
        column = column if abreast > 1 else width
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
        yield from _lines(self._intervals().say(self.language, items=self._items()), width, "dim")

    def _intervals(self) -> Text:
        known = any(study.tables.correct is not None for study in self.studies)
        spoken = [each for study in self.studies for code in HEADLINES for each in spoken_for(study.findings, code)]
        if all(each.comparisons <= 1 for each in spoken):
            return _EACH_ALONE if known else _SEEDS_ALONE_EACH
        return _INTERVALS if known else _SEEDS_ALONE

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
    """The same as plain values, for `--json`.

    Of each study `deeper`, `longer` and `overfit` hold the findings that speak for its depth series; their `subject`
    says of which depths and epochs.
    """
    return {"answer": vars(overall(studies)), "studies": [_study_dict(study) for study in studies]}


def overall(studies: Sequence[StudyResult]) -> Text:
    """The answer of all studies together to whether more layers help."""
    asked = [study for study in studies if spoken_for(study.findings, DEEPER)]
    answers = [headline(study.findings, DEEPER) for study in asked]
    if len(set(answers)) <= 1:
        return answers[0] if answers else NO_DEPTHS
    conclusions = {spoken_for(study.findings, DEEPER)[0].conclusion for study in asked}
    if len(conclusions) > 1 and all(decided(study.findings, DEEPER) for study in asked):
        return _DEPENDS
    names = [str(study.facts["data"]["name"]) for study in asked]
    told = list(zip(names, answers, strict=True))
    return Text(
        " ".join(f"{name}: {each.en}" for name, each in told), "".join(f"{name}：{each.zh}" for name, each in told)
    )


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
        code: [finding.as_dict() for finding in spoken_for(study.findings, code)] for code in (DEEPER, LONGER, OVERFIT)
    }
    rows = [{name: None if value != value else value for name, value in row.items()} for row in memorising.rows(study)]
    told = [vars(text) for block in blocks(study) for text in (block.headline, *block.lines)]
    facts = {name: study.facts[name] for name in ("data", "networks", "seconds", "epochs")}
    answers = [each.as_dict() for each in study.memorising]
    return {**facts, **spoken, "memorising": answers, "train_against_test": rows, "report": study.report, "text": told}
