"""The images that are memorised, in the HTML report: how many of which network, which, and what others say they are."""

from __future__ import annotations

import pandas as pd

from layerwise.insight.paper import Picture, Sheet, SheetRow
from layerwise.report import memorising
from layerwise.report.answers import StudyResult
from layerwise.report.learned.sheet import sheet
from layerwise.report.markup import Words, both, element, folded, paragraph, table
from layerwise.verdict.memorising.answer import Memorising
from layerwise.verdict.memorising.listing import listing
from layerwise.verdict.memorising.wording import MISSING
from layerwise.words import LANGUAGES, Text

SHOWN, LISTED = 24, 100

_TITLE = Text("Which images are memorised", "哪些图像被记住")
_CAPTION = Text(
    "As seeds rotate, every image is in training for some networks and held out from others. Its score is the share "
    "of networks that are right of those trained on it, minus the share of those that held it out: validation and "
    "test rows after the last epoch, test rows alone at the best epoch, which validation chose. An image counts as "
    "memorised from a score of 0.5 on; what few networks would give by chance is taken off. Wrong labels have high "
    "scores too: look for them among the first, on which held-out networks agree about another class.",
    "随着随机种子轮换，每个图像对一些网络是训练样本，对另一些是留出样本。其得分为：用它训练的网络中识别正确的比例，减去留出它的网络中"
    "识别正确的比例（最后一轮后计入验证与测试样本；最佳轮数由验证集选定，只计测试样本）。得分达到 0.5 即算被记住，"
    "并扣除少数网络偶然会产生的数量。错误标签的得分同样很高，可在此查找：排在最前的是留出网络一致认为属于另一类别的图像。",
)
_HEADS = (
    Text("networks", "网络"),
    Text("layers", "层数"),
    Text("epoch", "轮数"),
    Text("memorised", "被记住"),
    Text("at least", "至少"),
    Text("by chance", "偶然"),
    Text("%", "%"),
)
_LIST_HEADS = (
    Text("row", "行号"),
    Text("row of the source", "数据源中的行号"),
    Text("label", "标签"),
    Text("held-out networks say", "留出网络识别为"),
    Text("right, trained on", "训练过的网络正确数"),
    Text("right, held out", "留出的网络正确数"),
    Text("score", "得分"),
)
_COUNTS = Text("How many, by network", "各网络的数量")
_SHEET = Text(
    "The {count} most suspect images of {series}, {depth:n hidden layer}, after epoch {epoch:.0f}: label → what "
    "held-out networks say",
    "{series}、{depth} 个隐藏层、第 {epoch:.0f} 轮后最可疑的 {count} 个图像：标签 → 留出网络识别为",
)
_LIST = Text("The first {count} as a table", "前 {count} 个（表格）")
_KEY, _NO_NOTE = "memorised-images", Text("", "")


def memorised_section(study: StudyResult) -> str:
    """The section, with pictures where the study has them; one sentence where single images are not answered for, ""
    where nothing is said of memorising.
    """
    answers = memorising.spoken(study)
    counted = [each for each in study.memorising if each.images is not None]
    if not answers:
        return ""
    head = element("h2", both(_TITLE))
    if not counted:
        return element("section", head + paragraph(MISSING[answers[0].missing], "caption"))
    shown = next((each for each in answers if each.images is not None), counted[0])
    rows = table(_HEADS, [_counts(each) for each in counted], range(1, len(_HEADS)))
    found = listing(study.tables, _runs(study, shown))
    content = _sheet(study, shown, found[:SHOWN]) + _listed(found[:LISTED])
    return element("section", head + paragraph(_CAPTION, "caption") + content + folded(_COUNTS, rows))


def _runs(study: StudyResult, answer: Memorising) -> pd.DataFrame:
    measured = study.tables.measured
    return measured[measured["network"] == answer.network]


def _counts(answer: Memorising) -> list[Words]:
    images = answer.images
    assert images is not None
    numbers = (f"{max(0, round(images.found - images.by_chance)):,}", f"{images.at_least:,}", f"{images.by_chance:.0f}")
    return [answer.series, str(answer.depth), f"{answer.epoch:.0f}", *numbers, f"{100 * images.share:.1f}"]


def _sheet(study: StudyResult, answer: Memorising, found: pd.DataFrame) -> str:
    drawn = study.pictures(found["row"].tolist()) if study.pictures else None
    if drawn is None or not len(drawn):
        return ""
    shown = [
        Picture.of(image, Text(*[f"{label} → {instead or '?'}"] * 2))
        for image, label, instead in zip(drawn, found["label"], found["instead"], strict=True)
    ]
    values = {"count": len(shown), "depth": answer.depth, "epoch": answer.epoch}
    title = Text(*(_SHEET.say(each, series=answer.series.say(each), **values) for each in LANGUAGES))
    return element("div", sheet(Sheet(title, _NO_NOTE, (SheetRow(title, tuple(shown)),)), _KEY), kind="learned")


def _listed(found: pd.DataFrame) -> str:
    rows: list[list[Words]] = [
        [
            f"{row['row']:,}",
            f"{row['source_row']:,}",
            str(row["label"]),
            f"{row['instead']} ({row['instead_votes']}/{row['held_out']})" if row["instead"] else "–",
            f"{row['trained_right']}/{row['trained']}",
            f"{row['held_out_right']}/{row['held_out']}",
            f"{row['score']:.2f}",
        ]
        for row in found.to_dict("records")
    ]
    title = Text(**_LIST.both(count=len(rows)))
    return folded(title, table(_LIST_HEADS, rows, (0, 1, 4, 5, 6)))
