"""What networks have learned, drawn: numbers as they were measured, both languages, both lights, nothing unescaped."""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from papers import Table, clouds, cuts, heat, ink, listing, paper, sheet, text
from PIL import Image
from test_report_page import Reader

from layerwise.insight.paper import Clouds, Exhibit, Paper
from layerwise.report.learned.clouds import MOST_POINTS, thinned
from layerwise.report.learned.cuts import neighbours_differ
from layerwise.report.learned.heat import shade, written
from layerwise.report.learned.page import learned_page
from layerwise.report.learned.section import paper_sections
from layerwise.report.learned.style import RAMPS_DARK, RAMPS_LIGHT, contrast, shades
from layerwise.report.markup import both
from layerwise.words import Text

EXHIBITS = [heat([[0.5]]), sheet(), clouds(), clouds(("cat", "dog")), cuts(), listing()]


def texts(value: Any) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if isinstance(value, tuple):
        return [each for part in value for each in texts(part)]
    return (
        [each for field in fields(value) for each in texts(getattr(value, field.name))] if is_dataclass(value) else []
    )


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda each: type(each).__name__)
def test_every_word_of_an_exhibit_is_there_in_both_languages(exhibit: Exhibit) -> None:
    page = paper_sections(paper(exhibit))
    for each in texts(paper(exhibit)):
        assert both(each) in page
    assert page.count('<span lang="en">') == page.count('<span lang="zh-CN">')


def test_the_cells_hold_the_values_their_stars_and_their_names() -> None:
    values = [[0.874, None, -0.03], [0.004, 1.0, 0.125]]
    marks = ((True, False, False), (False, True, False))
    head, *rows = Table(paper_sections(paper(heat(values, marked=marks)))).rows
    assert [cell[1].get("scope") for cell in head] == [None, "col", "col", "col"]
    assert [[cell[2] for cell in row[1:]] for row in rows] == [["87*", "–", "−3"], ["0", "100*", "12"]]
    assert all(row[0][0] == "th" and row[0][1]["scope"] == "row" for row in rows)


def test_a_share_is_written_as_one_and_zero_has_no_sign() -> None:
    assert [written(value, "share") for value in (0.87, -0.001, -0.5, 1.0)] == ["0.87", "0.00", "−0.50", "1.00"]
    assert written(-0.004, "percent") == "0"


def test_a_large_table_keeps_every_value_where_the_pointer_finds_it() -> None:
    values = np.linspace(0, 1, 30 * 30).reshape(30, 30)
    page = paper_sections(paper(heat(values.tolist(), form="share")))
    rows = Table(page).rows[1:]
    found = [[float(str(cell[1]["data-value"])) for cell in row[1:]] for row in rows]
    assert np.abs(np.array(found) - values).max() <= 0.005 + 1e-9
    assert 'class="shades"' in page


def test_a_larger_value_is_never_lighter_and_beyond_the_ends_nothing_changes() -> None:
    plain, signed = heat([[0.0]], low=0.2, high=0.8), heat([[0.0]], low=-0.5, high=1.0)
    values = np.linspace(-1, 2, 301)
    steps = [int(shade(plain, value)[1:]) for value in values]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 8)
    assert shade(plain, 0.8) == "h8"
    assert [shade(signed, value) for value in (-9.0, -0.5, 0.0, 0.5, 1.0)] == ["m8", "m8", "p0", "p4", "p8"]


@pytest.mark.parametrize("ramps", [RAMPS_LIGHT, RAMPS_DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_shade(ramps: dict[str, tuple[str, ...]]) -> None:
    assert min(contrast(colour, words) for colour, words in shades(ramps).values()) >= 4.5


def test_a_picture_holds_its_pixels_and_a_signed_one_both_signs() -> None:
    masks = re.findall(
        r'<i class="(\w+)" style="--m:url\(data:image/png;base64,([^)]+)\)"', paper_sections(paper(sheet()))
    )
    assert [kind for kind, _ in masks] == ["ink", "for", "against"]
    alpha = [np.asarray(Image.open(io.BytesIO(base64.b64decode(mask))))[..., 1].astype(float) for _, mask in masks]
    assert np.abs(alpha[0] / 255 - ink() / 11).max() < 0.01
    assert np.abs((alpha[1] - alpha[2]) / 255 - (ink() - 6) / 6).max() < 0.02


def test_a_large_map_is_thinned_evenly_and_says_so() -> None:
    many = clouds(count=2000)
    page = paper_sections(paper(many))
    kept = thinned(many.panels[0].points)
    letters = "".join(re.findall(r"<text [^>]*>([17]+)</text>", page))
    assert len(kept) == len(letters) == MOST_POINTS
    assert (letters.count("1"), letters.count("7")) == tuple(sum(point[2] == k for point in kept) for k in (0, 1))
    assert kept[0] == many.panels[0].points[0]
    assert kept[-1] == many.panels[0].points[-1]
    assert set(np.diff([point[0] for point in kept])) <= {3.0, 4.0}
    assert "600 points of each map" in page
    assert "2,000" in page
    assert "evenly" not in paper_sections(paper(clouds(count=MOST_POINTS)))


def test_up_is_up_and_distances_across_and_up_are_alike() -> None:
    places = ((0.0, 0.0, 0), (4.0, 0.0, 0), (0.0, 2.0, 0))
    drawn = replace(clouds(("1",)), panels=(replace(clouds().panels[0], points=places),))
    (x, y), *_ = re.findall(r'x="([^"]+)" y="([^"]+)"', paper_sections(paper(drawn)))
    (x0, x1, x2), (y0, y1, y2) = ([float(value) for value in values.split()] for values in (x, y))
    assert x1 - x0 == 2 * (y0 - y2) > 0
    assert (x2, y1) == (x0, y0)


def test_classes_with_longer_names_have_signs_of_their_own_and_a_legend() -> None:
    names = tuple(f"class {k}" for k in range(12))
    page = paper_sections(paper(clouds(names, count=24)))
    legend = re.findall(r'<li><svg[^>]*><path class="(c\d)" d="M6 6([^"]+)"></path></svg>([^<]+)</li>', page)
    assert [name for *_, name in legend] == list(names)
    assert len({sign for _, sign, _ in legend}) == 11
    assert len({(colour, sign) for colour, sign, _ in legend}) == 12


def test_a_map_without_points_or_of_one_place_is_drawn() -> None:
    for points in ((), ((3.0, 3.0, 0), (3.0, 3.0, 1))):
        drawn = replace(clouds(), panels=(replace(clouds().panels[0], points=points),))
        assert "nan" not in paper_sections(paper(drawn))


def test_pieces_fill_their_window_and_neighbours_differ() -> None:
    page = paper_sections(paper(cuts()))
    pieces = re.findall(r'class="piece (\w+)" d="([^"]+)"', page)
    areas = [abs(_area(path)) for _, paths in pieces for path in paths.split("z") if path]
    wall = len(cuts().panels[0].polygons) * 2
    assert sum(areas) == pytest.approx(wall * (300 * 3 / 4) ** 2, rel=0.01)
    corners = [[(0, 0), (300, 0), (300, 300), (0, 300)], [(300, 0), (600, 0), (600, 300), (300, 300)]]
    below = [(0, 300), (600, 300), (600, 600), (0, 600)]
    first, second, third = neighbours_differ([*corners, below], 3)
    assert len({first, second, third}) == 3
    for name in ("here", "edge"):
        assert f">{name}</text>" in page


def _area(path: str) -> float:
    start, _, steps = path.removeprefix("M").partition("l")
    numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
    points = [tuple(map(int, start.split()))]
    for x, y in zip(numbers[::2], numbers[1::2], strict=True):
        points.append((points[-1][0] + x, points[-1][1] + y))
    return sum(a * d - b * c for (a, b), (c, d) in zip(points, points[1:] + points[:1], strict=True)) / 2


def test_nothing_in_a_paper_can_become_markup() -> None:
    bad = "<script>alert(1)</script>\"'&"
    hostile = json.loads(json.dumps(paper().as_dict()).replace(" in words", json.dumps(bad)[1:-1]))
    exhibits = hostile["sections"][0]["exhibits"]
    exhibits[2]["classes"] = [bad, "x"]
    exhibits[3]["marks"][0][2] = bad
    page = learned_page(Paper.from_dict(hostile))
    assert "<script>alert" not in page
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert "".join(reader.text).count("<script>alert(1)</script>") > 20


def test_a_paper_is_drawn_alike_after_a_stay_in_a_file() -> None:
    kept = Paper.from_dict(json.loads(json.dumps(paper().as_dict())))
    assert kept == paper()
    assert paper_sections(kept) == paper_sections(paper())


def test_a_page_of_its_own_is_small_whole_and_fetches_nothing() -> None:
    page = learned_page(paper(), "zh")
    reader = Reader()
    reader.feed(page)
    assert (reader.open, reader.fetched) == ([], [])
    assert len(page) < 60_000
    assert "plotly" not in page.lower().replace("plotly.react", "")
    assert '<html lang="zh-CN" data-lang="zh">' in page
    assert 'id="switch"' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


def test_a_listing_is_a_table_with_a_name_for_every_row() -> None:
    head, row = Table(paper_sections(paper(listing()))).rows
    assert [cell[1]["scope"] for cell in head] == ["col", "col"]
    assert (row[0][1]["scope"], row[1][2]) == ("row", "1,234")


def test_two_narrow_tables_stand_side_by_side_and_a_wide_one_alone() -> None:
    narrow, wide = heat([[0.5]]), heat([[0.5] * 9])
    assert paper_sections(paper(narrow, narrow, wide)).count('class="pair"') == 1
    assert paper_sections(paper(narrow, wide, narrow)).count('class="single"') == 3


def test_an_exhibit_without_a_note_has_no_empty_line() -> None:
    bare: Clouds = replace(clouds(), note=Text("", ""))
    assert "figcaption" not in paper_sections(paper(bare))
    assert text("clouds note").en in paper_sections(paper(clouds()))
