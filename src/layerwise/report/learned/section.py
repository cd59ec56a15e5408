"""A paper on what networks have learned, as a section of a report: its answer, its questions, what shows them."""

from __future__ import annotations

from collections.abc import Sequence

from layerwise.insight.paper import Clouds, Cuts, Exhibit, Heat, Listing, Paper, Section, Sheet
from layerwise.report.learned.clouds import clouds
from layerwise.report.learned.cuts import cuts
from layerwise.report.learned.heat import heat
from layerwise.report.learned.insight import Insight
from layerwise.report.learned.sheet import sheet
from layerwise.report.markup import both, element, folded, paragraph
from layerwise.words import Text

_TITLE = Text("What each layer has learned", "每一层学到了什么")
_NOT_YET = Text(
    "Not measured yet. layerwise inspect STUDY, with this study's folder, measures it and adds it to this report.",
    "尚未测量。对本研究的文件夹运行 layerwise inspect STUDY 即可测量，并写入本报告。",
)
_FURTHER = Text("More in words ({count:n sentence})", "更多文字说明（{count} 句）")
_NOTHING = Text("", "")
# Tables of no more columns than these stand in twos.
_NARROW = 6


def learned_section(insight: Insight | None) -> str:
    """What a study's networks have learned, or why that is missing; "" where it cannot be asked.

    Args:
        insight: what an inspection left; None before the first one.
    """
    if insight is not None and insight.paper is not None:
        return paper_sections(insight.paper)
    note = _NOT_YET if insight is None else insight.problem
    return element("section", element("h2", both(_TITLE)) + paragraph(note, "caption")) if note else ""


def paper_sections(paper: Paper) -> str:
    """All of a paper as HTML: its title and lead, then a part a question, with its exhibits.

    Args:
        paper: in both languages, of which the page shows one.
    """
    head = paragraph(_TITLE, "question") + element("h2", both(paper.title)) + paragraph(paper.lead, "lead")
    return element("section", head + paper_parts(paper, 3), kind="learned")


def paper_parts(paper: Paper, level: int) -> str:
    """The parts alone.

    Args:
        paper: whose parts.
        level: of their headings, one more than that of what stands above them.
    """
    return "".join(_part(section, f"learned-{k}", level) for k, section in enumerate(paper.sections, 1))


def _part(section: Section, key: str, level: int) -> str:
    told = "".join(paragraph(each) for each in section.told)
    shown = "".join(_lines(section.exhibits, key, level + 1))
    items = "".join(element("li", both(each)) for each in section.further)
    more = folded(Text(**_FURTHER.both(count=len(section.further))), element("ul", items)) if items else ""
    return element(
        "div", element(f"h{level}", both(section.heading), kind="heading") + told + shown + more, kind="part"
    )


def _lines(exhibits: Sequence[Exhibit], key: str, level: int) -> list[str]:
    """Exhibits one below the other, but narrow ones that follow each other in twos."""
    drawn = [_figure(exhibit, f"{key}-{k}", level) for k, exhibit in enumerate(exhibits, 1)]
    lines, k = [], 0
    while k < len(drawn):
        twos = len(drawn) > k + 1 and _is_narrow(exhibits[k]) and _is_narrow(exhibits[k + 1])
        step = 2 if twos else 1
        lines.append(element("div", "".join(drawn[k : k + step]), kind="pair" if twos else "single"))
        k += step
    return lines


def _is_narrow(exhibit: Exhibit) -> bool:
    match exhibit:
        case Heat(columns=columns):
            return len(columns) <= _NARROW
        case Listing(heads=heads):
            return len(heads) < _NARROW
        case _:
            return False


def _figure(exhibit: Exhibit, key: str, level: int) -> str:
    title = element(f"h{level}", both(exhibit.title), kind="exhibit", id=key)
    note = element("figcaption", both(exhibit.note), kind="note") if exhibit.note != _NOTHING else ""
    return element("figure", title + _drawn(exhibit, key) + note)


def _drawn(exhibit: Exhibit, key: str) -> str:
    match exhibit:
        case Heat():
            return heat(exhibit, key)
        case Sheet():
            return sheet(exhibit, key)
        case Clouds():
            return clouds(exhibit, key)
        case Cuts():
            return cuts(exhibit, key)
        case Listing():
            return _listing(exhibit, key)


def _listing(exhibit: Listing, key: str) -> str:
    numeric = [""] + ["n"] * (len(exhibit.heads) - 1)
    heads = "".join(f'<th scope="col" class="{n}">{both(h)}</th>' for h, n in zip(exhibit.heads, numeric, strict=True))
    rows = []
    for row in exhibit.rows:
        first, *others = row or (_NOTHING,)
        cells = "".join(element("td", both(each), kind="n") for each in others)
        rows.append(element("tr", element("th", both(first), scope="row") + cells))
    body = element("thead", element("tr", heads)) + element("tbody", "".join(rows))
    table = f'<table class="listing" aria-labelledby="{key}">{body}</table>'
    return element("div", table, kind="scroll", tabindex="0")
