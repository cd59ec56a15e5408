"""What the page finds out about layers, against NumPy, scikit-learn and JAX: components, read-outs, ways, steps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.linear_model import Ridge

from layerwise.data import load
from layerwise.data.folds import split
from layerwise.explorer.weights import flat
from layerwise.nets import forward
from tests.explorer.browser import watched
from tests.explorer.made_networks import random_network, told

pytestmark = pytest.mark.breadth

MADE = """const made = async ({spec, weights}) => {
  const { Network } = await import("lw/net/network");
  const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
  return new Network(spec, new Float32Array(bytes.buffer));
};"""
COMPONENTS = """async ({values, rows, features, count}) => {
  const { principal, project } = await import("lw/net/pca");
  const found = await principal({ values, rows, features }, count);
  return { axes: found.axes.map((axis) => [...axis]), shares: found.shares, first: project(found, values, 0) };
}"""
FITTED = """async ({values, rows, features, labels, classes, penalties}) => {
  const { fitted } = await import("lw/net/readout");
  const fits = await fitted({ values, rows, features, labels }, classes, penalties);
  return fits.map(({ lines, levels }) => ({ lines: lines.map((line) => [...line]), levels }));
}"""
PIXELS = """async () => {
  const { principal } = await import("lw/net/pca");
  const { readout } = await import("lw/net/readout");
  const table = async (part) => {
    const found = await layerwise.library.part(part);
    const rows = found.labels.length;
    const values = Float32Array.from(found.inputs, (value) => value / 255);
    return { values, rows, features: 784, labels: found.labels };
  };
  const [test, train] = [await table("test"), await table("train")];
  const { axes, shares } = await principal(test);
  const { right, penalty } = await readout(train, test, 10);
  const learned = [...(await layerwise.library.part("train")).rows];
  return { axes: axes.map((axis) => [...axis]), shares, right, penalty, train: learned };
}"""


@pytest.fixture(scope="module")
def opened(chromium: Any, digits_page: Path) -> Iterator[Any]:
    """One page for all of these tests: they call its modules and leave it as it was."""
    seen = watched(chromium)
    yield seen.open(digits_page.as_uri())
    seen.page.context.close()
    assert seen.errors == []


def asked(values: np.ndarray, **more: Any) -> dict[str, Any]:
    return {"values": values.ravel().tolist(), "rows": len(values), "features": values.shape[1], **more}


def by_singular_values(values: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    _, lengths, axes = np.linalg.svd(values - values.mean(axis=0), full_matrices=False)
    return axes[:count], (lengths**2 / (lengths**2).sum())[:count]


def tables() -> dict[str, np.ndarray]:
    draws = np.random.default_rng(4)
    mixed = draws.normal(size=(60, 9)) @ draws.normal(size=(9, 9)) + 3
    return {
        "of all ranks": mixed,
        "wider than long": draws.normal(size=(12, 40)),
        "of rank 2": draws.normal(size=(50, 2)) @ draws.normal(size=(2, 8)),
        "with a dead column": mixed * (np.arange(9) != 4),
        "of one column": draws.normal(size=(30, 1)),
    }


@pytest.mark.parametrize("name", tables())
def test_components_are_those_of_a_singular_value_decomposition(name: str, opened: Any) -> None:
    values = tables()[name]
    found = opened.evaluate(COMPONENTS, asked(values, count=2))
    axes, shares = by_singular_values(values, 2)
    np.testing.assert_allclose(found["shares"], shares, atol=1e-9)
    overlaps = [abs(np.dot(ours, theirs)) for ours, theirs in zip(found["axes"], axes, strict=True)]
    np.testing.assert_allclose(overlaps, 1, atol=1e-6)
    assert all(max(axis, key=abs) > 0 for axis in found["axes"])
    expected = [np.dot(values[0] - values.mean(axis=0), axis) for axis in found["axes"]]
    np.testing.assert_allclose(found["first"], expected, atol=1e-9)


def test_a_layer_that_never_changes_has_components_without_variance(opened: Any) -> None:
    found = opened.evaluate(COMPONENTS, asked(np.zeros((20, 5)), count=2))
    assert found["shares"] == [0, 0]
    assert found["first"] == [0, 0]


@pytest.mark.parametrize("name", ["of all ranks", "wider than long", "with a dead column"])
def test_the_linear_read_out_is_ridge_regression(name: str, opened: Any) -> None:
    values = tables()[name]
    labels = np.random.default_rng(1).integers(0, 3, len(values))
    more = {"labels": labels.tolist(), "classes": 3, "penalties": [0.01, 1.0]}
    fits = opened.evaluate(FITTED, asked(values, **more))
    scatter = ((values - values.mean(axis=0)) ** 2).sum() / values.shape[1]
    for penalty, fit in zip((0.01, 1.0), fits, strict=True):
        expected = Ridge(alpha=penalty * scatter).fit(values, np.eye(3)[labels])
        np.testing.assert_allclose(fit["lines"], expected.coef_, atol=1e-8)
        np.testing.assert_allclose(fit["levels"], expected.intercept_, atol=1e-8)


def test_pixels_are_mapped_and_read_as_numpy_and_scikit_learn_do_it(opened: Any) -> None:
    found = opened.evaluate(PIXELS)
    data = load("digits")
    images = (data.inputs / 255.0).astype(np.float32).astype(np.float64)
    test = split(data, 0).test
    axes, shares = by_singular_values(images[test], 2)
    np.testing.assert_allclose(found["shares"], shares, atol=1e-8)
    np.testing.assert_allclose([abs(a @ b) for a, b in zip(np.array(found["axes"]), axes, strict=True)], 1, atol=1e-5)
    train = np.array(found["train"])
    assert not set(train) & set(test)

    def right(learned: np.ndarray, seen: np.ndarray, penalty: float) -> float:
        scatter = ((images[learned] - images[learned].mean(axis=0)) ** 2).sum() / 784
        lines = Ridge(alpha=penalty * scatter).fit(images[learned], np.eye(10)[data.labels[learned]])
        return float((lines.predict(images[seen]).argmax(axis=1) == data.labels[seen]).mean())

    back = np.arange(len(train)) % 5 == 0
    scores = {penalty: right(train[~back], train[back], penalty) for penalty in (0.001, 0.01, 0.1, 1, 10)}
    assert scores[found["penalty"]] == pytest.approx(max(scores.values()), abs=0.006)
    assert found["right"] == pytest.approx(right(train, test, found["penalty"]), abs=0.0011)


def test_very_wide_layers_are_thinned_to_the_units_that_vary_most(opened: Any) -> None:
    values = np.random.default_rng(2).normal(size=(30, 12)) * np.arange(1, 13) + 100
    script = """async (table) => {
      const { mostVarying, columns } = await import("lw/net/scatter");
      const chosen = mostVarying(table, 4);
      return { chosen: [...chosen], first: [...columns(table, chosen).values].slice(0, 4) };
    }"""
    found = opened.evaluate(script, asked(values))
    expected = sorted(np.argsort(values.var(axis=0))[-4:].tolist())
    assert found["chosen"] == expected
    np.testing.assert_allclose(found["first"], values[0, expected], rtol=1e-6)


@pytest.mark.parametrize("variant", [{"activation": "relu"}, {"activation": "leaky_relu", "residual": True}], ids=str)
def test_between_its_ifs_a_network_is_the_linear_function_that_jax_finds(variant: dict[str, Any], opened: Any) -> None:
    script = (
        "async (told) => {"
        + MADE
        + """
      const { affineRow, heightAt } = await import("lw/net/affine");
      const network = await made(told);
      const examples = await layerwise.library.part("test");
      const run = network.run(network.scaled(examples.inputs.subarray(0, 784)));
      const lines = [...Array(10).keys()].map((label) => affineRow(network, run, label));
      return { rows: lines.map((line) => [...line.row]), heights: lines.map((line) => heightAt(line, run.signal)),
               logits: [...run.activations[network.depth]] };
    }"""
    )
    network = random_network(variant)
    found = opened.evaluate(script, told(network))
    data = load("digits")
    image = jnp.asarray(data.inputs[split(data, 0).test[0]] / 255.0, jnp.float32)
    slopes = jax.jacobian(lambda signal: forward.logits(network.spec, network.layers, signal))(image)
    np.testing.assert_allclose(found["rows"], slopes, atol=1e-4)
    np.testing.assert_allclose(found["heights"], found["logits"], atol=1e-9)


def test_the_ways_through_the_ifs_are_counted_as_by_hand(opened: Any) -> None:
    script = (
        "async (told) => {"
        + MADE
        + """
      const { statesOf, pattern } = await import("lw/net/states");
      const network = await made(told);
      const examples = await layerwise.library.part("test");
      const { never, always, ways, patterns, rows } = await statesOf(network, examples);
      const own = pattern(network.run(network.scaled(examples.inputs.subarray(0, 784))));
      return { never, always, ways, rows, taken: patterns.size, same: patterns.get(own) };
    }"""
    )
    network = random_network({"activation": "relu"})
    network.layers[0]["bias"][2] = -1000
    network.layers[0]["bias"][5] = 1000
    found = opened.evaluate(script, told(network))
    data = load("digits")
    on = [values > 0 for values in network.activations(data.inputs[split(data, 0).test])[:-1]]
    assert found["never"] == [int((~layer.any(axis=0)).sum()) for layer in on]
    assert found["always"] == [int(layer.all(axis=0).sum()) for layer in on]
    assert found["never"][0] >= 1
    assert found["always"][0] >= 1
    joined = [np.concatenate(on[: k + 1], axis=1) for k in range(3)]
    assert found["ways"] == [len(np.unique(each, axis=0)) for each in joined]
    assert found["taken"] == found["ways"][-1]
    assert found["same"] == int((joined[-1] == joined[-1][0]).all(axis=1).sum())


@pytest.mark.parametrize("variant", [{"activation": "relu"}, {"activation": "gelu", "normalisation": "layer"}], ids=str)
def test_steps_on_one_example_are_those_of_gradient_descent(variant: dict[str, Any], opened: Any) -> None:
    script = (
        "async (told) => {"
        + MADE
        + """
      const { Teacher } = await import("lw/net/teaching");
      const network = await made(told);
      const examples = await layerwise.library.part("test");
      const lesson = { network, signal: network.scaled(examples.inputs.subarray(0, 784)), label: 4, rate: 0.02 };
      const teacher = new Teacher();
      const three = [...(await teacher.after(lesson, 3)).flat];
      const five = [...(await teacher.after(lesson, 5)).flat];
      const again = [...(await new Teacher().after(lesson, 5)).flat];
      const back = (await teacher.after(lesson, 0)) === network;
      return { three, five, back, same: five.every((value, k) => value === again[k]) };
    }"""
    )
    network = random_network(variant)
    found = opened.evaluate(script, told(network))
    data = load("digits")
    image = jnp.asarray(data.inputs[split(data, 0).test[0]] / 255.0, jnp.float32)

    def loss(layers: Any) -> Any:
        return -jax.nn.log_softmax(forward.logits(network.spec, layers, image))[4]

    layers: Any = network.layers
    for step in range(1, 6):
        layers = jax.tree.map(lambda value, slope: value - 0.02 * slope, layers, jax.grad(loss)(layers))
        if step == 3:
            np.testing.assert_allclose(found["three"], flat(layers), atol=1e-4)
    np.testing.assert_allclose(found["five"], flat(layers), atol=1e-4)
    assert found["same"]
    assert found["back"]


def test_the_plane_is_cut_as_often_as_its_lines_cut_it(chromium: Any, spirals_page: Path) -> None:
    """Two lines that cross make four pieces; a second layer that looks at one of them adds none."""
    script = """async () => {
      const { Network } = await import("lw/net/network");
      const { regionsOf } = await import("lw/layers/regions");
      const [low, high] = layerwise.card.data.range;
      const [x, y] = [0, 1].map((k) => (low[k] + high[k]) / 2);
      const spec = { id: "made", inputs: 2, hidden: [2, 1], classes: 2, activation: "relu", normalisation: "none",
                     residual: false, preprocessing: { offset: 0, scale: 1 } };
      const weights = [1, 0, 0, 1, -x, -y, 1, 0, 0, 1, -1, 0, 0];
      const network = new Network(spec, Float32Array.from(weights));
      const { counts, own } = await regionsOf(layerwise, network);
      return { counts, second: new Set(own[1]).size };
    }"""
    seen = watched(chromium)
    found = seen.open(spirals_page.as_uri()).evaluate(script)
    seen.page.context.close()
    assert found == {"counts": [4, 4], "second": 2}
