"""The HTML report: ONE offline file, in both languages, light and dark, for screens from a phone's up."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files
from typing import Any

from plotly.offline import get_plotlyjs

from layerwise.report import elsewhere
from layerwise.report.answers import StudyResult, schedule_note, spoken_for
from layerwise.report.ceilings import ceiling_rows
from layerwise.report.further import further_section
from layerwise.report.headlines import NO_DEPTHS, headline
from layerwise.report.learned.insight import NOT_ASKED
from layerwise.report.learned.section import learned_section
from layerwise.report.learned.style import style
from layerwise.report.markup import both, element, paragraph
from layerwise.report.memorised_images import memorised_section
from layerwise.report.memorising import memorising_card
from layerwise.report.pictures import (
    advice_section,
    ceilings_section,
    chosen_section,
    frontier_section,
    pareto_section,
)
from layerwise.report.popular_claims import claims_section
from layerwise.report.provenance import duration, provenance_section, split
from layerwise.report.sections import (
    Drawings,
    answer_cards,
    curves_section,
    forest_section,
    maps_section,
    memory_section,
)
from layerwise.report.tokens import DARK, FONT, LIGHT, dark_of
from layerwise.report.uneven import uneven_section
from layerwise.verdict.advice.pareto import pareto
from layerwise.verdict.codes import DEEPER, LONGER, OVERFIT
from layerwise.verdict.finding import Finding
from layerwise.verdict.levels import uneven_levels
from layerwise.verdict.readings.series import depth_series
from layerwise.verdict.tables import Tables
from layerwise.words import LANGUAGES, Language, Text

_EYEBROW = Text("Layerwise · a study of {name}", "Layerwise · {name} 研究")
_LEAD = Text(
    "{networks:n network} in {time} on {name}: {split}. All answers hold for this data and these networks.",
    "{time}内在 {name} 上训练了 {networks:,} 个网络：{split}。所有结论仅适用于这份数据和这些网络。",
)
# Shows the page in the other language.
SWITCH = element("button", both(Text("中文", "English")), id="switch", type="button")
# Nothing may be loaded from anywhere: the browser itself holds the page to it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:"


def report_page(result: StudyResult, language: Language = "en") -> str:
    """The report as one HTML document.

    Args:
        result: of the study; its `facts` are those of `StudyResult`.
        language: shown first; the other one is a click away.
    """
    tables, findings, facts, drawings = result.tables, result.findings, result.facts, Drawings()
    # Of curves from elsewhere there are no networks to look into.
    insight = NOT_ASKED if elsewhere.ELSEWHERE in facts else result.insight
    by_epoch = not tables.condition.finished
    body = [
        _header(tables, findings, facts),
        answer_cards(findings, memorising_card(result), validated=tables.validated),
        advice_section(result.advice) if result.advice else "",
        claims_section(findings, insight),
        curves_section(tables, drawings) if by_epoch else "",
        maps_section(tables, drawings) if by_epoch else "",
        forest_section(findings, DEEPER, drawings),
        frontier_section(tables, drawings) if by_epoch else "",
        forest_section(findings, LONGER, drawings),
        ceilings_section(ceiling_rows(findings), drawings),
        chosen_section(tables, drawings) if by_epoch else "",
        memory_section(tables, drawings),
        memorised_section(result),
        forest_section(findings, OVERFIT, drawings),
        pareto_section(pareto(tables), drawings),
        learned_section(insight),
        further_section(findings),
        uneven_section(uneven_levels(tables), validated=tables.validated),
        elsewhere.section(facts) if elsewhere.ELSEWHERE in facts else provenance_section(facts, tables.condition.items),
    ]
    depths = [len(series.depths) for series in depth_series(tables)]
    return page_of(str(facts["data"]["name"]), body, drawings, language, colours={*depths, *range(1, 9)}, style=style())


def page_of(
    name: str,
    body: Sequence[str],
    drawings: Drawings,
    language: Language,
    *,
    colours: Collection[int],
    style: str = "",
) -> str:
    """Sections and their figures as one HTML document that needs nothing else.

    Args:
        name: for the window's title.
        body: the sections, HTML.
        drawings: the figures that stand in them; without any, the page goes without Plotly's 4 MB.
        language: shown first.
        colours: numbers of steps that the figures' scales of depth have.
        style: CSS of these sections alone.
    """
    scripts = element("script", _resource("page.js"))
    if drawings.figures["en"]:
        data = _data("figures", _plain_figures(drawings)) + _data("dark", dark_of(sorted(colours)))
        scripts = data + element("script", get_plotlyjs()) + scripts
    page = element("body", element("main", "\n".join(body)) + scripts)
    code = "zh-CN" if language == "zh" else "en"
    return f'<!doctype html>\n<html lang="{code}" data-lang="{language}">{_head(name, style)}{page}</html>\n'


def _head(name: str, added: str) -> str:
    colours = {"light": LIGHT, "dark": DARK}
    roots = {mode: "".join(f"--{key}:{value};" for key, value in tokens.items()) for mode, tokens in colours.items()}
    style = f":root{{{roots['light']}--font:{FONT}}}@media (prefers-color-scheme:dark){{:root{{{roots['dark']}}}}}"
    return element(
        "head",
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        + element("title", both(f"{name} · Layerwise"))
        + element("style", style + _resource("page.css") + added),
    )


def _header(tables: Tables, findings: Sequence[Finding], facts: Mapping[str, Any]) -> str:
    codes = [code for code in (DEEPER, LONGER) if spoken_for(findings, code)]
    answers = [headline(findings, code) for code in codes] or [NO_DEPTHS]
    title = " ".join(element("span", both(answer), kind="sentence") for answer in answers)
    name = str(facts["data"]["name"])
    values = {
        language: {
            "networks": facts["networks"],
            "name": name,
            "time": duration(float(facts["seconds"] or 0)).say(language),
            "split": split(facts, tables.condition.items).say(language),
        }
        for language in LANGUAGES
    }
    lead = Text(*(_LEAD.say(language, **values[language]) for language in LANGUAGES))
    if elsewhere.ELSEWHERE in facts:
        lead = elsewhere.lead(facts)
    top = element("div", paragraph(Text(**_EYEBROW.both(name=name)), "eyebrow") + SWITCH, kind="top")
    note = schedule_note(tables)
    told = paragraph(lead, "lead") + (paragraph(note, "note") if note else "")
    return element("header", top + element("h1", title) + told)


def _plain_figures(drawings: Drawings) -> dict[str, dict[str, Any]]:
    """Figures as Plotly's own JSON, without their titles: on the page these are headings, which wrap."""
    plain: dict[str, dict[str, Any]] = {}
    for language, figures in drawings.figures.items():
        plain[language] = {key: json.loads(figure.to_json()) for key, figure in figures.items()}
        for figure in plain[language].values():
            figure["layout"].pop("title")
            figure["layout"]["margin"]["t"] = 40 if figure["layout"]["showlegend"] else 8
    return plain


def _data(name: str, content: Any) -> str:
    """JSON inside a page; no text in it can end the script."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _resource(name: str) -> str:
    return files("layerwise.report").joinpath(name).read_text(encoding="utf-8")
