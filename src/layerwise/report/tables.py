"""The study's tables for the terminal: legible at 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import pandas as pd
from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text as Line

from layerwise.report.answers import conclusion, schedule_note, series_label
from layerwise.verdict.codes import DEEPER, FAILING, LONGER, OVERFIT
from layerwise.verdict.finding import Conclusion, Finding
from layerwise.verdict.levels import depth_by_epochs, misleads
from layerwise.verdict.places import Places
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import TOUCHES, touches
from layerwise.words import Language, Text

_AT_EPOCHS = Text("layers: epochs", "层数：轮数")
STEP_HEADS = {DEEPER: Text("layers", "层数"), LONGER: _AT_EPOCHS, OVERFIT: _AT_EPOCHS}
STYLES: dict[Conclusion, str] = {
    "helps": "green",
    "hurts": "yellow",
    "equivalent": "cyan",
    "undecided": "dim",
    "differs": "yellow",
    "same": "cyan",
    "turned": "yellow",
    "flat": "cyan",
    "falling": "green",
    "fails": "yellow",
    "trains": "green",
}

_ERROR_TITLE = Text(
    "{series}: test error in % ± half its 95 % interval, by epochs",
    "{series}：各训练轮数的测试误差（%），± 为 95% 置信区间的一半",
)
_CORNER = Text("layers", "层数")
_HEADS = {
    "error": Text("test error %", "测试误差 %"),
    "difference": Text("difference (95 %)", "变化（95%）"),
    "conclusion": Text("conclusion", "结论"),
}


_FAILED = Text(" ({failed} failed)", "（{failed} 个失败）")
_SPREAD = Text(
    "{depth:n layer}, epoch {epoch}: {failed} of {networks} networks failed to train and are in no mean; of all, "
    "median {median:.1f} %, {least:.1f} to {most:.1f} %.",
    "{depth} 层，第 {epoch} 轮：{networks} 个网络中有 {failed} 个训练失败，未计入平均值；"
    "全部网络的中位数为 {median:.1f}%，范围 {least:.1f}% 到 {most:.1f}%。",
)
_WIDE = Text(
    "{depth:n layer}, epoch {epoch}: the {networks} networks differ widely, median {median:.1f} %, {least:.1f} to "
    "{most:.1f} %.",
    "{depth} 层，第 {epoch} 轮：{networks} 个网络相差很大，中位数为 {median:.1f}%，范围 {least:.1f}% 到 {most:.1f}%。",
)
# Cells of a terminal's line that columns of epochs may fill, and how many of them at the most.
_ROOM, MOST_COLUMNS = 72, 7
# Cells that a title needs, to stand above a table of one column.
LEAST_WIDTH = 46


def error_tables(tables: Tables, language: Language) -> list[Table | Line]:
    """Depth × epochs of the mean test error, one table a depth series.

    Of a decaying learning rate the last epoch alone, below a line that says why.

    Args:
        tables: the study.
        language: of titles and heads.
    """
    levels = depth_by_epochs(tables)
    column = "series_zh" if language == "zh" else "series"
    found = [_error_table(str(series), rows, language) for series, rows in levels.groupby(column, sort=False)]
    note = schedule_note(tables)
    return [Line(note.say(language), style="dim"), *found] if note else [*found]


def findings_table(findings: Sequence[Finding], language: Language, title: str = "") -> Table:
    """The comparisons of one question: errors, difference with its simultaneous interval, conclusion.

    Args:
        findings: of one question; a heading row stands above each depth series.
        language: of heads and conclusions.
        title: above the table.
    """
    table = Table(title=title or None, box=SIMPLE, pad_edge=False, title_justify="left", title_style="bold")
    table.caption_justify = "left"
    table.add_column(STEP_HEADS[findings[0].code].say(language) if findings else "")
    for name in ("error", "difference", "conclusion"):
        table.add_column(_HEADS[name].say(language), justify="right" if name in ("error", "difference") else "left")
    heading = ""
    for finding in findings:
        if (label := series_label(finding).say(language)) != heading:
            table.add_row(Line(label, style="bold"))
            heading = label
        words = Line(conclusion(finding).say(language), style=STYLES[finding.conclusion])
        if failed := max(finding.failed_a, finding.failed_b):
            words.append(_FAILED.say(language, failed=failed), style="yellow")
        table.add_row(step(finding), *numbers(finding), words)
    if any(touches(finding.conclusion, finding.low, finding.high) for finding in findings):
        table.caption = TOUCHES.say(language)
    return table


def step(finding: Finding) -> str:
    """What was compared with what, under the head `STEP_HEADS` of its question: "1 → 2", or "2: 50 → 100"."""
    subject = finding.subject
    change = f"{subject['from']} → {subject['to']}"
    return change if finding.code == DEEPER else f"{subject['depth']}: {change}"


def numbers(finding: Finding) -> tuple[str, str]:
    """Errors before and after, and the difference with its interval; a dash for what was not measured."""
    if isnan(finding.estimate):
        known = not (isnan(finding.error_a) or isnan(finding.error_b))
        return f"{finding.error_a:.1f} → {finding.error_b:.1f}" if known else "–", "–"
    places = Places.of(finding.low, finding.high)
    # A share of networks is no change; where none of them failed there is no error of those that did.
    shown = places.plain if finding.code == FAILING else places.signed
    errors = " → ".join(places.plain(each) for each in (finding.error_a, finding.error_b) if not isnan(each))
    return errors or "–", f"{shown(finding.estimate)} ({shown(finding.low)}, {shown(finding.high)})"


def level_cell(error: float, low: float, high: float) -> str:
    """ "10.2±0.6"; the level alone where there is no interval."""
    if isnan(error):
        return "–"
    return f"{error:.1f}" if isnan(low) else f"{error:.1f}±{(high - low) / 2:.1f}"


def _error_table(series: str, rows: pd.DataFrame, language: Language) -> Table:
    title = _ERROR_TITLE.say(language, series=series)
    table = Table(
        title=title, box=SIMPLE, pad_edge=False, collapse_padding=True, title_justify="left", title_style="bold",
        min_width=LEAST_WIDTH,
    )  # fmt: skip
    table.add_column(_CORNER.say(language), justify="right", no_wrap=True)
    epochs = sorted(set(rows["epoch"]))
    values = zip(*(rows[name] for name in ("depth", "epoch", "error", "low", "high")), strict=True)
    cells = {(depth, epoch): level_cell(error, low, high) for depth, epoch, error, low, high in values}
    most = min(MOST_COLUMNS, _ROOM // (max(map(len, cells.values())) + 2))
    # The first and the last ones: the early columns in between say least.
    epochs = epochs if len(epochs) <= most else [epochs[0], *epochs[1 - most :]]
    for epoch in epochs:
        table.add_column(str(epoch), justify="right", no_wrap=True)
    for depth in sorted(set(rows["depth"])):
        table.add_row(str(depth), *(cells.get((depth, epoch), "–") for epoch in epochs))
    told = [note.say(language) for note in spread_notes(rows)]
    table.caption, table.caption_justify = "\n".join(told) or None, "left"
    return table


def spread_notes(rows: pd.DataFrame) -> list[Text]:
    """What a mean ± its interval would hide at the last epoch of some depths: networks that failed, a lopsided spread.

    Args:
        rows: of one depth series, from `verdict.levels.depth_by_epochs`.
    """
    last = rows[rows["epoch"] == rows["epoch"].max()].to_dict("records")
    names = ("depth", "epoch", "failed", "median", "least", "most")
    shown = [{str(name): value for name, value in row.items()} for row in last]
    return [
        Text(
            **(_SPREAD if row["failed"] else _WIDE).both(
                **{name: row[name] for name in names}, networks=row["seeds"] + row["failed"]
            )
        )
        for row in shown
        if misleads(row) and not isnan(row["median"])
    ]
