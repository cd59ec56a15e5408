"""The page computes what JAX computes: probabilities, gradients, edits."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from layerwise.data import load
from layerwise.data.folds import split
from layerwise.explorer.weights import flat
from layerwise.nets import forward
from layerwise.nets.network import Network
from layerwise.nets.spec import ACTIVATIONS
from tests.explorer.browser import Watched
from tests.explorer.made_networks import random_network, told

pytestmark = pytest.mark.breadth

VARIANTS = [{"activation": name} for name in ACTIVATIONS] + [
    {"activation": "relu", "normalisation": "layer"},
    {"activation": "tanh", "residual": True},
    {"activation": "gelu", "residual": True, "normalisation": "layer"},
]
ANSWERS = """async ({spec, weights}) => {
  const { Network } = await import("lw/net/network");
  const { answersOf } = await import("lw/net/answers");
  const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
  const network = new Network(spec, new Float32Array(bytes.buffer));
  const examples = await layerwise.library.part("test");
  const probabilities = [];
  for (let row = 0; row < examples.labels.length; row++) {
    const raw = examples.inputs.subarray(row * 784, (row + 1) * 784);
    probabilities.push([...network.run(network.scaled(raw)).probabilities]);
  }
  return { probabilities, right: (await answersOf(network, examples)).right };
}"""
GRADIENTS = """async ({spec, weights, from, labels}) => {
  const { Network } = await import("lw/net/network");
  const { gradients } = await import("lw/net/gradients");
  const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
  const network = new Network(spec, new Float32Array(bytes.buffer));
  const examples = await layerwise.library.part("test");
  const all = new Float32Array(labels.length * network.flat.length);
  const losses = labels.map((label, k) => {
    const row = from + k;
    const run = network.run(network.scaled(examples.inputs.subarray(row * 784, (row + 1) * 784)));
    const found = gradients(network, run, label);
    all.set(found.flat, k * network.flat.length);
    return found.loss;
  });
  const url = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(new Blob([all]));
  });
  return { losses, flat: url.slice(url.indexOf(",") + 1) };
}"""
# Examples a call: their gradients have to be carried out of the browser.
CHUNK = 125


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: "-".join(map(str, variant.values())))
def test_a_thousand_images_get_the_classes_and_probabilities_that_jax_gives_them(
    variant: dict[str, Any], page: Watched, digits_page: Path
) -> None:
    opened = page.open(digits_page.as_uri())
    network = random_network(variant)
    data = load("digits")
    rows = split(data, 0).test
    expected = network.predict_proba(data.inputs[rows])
    found = opened.evaluate(ANSWERS, told(network))
    probabilities = np.array(found["probabilities"])
    assert probabilities.shape == (1000, 10)
    assert (probabilities.argmax(axis=1) == expected.argmax(axis=1)).all()
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)
    assert found["right"] == pytest.approx((expected.argmax(axis=1) == data.labels[rows]).mean())


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: "-".join(map(str, variant.values())))
def test_gradients_of_a_thousand_images_are_those_that_jax_finds(
    variant: dict[str, Any], page: Watched, digits_page: Path
) -> None:
    opened = page.open(digits_page.as_uri())
    network = random_network(variant)
    data = load("digits")
    rows = split(data, 0).test

    def loss(layers: Any, example: Any, label: Any) -> Any:
        return -jax.nn.log_softmax(forward.logits(network.spec, layers, example))[label]

    slopes = jax.jit(jax.vmap(jax.value_and_grad(loss), in_axes=(None, 0, 0)))
    for start in range(0, len(rows), CHUNK):
        labels = data.labels[rows[start : start + CHUNK]]
        examples = jnp.asarray(data.inputs[rows[start : start + CHUNK]] / 255.0, jnp.float32)
        losses, expected = slopes(network.layers, examples, jnp.asarray(labels))
        found = opened.evaluate(GRADIENTS, {**told(network), "from": start, "labels": labels.tolist()})
        np.testing.assert_allclose(found["losses"], losses, atol=1e-4)
        own = np.frombuffer(base64.b64decode(found["flat"]), "<f4").reshape(len(labels), -1)
        for k, each in enumerate(own):
            np.testing.assert_allclose(each, flat(jax.tree.map(lambda values, k=k: values[k], expected)), atol=1e-4)


def test_a_unit_switched_off_and_one_held_change_the_answer_as_they_do_by_hand(
    page: Watched, digits_page: Path
) -> None:
    opened = page.open(digits_page.as_uri())
    network = random_network({"activation": "relu"})
    data = load("digits")
    image = data.inputs[split(data, 0).test[0]] / 255.0
    weights = [{name: np.asarray(value, np.float64) for name, value in layer.items()} for layer in network.layers]
    signal = np.maximum(image @ weights[0]["weight"] + weights[0]["bias"], 0)
    signal[3] = 0
    signal = np.maximum(signal @ weights[1]["weight"] + weights[1]["bias"], 0)
    signal[5] = 2.5
    signal = np.maximum(signal @ weights[2]["weight"] + weights[2]["bias"], 0)
    logits = signal @ weights[3]["weight"] + weights[3]["bias"]
    expected = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    script = """async ({spec, weights}) => {
      const { Network } = await import("lw/net/network");
      const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
      const network = new Network(spec, new Float32Array(bytes.buffer));
      const examples = await layerwise.library.part("test");
      const signal = network.scaled(examples.inputs.subarray(0, 784));
      return [...network.run(signal, { "1.3": 0, "2.5": 2.5 }).probabilities];
    }"""
    np.testing.assert_allclose(opened.evaluate(script, told(network)), expected, atol=1e-5)


def test_the_weights_of_every_kept_epoch_are_those_of_the_study(
    page: Watched, digits_page: Path, digits_study: Path
) -> None:
    opened = page.open(digits_page.as_uri())
    script = """async ([id, epoch]) => [...(await layerwise.library.network(id, epoch)).flat]"""
    for epoch in (0, 3, 8):
        saved = Network.load(digits_study / "weights" / f"relu-16x2-s0-e{epoch}.safetensors")
        found = np.array(opened.evaluate(script, ["relu-16x2", epoch]))
        np.testing.assert_allclose(found, flat(saved.layers), rtol=1e-3, atol=1e-4)
    best = Network.load(digits_study / "weights" / "relu-16x2-s0.safetensors")
    assert np.array_equal(np.array(opened.evaluate(script, ["relu-16x2", None]), np.float32), flat(best.layers))
