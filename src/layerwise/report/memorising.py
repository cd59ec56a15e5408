"""Whether training data is known better than new data, in short lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any, Literal

from layerwise.report.answers import StudyResult, depth_rank, names
from layerwise.verdict.wording import Places
from layerwise.words import LANGUAGES, Text

Known = Literal["better", "alike", "undecided", "unknown", "nothing"]

_HEADLINES: dict[str, Text] = {
    "better": Text(
        "Memorising? Training data is known better than new data.", "死记硬背？训练数据的准确率高于新数据。"
    ),
    "alike": Text(
        "Memorising? No: new data is known as well as training data.",
        "死记硬背？没有：新数据与训练数据的准确率相当。",
    ),
    "undecided": Text("Memorising? Undecided.", "死记硬背？尚无定论。"),
    "unknown": Text("Memorising? Too few seeds to say.", "死记硬背？随机种子太少，无法判断。"),
    "nothing": Text(
        "Memorising? Not answered: no network is shown to be better than always answering the commonest class.",
        "死记硬背？无法回答：没有网络被证明优于始终回答最常见的类别。",
    ),
    "mixed": Text("Memorising? {answers}.", "死记硬背？{answers}。"),
}
_ANSWERS: dict[Known, Text] = {
    "better": Text("training data is known better with {names}", "{names}：训练数据的准确率更高"),
    "alike": Text("no with {names}", "{names}：没有"),
    "undecided": Text("undecided with {names}", "{names}：尚无定论"),
    "unknown": Text("too few seeds to say with {names}", "{names}：随机种子太少，无法判断"),
    "nothing": Text("not answered where nothing was learned, with {names}", "{names}：什么也没有学到，无法回答"),
}
_SHARED = Text(
    "Right in training / in test after the last epoch, {depth:n hidden layer}:",
    "{depth} 个隐藏层，最后一轮后训练集 / 测试集的准确率：",
)
_GENERAL = Text("Right in training / in test after the last epoch:", "最后一轮后训练集 / 测试集的准确率：")
_OWN = Text("{series}, {depth:n layer}, epoch {epoch:.0f}", "{series}，{depth} 层，第 {epoch:.0f} 轮")
_OWN_VALUE = Text("{series}, {depth:n layer}", "{series}，{depth} 层")
_LINE = Text(
    "{series}: {train:.1f} % / {test:.1f} %, a gap of {gap} points ({low} to {high}).",
    "{series}：{train:.1f}% / {test:.1f}%，差距 {gap} 个百分点（{low} 到 {high}）。",
)
_LINE_ALONE = Text(
    "{series}: {train:.1f} % / {test:.1f} %, a gap of {gap} points; too few seeds for an interval.",
    "{series}：{train:.1f}% / {test:.1f}%，差距 {gap} 个百分点；随机种子太少，无法给出区间。",
)
ALL_DIVERGED = Text("{series}: every network failed to train.", "{series}：所有网络都训练失败。")


def rows(study: StudyResult) -> list[dict[str, Any]]:
    """Of each depth series the network that speaks for it, after its last epoch: a row of `StudyResult.levels`."""
    chosen = []
    levels = study.levels
    # Tables from elsewhere may not have recorded the accuracy in training: nothing is said of it then.
    recorded = levels[(levels["at"] == "last") & (levels["train"].notna() | levels["test"].isna())]
    for _, group in recorded.groupby("series", sort=False):
        speaking = min(group.to_dict("records"), key=lambda row: depth_rank(int(row["depth"])))
        chosen.append({str(name): value for name, value in speaking.items()})
    return chosen


def known(row: Mapping[str, Any]) -> Known:
    """Better where the gap's interval lies above 0; alike where it ends below the margin; else undecided.

    Nothing where no network trained, and where none is shown to be better than chance: it has nothing to memorise by.
    """
    if row["failed"] and not row["seeds"]:
        return "nothing"
    if row["gap_low"] > 0:
        return "better"
    if 100 - (row["test"] if isnan(row["test_low"]) else row["test_low"]) >= row["chance"]:
        return "nothing"
    if isnan(row["gap_low"]):
        return "unknown"
    return "alike" if row["gap_high"] < row["margin"] else "undecided"


def headline(rows: Sequence[Mapping[str, Any]]) -> Text:
    """The answer in one short sentence; where networks differ, which network says what."""
    kinds = list(dict.fromkeys(known(row) for row in rows))
    if len(kinds) == 1:
        return _HEADLINES[kinds[0]]
    told = {}
    for language in LANGUAGES:
        groups = [(kind, names([_series(row) for row in rows if known(row) == kind], language)) for kind in kinds]
        answers = (_ANSWERS[kind].say(language, names=listed) for kind, listed in groups)
        joined = ("; " if language == "en" else "；").join(answers)
        # An English sentence begins with a word of ours; a Chinese one may with the name of an activation.
        told[language] = joined[0].upper() + joined[1:] if language == "en" else joined
    return Text(*(_HEADLINES["mixed"].say(language, answers=told[language]) for language in LANGUAGES))


def lines(rows: Sequence[Mapping[str, Any]]) -> tuple[Text, ...]:
    """What the numbers are, and a line a depth series; depth and epochs in each line where they differ."""
    alike = len({(row["depth"], str(row["epoch"])) for row in rows}) == 1
    first = Text(**_SHARED.both(depth=rows[0]["depth"])) if alike else _GENERAL
    return first, *(_line(row, alike) for row in rows)


def _series(row: Mapping[str, Any]) -> Text:
    return Text(row["series"], row["series_zh"])


def _line(row: Mapping[str, Any], alike: bool) -> Text:
    series, text = _series(row), _LINE_ALONE if isnan(row["gap_low"]) else _LINE
    if not alike:
        own_text = _OWN_VALUE if isnan(row["epoch"]) else _OWN
        own = (
            own_text.say(each, series=series.say(each), depth=row["depth"], epoch=row["epoch"]) for each in LANGUAGES
        )
        series = Text(*own)
    if isnan(row["gap"]):
        return Text(*(ALL_DIVERGED.say(language, series=series.say(language)) for language in LANGUAGES))
    places = Places.of(row["gap_low"], row["gap_high"])
    values = {"train": row["train"], "test": row["test"]}
    values |= {name: places.plain(row[key]) for name, key in (("gap", "gap"), ("low", "gap_low"), ("high", "gap_high"))}
    return Text(*(text.say(language, series=series.say(language), **values) for language in LANGUAGES))
