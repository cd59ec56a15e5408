"""Training in a real browser: findings, curves, the map, the slider through the epochs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layerwise.data import load
from layerwise.data.folds import split
from layerwise.explorer.arrays import Arrays
from layerwise.explorer.samples import add_samples
from layerwise.nets.network import Network
from tests.explorer.browser import Watched, address_of
from tests.explorer.waiting import until

pytestmark = pytest.mark.breadth


def opened(page: Watched, path: Path, **state: str) -> Any:
    return page.open(address_of(path, view="training", lang="en", **state))


def matrix(page: Any) -> np.ndarray:
    rows = page.locator(".confusion tbody tr").all()
    return np.array([[int(cell or 0) for cell in row.locator("button").all_inner_texts()] for row in rows])


def test_enter_on_a_cell_of_the_map_opens_that_network_near_that_epoch_in_flow(
    page: Watched, digits_page: Path
) -> None:
    shown = opened(page, digits_page)
    cells = shown.locator(".map button")
    assert cells.count() == 3 * 4
    assert shown.locator(".map button[tabindex='0']").count() == 1
    cells.first.focus()
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("ArrowDown")
    focused = shown.evaluate("({ ...document.activeElement.dataset })")
    assert focused == {"id": "relu-16x2", "epoch": "2"}
    shown.keyboard.press("Enter")
    shown.wait_for_selector("main.flow")
    state = shown.evaluate("({ net: layerwise.state.net, epoch: layerwise.state.epoch })")
    assert state == {"net": "relu-16x2", "epoch": 2}
    assert "epoch 2" in shown.locator("#live").inner_text()


def test_the_slider_moves_the_confusion_matrix_as_the_saved_networks_answer(
    page: Watched, digits_page: Path, digits_study: Path
) -> None:
    shown = opened(page, digits_page, net="relu-16x2")
    data = load("digits")
    arrays = Arrays()
    add_samples(arrays, data, split(data, 0))
    rows = arrays.read("test/rows")
    slider = shown.locator(".through input[type=range]")
    for key, epoch in (("Home", 0), ("ArrowRight", 1)):
        slider.focus()
        shown.keyboard.press(key)
        until(shown, f"document.querySelector('.through h2').textContent.startsWith('After epoch {epoch} ')")
        network = Network.load(digits_study / "weights" / f"{run_of(digits_study)}-e{epoch}.safetensors")
        expected = np.zeros((10, 10), int)
        np.add.at(expected, (data.labels[rows], network.predict_proba(data.inputs[rows]).argmax(1)), 1)
        # Half floats of the kept epochs may turn a close answer.
        assert np.abs(matrix(shown) - expected).sum() <= 4
        told = float(shown.locator(".through h2").inner_text().split("reads ")[1].split()[0])
        assert told == pytest.approx(100 * np.trace(matrix(shown)) / len(rows), abs=0.06)


def run_of(folder: Path) -> str:
    import pandas as pd

    runs = pd.read_parquet(folder / "runs.parquet")
    return str(
        runs[(runs["network"] == "relu-16x2") & (runs["seed"] == 0) & (runs["stage"] == "measure")]["run"].iloc[0]
    )


def test_a_mistake_in_the_matrix_opens_in_flow(page: Watched, digits_page: Path) -> None:
    shown = opened(page, digits_page)
    until(shown, "document.querySelectorAll('.confusion button.wrong:not(:empty)').length > 3")
    words = shown.locator(".confusion button.wrong:not(:empty)").first.get_attribute("aria-label")
    shown.locator(".confusion button.wrong:not(:empty)").first.click()
    shown.wait_for_selector("main.flow")
    truth, read = words.split(":")[0].split(" read as ")
    assert f"It reads {read}" in shown.locator("h1").inner_text()
    assert f"It is {truth}." in shown.locator("h1").inner_text()


def test_the_curves_and_their_table_say_the_studys_numbers(
    page: Watched, digits_page: Path, digits_study: Path
) -> None:
    import pandas as pd

    shown = opened(page, digits_page, measure="train_error", net="tanh-16")
    runs = pd.read_parquet(digits_study / "runs.parquet")
    epochs = pd.read_parquet(digits_study / "epochs.parquet")
    own = runs[(runs["network"] == "tanh-16") & (runs["stage"] == "measure")]["run"]
    mean = 100 * (1 - epochs[epochs["run"].isin(own)].groupby("epoch")["train_accuracy"].mean())
    shown.locator(".curves summary").click()
    cells = shown.locator(".curves .wide tbody tr").first.locator("td").all_inner_texts()
    assert [float(cell.split()[0]) for cell in cells] == pytest.approx(
        [mean[epoch] for epoch in (1, 2, 5, 8)], abs=0.06
    )
    assert shown.locator(".curves .curve").count() == 3
    assert "training error" in shown.locator(".curves .chart").get_attribute("aria-label")


def test_a_finding_shows_its_picture_and_takes_its_network(page: Watched, digits_page: Path) -> None:
    shown = opened(page, digits_page, net="relu-16x3")
    verdict = shown.evaluate("layerwise.card.findings")
    cards = shown.locator(".finding")
    assert cards.count() >= 3
    sentences = {finding["text"]["en"] for finding in verdict}
    assert all(cards.nth(k).locator(".sentence").inner_text() in sentences for k in range(cards.count()))
    folded = cards.first.locator("summary")
    folded.click()
    group = [each for each in verdict if each["code"] in ("deeper", "wider", "degradation", "activation")]
    until(shown, f"document.querySelectorAll('.finding:first-child .others li').length === {len(group) - 1}")
    cards.filter(has_text="Does it overfit?").get_by_role("button", name="Show it").first.click()
    until(shown, "document.activeElement === document.querySelector('.memory h2')")


def test_what_was_chosen_is_in_the_address(page: Watched, digits_page: Path) -> None:
    shown = opened(page, digits_page)
    shown.get_by_label("What the curves show").select_option("test_loss")
    shown.get_by_role("button", name="Log scales").click()
    shown.get_by_role("button", name="3 hidden layers", exact=True).click()
    until(shown, "location.hash.includes('test_loss') && location.hash.includes('scale=linear')")
    again = page.open(shown.evaluate("location.href"))
    assert again.get_by_label("What the curves show").input_value() == "test_loss"
    assert again.get_by_role("button", name="Log scales").get_attribute("aria-pressed") == "false"
    assert again.get_by_role("button", name="3 hidden layers", exact=True).get_attribute("aria-pressed") == "true"


def test_points_of_the_plane_show_the_answers_all_over_it(page: Watched, spirals_page: Path) -> None:
    shown = opened(page, spirals_page)
    drawn = "() => document.querySelector('.plane-answer').toDataURL()"
    until(shown, f"({drawn})().length > 8000")
    first = shown.evaluate(drawn)
    shown.locator(".through input[type=range]").focus()
    shown.keyboard.press("Home")
    until(shown, f"first => ({drawn})() !== first", first)
    assert matrix(shown).sum() == 1000


def test_a_page_of_one_network_has_neither(page: Watched, digits_study: Path, tmp_path: Path) -> None:
    from layerwise.explorer.bundle import network_bundle
    from layerwise.explorer.page import one_file

    network = Network.load(digits_study / "weights" / f"{run_of(digits_study)}-e1.safetensors")
    path = tmp_path / "one.html"
    path.write_text(one_file(network_bundle(network, load("digits"), "one")), encoding="utf-8")
    shown = page.open(path.as_uri())
    assert shown.locator("nav .tab").filter(has_text="Training").count() == 0
    assert json.loads(shown.locator("#bundle-card").text_content())["kind"] == "network"
