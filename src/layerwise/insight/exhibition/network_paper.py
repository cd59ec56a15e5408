"""A short paper on what one network has learned: question by question, with what shows each answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from layerwise.insight.concepts import yes_no
from layerwise.insight.exhibition.gallery import Gallery
from layerwise.insight.exhibition.layers import alike_heat, classes_listing, maps, readable_heat
from layerwise.insight.exhibition.parts import additive_listing, parts_sheet, units_by_part
from layerwise.insight.exhibition.pieces import branches_listing, cuts, explained_sheet, worst_listing
from layerwise.insight.exhibition.units import unit_sheets
from layerwise.insight.finding import Conclusion, Learned
from layerwise.insight.inspection import Inspection
from layerwise.insight.paper import Exhibit, Paper, Section
from layerwise.insight.wording import said
from layerwise.words import Text

TITLES: Mapping[Conclusion, Text] = {
    "holds": Text(
        "{label}: strokes first, then loops, then the digit, as the popular account has it",
        "{label}：先笔画、再环、最后数字，与流行的说法一致",
    ),
    "in-part": Text(
        "{label}: only in part strokes first, then loops, then the digit",
        "{label}：“先笔画、再环、最后数字”只部分成立",
    ),
    "not-found": Text("{label}: not strokes first, then loops, then the digit", "{label}：并非先笔画、再环、最后数字"),
    "undecided": Text(
        "{label}: whether strokes come first, then loops, is undecided", "{label}：是否先笔画、再环，尚无定论"
    ),
    "not-applicable": Text("{label}: what its layers have learned", "{label}：各层学到了什么"),
}
_LEAD = Text(
    "{label} was shown {rows:n row} of {data} that it had not seen ({which}). Whatever is called learned here lies "
    "above every control: untrained networks of the same shape, as many principal components of the inputs, and values "
    "dealt out by lot.",
    "给 {label} 看了 {data} 中 {rows} 行它没有见过的数据（{which}）。这里凡说“学到了”的，都超过所有对照："
    "同形的未训练网络、同样数目的输入主成分，以及随机分配的值。",
)
_READ = Text("What can be read at which layer?", "哪一层能读出什么？")
_UNITS = Text("What do single units answer to?", "单个单元对什么有反应？")
_PARTS = Text("Is a digit, to the network, the sum of its parts?", "对网络来说，数字是各部件之和吗？")
_ALIKE = Text("How do the layers differ from one another?", "各层之间有什么不同？")
_PIECES = Text("Which branches do the data take?", "数据走过哪些分支？")
_RESTS = Text("What do the answers rest on?", "答案依据什么？")
_NO_SLICE = Text("No plane is drawn: {why}.", "没有画平面：{why}。")
# Findings that a reader may open, of which not all are read.
_TOLD_UNITS, _TOLD_PARTS = 4, 4


def network_paper(
    found: Inspection, findings: Sequence[Learned], shown: Gallery, *, label: str, data: str, rows: int, which: Text
) -> Paper:
    """Writes what an inspection found as a paper.

    Args:
        found: what was measured.
        findings: what it says.
        shown: the pictures.
        label: of the network.
        data: name of the data set.
        rows: how many rows of it were looked at.
        which: which rows these are drawn from, in words.
    """
    answer = next(finding for finding in findings if finding.code == "hierarchy")
    sections = (
        _readable(found, findings),
        _units(found, findings, shown),
        *_parts(found, findings, shown),
        _alike(found, findings, shown),
        _pieces(found, findings, shown),
        _rests(found, findings, shown),
    )
    return Paper(
        title=said(TITLES[answer.conclusion], label=label),
        lead=said(_LEAD, label=label, rows=rows, data=data, which=which),
        sections=sections,
    )


def _texts(findings: Sequence[Learned], *codes: str) -> tuple[Text, ...]:
    return tuple(finding.text for code in codes for finding in findings if finding.code == code)


def _readable(found: Inspection, findings: Sequence[Learned]) -> Section:
    told = _texts(findings, "hierarchy")
    notes = tuple(note for finding in findings for note in finding.notes)
    return Section(_READ, (*told, *notes), (readable_heat(found),), _texts(findings, "concept", "with-depth"))


def _units(found: Inspection, findings: Sequence[Learned], shown: Gallery) -> Section:
    questions = {question.name: question.title for question in yes_no(found.readable.concepts)}
    titles = {(each.layer, each.unit): questions[each.concept] for each in found.detections if each.holds}
    units = _texts(findings, "unit")
    told = (*_texts(findings, "units"), *units[:_TOLD_UNITS])
    return Section(_UNITS, told, tuple(unit_sheets(shown, titles)), units[_TOLD_UNITS:])


def _parts(found: Inspection, findings: Sequence[Learned], shown: Gallery) -> Iterator[Section]:
    if found.parts is None or not found.parts.digits:
        return
    layers, classes = found.layers[1:], shown.network.classes
    owners = units_by_part(found.parts, tuple(classes), layers)
    exhibits: list[Exhibit] = [parts_sheet(found.parts, tuple(classes)), additive_listing(found.parts, layers)]
    exhibits += [owners] if owners is not None else []
    without = _texts(findings, "without")
    yield Section(_PARTS, (*_texts(findings, "parts"), *without[:_TOLD_PARTS]), tuple(exhibits), without[_TOLD_PARTS:])


def _alike(found: Inspection, findings: Sequence[Learned], shown: Gallery) -> Section:
    labelled = shown.labels[shown.labels >= 0]
    exhibits = (alike_heat(found), classes_listing(found), maps(found, labelled, tuple(shown.network.classes)))
    return Section(_ALIKE, _texts(findings, "similarity", "separability"), exhibits)


def _pieces(found: Inspection, findings: Sequence[Learned], shown: Gallery) -> Section:
    told = _texts(findings, "branches")
    exhibits: list[Exhibit] = [branches_listing(found.branches)] if found.branches is not None else []
    if shown.slice is None:
        return Section(_PIECES, (*told, said(_NO_SLICE, why=shown.why_no_slice)), tuple(exhibits))
    hidden = tuple(layer.name for layer in shown.layers[:-1])
    return Section(_PIECES, told, (*exhibits, cuts(shown.slice, shown, hidden)))


def _rests(found: Inspection, findings: Sequence[Learned], shown: Gallery) -> Section:
    exhibits: list[Exhibit] = [worst_listing(found.ablation)] if found.ablation is not None else []
    sheet = explained_sheet(shown)
    exhibits += [sheet] if sheet is not None else []
    return Section(_RESTS, _texts(findings, "ablation", "attribution"), tuple(exhibits))
