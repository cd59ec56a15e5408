"""The figures that the page promises, on a page like the one that `make study` leaves.

What depends on the clock is measured as processor time of the page's thread, or as the best of a few tries: other work
on the machine can only make it look worse. `python -m bench.page STUDY` measures all of it on a quiet machine.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

import jax
import numpy as np
import pytest

from layerwise.data import load
from layerwise.explorer.bundle import network_bundle
from layerwise.explorer.page import one_file
from layerwise.lab.exploring import explore
from layerwise.lab.running import study as run_study
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec
from tests.explorer.browser import Watched, address_of
from tests.explorer.clocked import Processor, film_frames, long_tasks, pen_moves, usable, watch_long_tasks
from tests.explorer.waiting import until

pytestmark = pytest.mark.breadth

TRIES = 4
# 3,000 units a layer; 5 million weights.
WIDE = {"three thousand units": (3000,), "five million weights": (2000, 1700)}


@pytest.fixture(scope="module")
def default_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As large as that of `make study`: its twelve architectures and its hundred epochs; a quarter of its seeds."""
    folder = tmp_path_factory.mktemp("default") / "digits"
    run_study("digits", folder=folder, epochs=100, seeds=5, learning_rates=0.003)
    return explore(folder).save(folder.parent / "page.html")


def page_of(hidden: tuple[int, ...], folder: Path) -> Path:
    """The page of one network that nobody trained."""
    spec, digits = NetworkSpec(784, hidden, 10), load("digits")
    layers = [jax.tree.map(np.asarray, layer) for layer in initial_layers(spec, 0)]
    preprocessing = Preprocessing(np.zeros(784), np.full(784, 255.0))
    network = Network(spec, layers, preprocessing, tuple("0123456789"), {"checksum": digits.checksum, "seed": 0})
    path = folder / "page.html"
    path.write_text(one_file(network_bundle(network, digits, "made")), encoding="utf-8")
    return path


def test_the_page_of_a_default_study_stays_below_six_megabytes(default_page: Path) -> None:
    assert default_page.stat().st_size <= 6_000_000


def test_it_can_be_used_within_one_and_a_half_seconds(chromium: Any, default_page: Path) -> None:
    clock, thread = min(usable(chromium, default_page) for _ in range(TRIES))
    assert thread <= 1.5
    assert clock <= 3.0  # on a machine that does other things too


def test_six_networks_answer_a_move_of_the_pen_within_a_frame(page: Watched, default_page: Path) -> None:
    opened = page.open(default_page.as_uri())
    assert opened.locator(".depth").count() == 6
    times, script = pen_moves(opened)
    assert min(median(times), script) <= 16


def test_a_film_of_fifty_units_a_layer_runs_at_sixty_frames_a_second(page: Watched, tmp_path: Path) -> None:
    opened = page.open(page_of((50, 50, 50), tmp_path).as_uri())
    best = min(median(film_frames(opened)) for _ in range(TRIES))
    assert best <= 17.5


@pytest.mark.parametrize("view", ["flow", "step", "training", "layers", "program", "lesson"])
def test_no_view_holds_up_the_page_for_a_tenth_of_a_second(view: str, page: Watched, default_page: Path) -> None:
    worst = []
    for _ in range(TRIES):
        opened = page.open(address_of(default_page, view="program" if view == "flow" else "flow"))
        opened.wait_for_timeout(1500)
        watch_long_tasks(opened)
        opened.evaluate("window.long.length = 0")
        opened.get_by_role("button", name=view.title() if view != "step" else "One step", exact=True).first.click()
        opened.wait_for_timeout(1500)
        worst.append(max(long_tasks(opened), default=0.0))
        if worst[-1] <= 100:
            return
    assert min(worst) <= 100


@pytest.mark.parametrize("hidden", WIDE.values(), ids=WIDE.keys())
def test_a_very_wide_network_is_folded_and_stays_quick(hidden: tuple[int, ...], page: Watched, tmp_path: Path) -> None:
    path = page_of(hidden, tmp_path)
    opened = page.open(path.as_uri())
    assert opened.locator("[data-unit]").count() == 48 * len(hidden)
    _, script = pen_moves(opened, 30)
    assert script <= 100
    for view in ("step", "layers", "program"):
        opened = page.open(address_of(path, view=view, input="test:3"))
        processor = Processor(opened)
        began = processor.seconds("TaskDuration")
        until(opened, "document.querySelector('main h1').textContent.length > 10")
        opened.wait_for_timeout(1000)
        assert processor.seconds("TaskDuration") - began < 10
