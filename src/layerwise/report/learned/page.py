"""What one network has learned, as a page of its own: one file, both languages, no charts that need a library."""

from __future__ import annotations

from layerwise.insight.paper import Paper
from layerwise.report.html import SWITCH, page_of
from layerwise.report.learned.section import paper_parts
from layerwise.report.learned.style import style
from layerwise.report.markup import both, element, paragraph
from layerwise.report.sections import Drawings
from layerwise.words import Language, Text

_NAME = Text("What a network has learned", "网络学到了什么")
_EYEBROW = Text(f"Layerwise · {_NAME.en}", f"Layerwise · {_NAME.zh}")


def learned_page(paper: Paper, language: Language = "en") -> str:
    """A paper as one HTML document that needs nothing else.

    Args:
        paper: to show.
        language: shown first; the other one is a click away.
    """
    top = element("div", paragraph(_EYEBROW, "eyebrow") + SWITCH, kind="top")
    header = element("header", top + element("h1", both(paper.title)) + paragraph(paper.lead, "lead"))
    body = [header, element("div", paper_parts(paper, 2), kind="learned")]
    return page_of(_NAME.say(language), body, Drawings(), language, colours=(), style=style())
