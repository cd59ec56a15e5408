"""The page of a reproduced finding: its claims, published against ours, in both languages, as ONE offline file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from layerwise.report.claims import CLAIM_HEADS, OUTCOME_WORDS, claim_row, claims_figures, sentence
from layerwise.report.html import SWITCH, page_of
from layerwise.report.lines_figure import Lines, lines_figure
from layerwise.report.markup import Words, both, element, folded, paragraph, table
from layerwise.report.provenance import duration
from layerwise.report.sections import Drawings
from layerwise.verdict.published import Claim, Outcome
from layerwise.words import LANGUAGES, Text


@dataclass(frozen=True)
class Trained:
    """One study behind a finding, for the record.

    Args:
        name: of its folder.
        data, checksum, source: the data set.
        rows: how many train, choose and test, by part.
        networks: trained, tuning included.
        diverged: of the measured ones.
        seeds, epochs: of each architecture.
        recipe: as of `Recipe`.
        learning_rates: by network.
        seconds: that it took, all sessions together.
        worker_seconds: of all workers together.
        versions, machine: of the last session.
    """

    name: str
    data: str
    checksum: str
    source: str
    rows: Mapping[str, int]
    networks: int
    diverged: int
    seeds: int
    epochs: int
    recipe: Mapping[str, Any]
    learning_rates: Mapping[str, Any]
    seconds: float
    worker_seconds: float
    versions: Mapping[str, str]
    machine: Mapping[str, Any]


@dataclass(frozen=True)
class Reproduction:
    """A published finding, reproduced.

    Args:
        name: of the command.
        title: the finding, as a sentence.
        source: who published it.
        form: quick or full.
        smaller: what the quick form has less of; None for the full one.
        apart: where ours departs from what was published.
        claims: judged.
        outcome: of all of them together.
        lines: the picture; None without one.
        trained: the studies behind it.
        command: that makes it again.
        page: where the page is.
    """

    name: str
    title: Text
    source: str
    form: Literal["quick", "full"]
    smaller: Text | None
    apart: Text
    claims: tuple[Claim, ...]
    outcome: Outcome
    lines: Lines | None
    trained: tuple[Trained, ...]
    command: str
    page: str

    @property
    def seconds(self) -> float:
        """That the studies took together."""
        return sum(each.seconds for each in self.trained)

    def as_dict(self) -> dict[str, Any]:
        """All but the picture as plain JSON values."""
        return {
            "schema": 1,
            "name": self.name,
            "title": vars(self.title),
            "source": self.source,
            "form": self.form,
            "smaller": vars(self.smaller) if self.smaller else None,
            "apart": vars(self.apart),
            "outcome": self.outcome,
            "claims": [{**claim.as_dict(), "told": vars(sentence(claim))} for claim in self.claims],
            "trained": [vars(each) for each in self.trained],
            "seconds": round(self.seconds, 1),
            "command": self.command,
            "page": self.page,
        }


_EYEBROW = Text("Layerwise · a published finding, {form}", "Layerwise · 复现已发表的结果，{form}")
FORMS = {"quick": Text("quick form", "快速版"), "full": Text("full size", "完整版")}
_LEAD = Text("{networks:n network} in {time}.", "{time}内训练了 {networks:,} 个网络。")
_SOURCE = Text("Published: {source}.", "出处：{source}。")
_SMALLER = Text("Smaller than the full form: {smaller}.", "比完整版小：{smaller}。")
_CLAIMS = Text("Published against ours", "公布的结果与我们的结果")
_HOW = Text(
    "A published number from one run agrees where it lies in our 95 % prediction interval for a single run (mean ± "
    "t·s·√(1+1/n) over n seeds), its own rounding granted; of twenty that hold, one lies outside by chance. A claim "
    "about a mean agrees where the mean's 95 % interval, over seeds, lies wholly where the claim puts it, and differs "
    "where it lies wholly outside. All holds for this data and these recipes.",
    "单次运行公布的数值，若落在我们单次运行的 95% 预测区间内（n 个随机种子的平均值 ± t·s·√(1+1/n)，"
    "并允许其自身的舍入），即为一致；二十个成立的数值中，平均有一个会偶然落在区间之外。关于平均值的论断，"
    "若平均值的 95% 置信区间（对随机种子）完全落在论断所述范围内即为一致，完全落在范围外即为不一致。"
    "所有结论仅适用于这份数据和这些训练方法。",
)
_PICTURE = Text("The course of it", "过程")
_BAND = Text(
    "A line is the mean over seeds; its band holds the middle 80 % of them.",
    "每条线是随机种子的平均值；色带包含中间 80% 的随机种子。",
)
_RUN = Text("What was run", "运行了什么")
_AGAIN = Text("Run it again with", "重新运行的命令")
_RUN_HEADS = (
    Text("study", "研究"),
    Text("data set", "数据集"),
    Text("train / validate / test", "训练 / 验证 / 测试"),
    Text("networks", "网络数"),
    Text("diverged", "发散"),
    Text("seeds", "随机种子"),
    Text("epochs", "训练轮数"),
    Text("time", "用时"),
    Text("checksum", "校验和"),
)
_DETAILS = Text("Recipes, learning rates, versions and machine", "训练方法、学习率、版本与机器")


def reproduction_page(found: Reproduction, language: Literal["en", "zh"] = "en") -> str:
    """The page as one HTML document, `language` shown first."""
    drawings = Drawings()
    body = [_header(found), _claims(found, drawings), _picture(found, drawings), _record(found)]
    return page_of(found.name, body, drawings, language, colours=range(1, 17))


def _header(found: Reproduction) -> str:
    form = FORMS[found.form]
    eyebrow = Text(*(_EYEBROW.say(each, form=form.say(each)) for each in LANGUAGES))
    top = element("div", paragraph(eyebrow, "eyebrow") + SWITCH, kind="top")
    networks, time = sum(each.networks for each in found.trained), duration(found.seconds)
    lead = Text(*(_LEAD.say(each, networks=networks, time=time.say(each)) for each in LANGUAGES))
    told = [element("h1", both(found.title) + ": " + both(OUTCOME_WORDS[found.outcome])), paragraph(lead, "lead")]
    told.append(paragraph(Text(**_SOURCE.both(source=found.source)), "note"))
    told += [paragraph(text, "note") for text in caveats(found)]
    return element("header", top + "".join(told))


def caveats(found: Reproduction) -> list[Text]:
    """What a reader has to know before the numbers: what is smaller, and what is not as published."""
    smaller = found.smaller
    told = [Text(*(_SMALLER.say(each, smaller=smaller.say(each)) for each in LANGUAGES))] if smaller else []
    return [*told, found.apart]


def _claims(found: Reproduction, drawings: Drawings) -> str:
    rows = [claim_row(claim) for claim in found.claims]
    listed = element("div", table(CLAIM_HEADS, rows, range(1, 6)), kind="claims")
    notes = "".join(paragraph(note, "note") for note in dict.fromkeys(c.note for c in found.claims if c.note))
    plots = drawings.place("claims", lambda language: claims_figures(found.claims, language))
    return element("section", element("h2", both(_CLAIMS)) + paragraph(_HOW, "caption") + listed + notes + plots)


def _picture(found: Reproduction, drawings: Drawings) -> str:
    lines = found.lines
    if lines is None:
        return ""
    place = drawings.place("lines", lambda language: [lines_figure(lines, language)])
    return element("section", element("h2", both(_PICTURE)) + paragraph(_BAND, "caption") + place)


def _record(found: Reproduction) -> str:
    rows: list[list[Words]] = [
        [
            each.name,
            each.data,
            " / ".join(f"{count:,}" for count in each.rows.values()),
            f"{each.networks:,}",
            f"{each.diverged:,}",
            f"{each.seeds}",
            f"{each.epochs:,}",
            duration(each.seconds),
            each.checksum[:12],
        ]
        for each in found.trained
    ]
    details = "".join(_details(each) for each in found.trained)
    again = element("p", both(_AGAIN)) + element("pre", element("code", both(found.command)))
    content = table(_RUN_HEADS, rows, range(2, 8)) + again + folded(_DETAILS, details)
    return element("section", element("h2", both(_RUN)) + content)


def _details(each: Trained) -> str:
    rates = ", ".join(f"{network} {rate}" for network, rate in each.learning_rates.items())
    shown = {"source": each.source, **each.recipe, "learning rates": rates, **each.versions, **each.machine}
    listed = "".join(element("dt", both(name)) + element("dd", both(str(value))) for name, value in shown.items())
    return element("h3", both(each.name)) + element("dl", listed)
