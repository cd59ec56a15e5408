"""The HTML report: one offline file, complete in both languages, that says what was run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from layerwise.report.answers import StudyResult
from layerwise.report.html import report_page
from layerwise.report.tokens import DEPTH_DARK, DEPTH_LIGHT, dark_of
from layerwise.verdict.compare import compare


class Reader(HTMLParser):
    """Collects what a browser would fetch, the tags left open, and the text outside scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fetched: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href", "action", "data", "poster")]
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" not in self.open and "style" not in self.open:
            self.text.append(data)


@pytest.fixture(scope="module")
def page(digits: StudyResult) -> str:
    return report_page(digits)


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_nothing_is_fetched_from_anywhere(page: str, read: Reader) -> None:
    assert read.fetched == []
    assert "default-src 'none'" in page
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert not any("url(" in css or "@import" in css for css in style)


def test_every_tag_is_closed_and_the_page_holds_plotly_once(page: str, read: Reader) -> None:
    assert read.open == []
    assert len(re.findall(r"<script[ >]", page)) == 4
    assert len(page) < 8e6


def test_the_page_says_what_was_run_and_how_to_run_it_again(read: Reader) -> None:
    text = "".join(read.text)
    for fact in (
        "sha256:abcd",
        "mlxtend",
        "layerwise study digits --depths 1-3 && echo '<done>'",
        "jax 0.7",
        "two cores",
    ):
        assert fact in text
    assert "0.003, 0.001" in text


def test_every_sentence_is_there_in_both_languages(digits: StudyResult, read: Reader) -> None:
    text = "".join(read.text).replace("\N{NO-BREAK SPACE}", " ")
    for finding in digits.findings:
        assert finding.text.en in text
        assert finding.text.zh in text


def test_both_languages_have_every_figure_and_every_place_its_figure(page: str) -> None:
    figures = json.loads(re.findall(r'id="figures">(.*?)</script>', page)[0])
    places = re.findall(r'class="plot" id="([^"]+)"', page)
    assert list(figures["en"]) == list(figures["zh"]) == places
    names = {place.rpartition("-")[0] for place in places}
    assert names == {
        *(
            "curves",
            "maps",
            "deeper",
            "frontier",
            "longer",
            "ceilings",
            "chosen",
            "memory",
            "overfit",
            "pareto",
        ),
    }
    assert "隐藏层数" in json.dumps(figures["zh"], ensure_ascii=False)


def test_every_light_colour_of_a_figure_has_its_dark_twin(page: str) -> None:
    figures = re.findall(r'id="figures">(.*?)</script>', page)[0]
    dark = json.loads(re.findall(r'id="dark">(.*?)</script>', page)[0])
    used = set(re.findall(r'"(#[0-9a-f]{6}|rgba\([0-9.,]+\))"', figures)) - {"rgba(0,0,0,0)"}
    assert used
    assert used <= set(dark)


def test_the_language_asked_for_opens_first_and_the_name_is_escaped(digits: StudyResult) -> None:
    facts = {**digits.facts, "data": {**digits.facts["data"], "name": "<script>alert(1)</script>"}}
    page = report_page(replace(digits, facts=facts), "zh")
    assert '<html lang="zh-CN" data-lang="zh">' in page
    assert "<script>alert" not in page


def test_a_study_of_one_depth_and_of_two_seeds_still_gets_a_page(digits: StudyResult) -> None:
    from simulated import simulate

    for tables in (simulate(depths=(1,), seeds=5, images=20), simulate(depths=(1, 2), seeds=2, images=20, epochs=1)):
        assert "</html>" in report_page(StudyResult(tables, compare(tables), digits.facts))


def test_networks_of_uneven_layers_alone_still_get_a_page(digits: StudyResult) -> None:
    from simulated import simulate

    tables = simulate(depths=(2,), seeds=3, images=20, epochs=2)
    uneven = replace(tables, runs=tables.runs.assign(hidden=[[32, 16]] * 3))
    assert "</html>" in report_page(StudyResult(uneven, compare(uneven), digits.facts))


def test_the_same_study_gives_the_same_page(digits: StudyResult, page: str) -> None:
    assert report_page(digits) == page


def test_the_depth_scale_runs_from_light_to_dark_on_both_papers() -> None:
    for scale in (DEPTH_LIGHT, DEPTH_DARK):
        light = [sum(weight * int(c[k : k + 2], 16) for k, weight in ((1, 0.3), (3, 0.59), (5, 0.11))) for c in scale]
        assert light == sorted(light, reverse=True)
    assert len(dark_of([6])) >= 12
