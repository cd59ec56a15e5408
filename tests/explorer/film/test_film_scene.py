"""The film's scene: what it draws is what the network computes, and it stays small whatever the network."""

from __future__ import annotations

import json
import re
import time
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import jax.numpy as jnp
import numpy as np
import pytest
from made_networks import example, made

from layerwise.explorer.film import files as film_files
from layerwise.explorer.film import lettering
from layerwise.explorer.film.errors import FilmError
from layerwise.explorer.film.files import write_film
from layerwise.explorer.film.frames import Painter, timed_pictures
from layerwise.explorer.film.headings import headline
from layerwise.explorer.film.layout import layout
from layerwise.explorer.film.passage import STRONGEST, Passage
from layerwise.explorer.film.scene import film_scene
from layerwise.explorer.film.shapes import HEIGHT, WIDTH, Curve, Group, Ink, Scene, Shape, Words
from layerwise.explorer.film.svg import svg
from layerwise.nets.forward import ACTIVATION_FUNCTIONS
from layerwise.nets.network import Network
from layerwise.nets.spec import NetworkSpec
from layerwise.report.fonts import chinese_font

SPECS = {
    "usual": NetworkSpec(784, (16, 16), 10),
    "linear": NetworkSpec(784, (), 10),
    "wide": NetworkSpec(784, (3000, 3000), 10),
    "normalised": NetworkSpec(784, (24,) * 4, 10, "tanh", "glorot", normalisation="layer", residual=True),
    "deep": NetworkSpec(784, (16,) * 16, 10, "gelu"),
    "many classes": NetworkSpec(784, (64,), 300, "sigmoid"),
    "plane": NetworkSpec(2, (8, 8), 2),
    "table": NetworkSpec(130, (8,), 3, "leaky_relu"),
}


@pytest.fixture(scope="module", params=SPECS)
def passage(request: pytest.FixtureRequest) -> Passage:
    network = made(SPECS[request.param])
    return Passage.of(network, example(network))


def shapes(scene: Scene) -> list[Shape]:
    return [shape for group in scene.groups for shape in group.shapes]


def test_what_the_activation_functions_are_given_makes_the_activations(passage: Passage) -> None:
    network, before = passage.network, None
    for inner, active in zip(passage.inner[:-1], passage.activations[:-1], strict=True):
        made_of = np.asarray(ACTIVATION_FUNCTIONS[network.spec.activation](jnp.asarray(inner)))
        skipped = before if network.spec.residual and before is not None else 0
        np.testing.assert_allclose(made_of + skipped, active, atol=2e-5, rtol=2e-4)
        before = active
    np.testing.assert_allclose(passage.sums[-1], passage.activations[-1], atol=1e-4, rtol=1e-4)
    np.testing.assert_array_equal(passage.probabilities, network.predict_proba(passage.raw[None])[0])


def test_the_links_that_are_drawn_are_those_that_carry_most() -> None:
    network = made(NetworkSpec(784, (30, 20), 10))
    passage = Passage.of(network, example(network))
    links = passage.links_into(1, np.arange(30), np.arange(20))
    carried = np.asarray(network.layers[1]["weight"]) * passage.activations[0][:, None]
    assert len(links) == STRONGEST
    for a, b, value in links:
        assert value == pytest.approx(carried[a, b])
    sizes = [abs(value) for *_, value in links]
    assert sizes == sorted(sizes)
    assert np.sum(np.abs(carried) > sizes[0] * (1 + 1e-6)) == STRONGEST - 1


def test_of_wide_layers_the_units_with_the_largest_weights_stay() -> None:
    network = made(NetworkSpec(784, (200,), 10))
    places = layout(Passage.of(network, example(network)))
    strength = (np.asarray(network.layers[1]["weight"]) ** 2).sum(axis=1)
    shown = [spot.unit for spot in places.columns[0].spots]
    assert shown == sorted(np.argsort(-strength)[:48].tolist())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_stands_inside_the_picture_and_words_do_not_overlap(passage: Passage, language: str) -> None:
    if language == "zh" and chinese_font() is None:
        pytest.skip("no Chinese font here to measure words with (apt-get install fonts-noto-cjk)")
    scene = film_scene(passage, "zh" if language == "zh" else "en", truth=1)
    for shape in shapes(scene):
        if not isinstance(shape, Curve | Ink | Words):
            assert 0 <= shape.x <= WIDTH
            assert 0 <= shape.y <= HEIGHT
    boxes = [box for shape in last_words(scene) for box in [extent(shape)]]
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 20
        assert right <= WIDTH - 20
        assert top >= 0
        assert bottom <= HEIGHT
        for other in boxes[place + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (boxes[place], other)


def last_words(scene: Scene) -> list[Words]:
    """Those of the last picture, each once."""
    groups = [group for group in scene.groups if group.gone is None]
    return list(dict.fromkeys(shape for group in groups for shape in group.shapes if isinstance(shape, Words)))


def extent(words: Words) -> tuple[float, float, float, float]:
    ink, left, top = lettering.letters(words, 1.0)
    return left, top + 2, left + ink.shape[1], top + ink.shape[0] - 2


def test_an_svg_is_small_whole_and_rests_at_its_end(passage: Passage) -> None:
    scene = film_scene(passage, "en")
    text = svg(scene)
    assert len(text.encode()) < 500_000
    ElementTree.fromstring(text)
    assert "prefers-reduced-motion:reduce" in text
    rules = re.findall(r"\.a(\d+)\{([^;]+);animation-name:k\1\}@keyframes k\1\{(.*?\}) ?\}", text)
    assert len(rules) == sum(1 for group in scene.groups if group.ready > 0 or group.gone is not None)
    for number, rest, stops in rules:
        states = re.findall(r"([\d.]+)%\{([^}]+)\}", stops)
        assert states[-1] == ("100", rest)
        seconds = [float(second) for second, _ in states]
        assert seconds == sorted(seconds)
        assert seconds[0] == 0
        assert (scene.groups[int(number)].gone is None) == (rest in ("opacity:1", "transform:scaleX(0)"))


def test_frames_begin_with_the_question_and_end_with_the_answer(passage: Passage) -> None:
    painter = Painter(film_scene(passage, "en"), "light", 320)
    first, last = painter.picture(0), painter.picture(painter.scene.seconds)
    assert first.shape == last.shape == (180, 320, 3)
    assert np.abs(first.astype(int) - last).mean() > 0.3
    # What is kept from one picture to the next changes none of them.
    alone = Painter(painter.scene, "light", 320)
    for second in (1.3, 1.9, painter.scene.moving - 0.2, 0.4):
        np.testing.assert_array_equal(painter.picture(second), alone.picture(second))
        alone._kept = None


def test_pictures_take_as_long_as_the_film() -> None:
    still = Group((Words(40, 40, "0", 20),))
    moving = Group((Words(80, 40, "1", 20),), 0.5, 0.7)
    painter = Painter(Scene("", (still, moving), 0.7, 2.0, "en"), "light", 320)
    shown = [seconds for _, seconds in timed_pictures(painter, 20)]
    assert sum(shown) == pytest.approx(2.0)
    assert len(shown) == 5
    assert shown[-1] == pytest.approx(1.3)


@pytest.mark.breadth
def test_three_thousand_units_a_layer_take_seconds(tmp_path: Path) -> None:
    began = time.process_time()
    network = made(NetworkSpec(784, (3000, 3000), 10))
    scene = film_scene(Passage.of(network, example(network)))
    sizes = {kind: write_film(scene, tmp_path / f"film{kind}").size for kind in (".svg", ".gif")}
    assert time.process_time() - began < 10
    assert sizes[".svg"] < 200_000
    assert sizes[".gif"] < 3_000_000


@pytest.mark.parametrize(("inputs", "key"), [(784, "reads"), (2, "answers")])
def test_the_headline_is_the_pages_own(inputs: int, key: str) -> None:
    network = made(NetworkSpec(inputs, (4,), 3), classes=("a", "b", "c"))
    passage = Passage.of(network, example(network))
    source = files("layerwise.explorer").joinpath("static/words/flow.json")
    english, chinese = json.loads(source.read_text(encoding="utf-8"))[key]
    name, share = network.classes[passage.answer], 100 * passage.probabilities.max()
    assert headline(passage, "en") == english.format(name=name, share=f"{share:.1f}\u00a0%")
    assert headline(passage, "zh") == chinese.format(name=name, share=f"{share:.1f}%")


def test_names_in_markup_stay_names() -> None:
    network = made(NetworkSpec(784, (4,), 2), classes=("<b>&\"'", "</text>"))
    root = ElementTree.fromstring(svg(film_scene(Passage.of(network, example(network)))))
    texts = {"".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert set(network.classes) <= texts


def test_chinese_without_a_chinese_font_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, network: Network
) -> None:
    monkeypatch.setattr(lettering, "chinese_font", lambda: None)
    for kept in (lettering._file, lettering._font, lettering.letters):
        kept.cache_clear()
    scene = film_scene(Passage.of(network, example(network)), "zh")
    with pytest.raises(FilmError, match=r"no Chinese font.*--lang en, or write an \.svg"):
        write_film(scene, tmp_path / "film.png")
    write_film(scene, tmp_path / "film.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["film.svg"]


def test_a_video_without_its_extra_is_refused_before_anything_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film_files, "find_spec", lambda name: None)
    with pytest.raises(FilmError, match=r"film\.mp4: got no package imageio-ffmpeg, expected the extra `video`\. Inst"):
        film_files.check_film("film.mp4")


@pytest.fixture
def network() -> Network:
    return made(NetworkSpec(784, (6,), 3))
