"""The file of a saved network: a safetensors file whose metadata carries all else as JSON under `layerwise`."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from layerwise.errors import NetworkFileError
from layerwise.files import write_whole
from layerwise.nets.initialisation import Layer
from layerwise.nets.spec import NetworkSpec

FORMAT = 1
METADATA_KEY = "layerwise"
_CARD_PARTS = {"spec": dict, "classes": list, "preprocessing": dict, "provenance": dict}


def write(path: Path, layers: Sequence[Layer], card: dict[str, Any]) -> None:
    """Tensors `layers.0.weight` (inputs, outputs), `layers.0.bias` … and the card, whole or not at all."""
    tensors = {
        f"layers.{place}.{name}": np.ascontiguousarray(values, dtype=np.float32)
        for place, layer in enumerate(layers)
        for name, values in layer.items()
    }
    content = save(tensors, {METADATA_KEY: json.dumps({"format": FORMAT, **card}, ensure_ascii=False)})
    try:
        write_whole(path, content)
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error


def check_place(path: Path) -> None:
    """Raises NetworkFileError where a network could not be saved, before time is spent on training it."""
    if path.is_dir():
        raise _unwritable(path, "a folder of that name")
    if path.is_file() and not _is_network(path):
        raise NetworkFileError(
            f"{path} is no network, and would be lost",
            got="a file of another kind under that name",
            expected="a new name, or a network to replace",
            remedy="Choose another place with -o.",
        )
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise _unwritable(path, f"{folder}, which cannot be written to")


def read(path: Path) -> tuple[list[Layer], dict[str, Any]]:
    """The layers and the card that `write` put there.

    Raises:
        NetworkFileError: what is wrong with the file, and what to do.
    """
    if not path.is_file():
        raise NetworkFileError(
            f"no network at {path}",
            got="a folder" if path.is_dir() else "no such file",
            expected="a .safetensors file written by layerwise train or study",
            remedy="Check the path, or make one: layerwise train digits --hidden 16,16 -o net.safetensors",
        )
    try:
        with safe_open(path, framework="numpy") as stored:
            metadata = stored.metadata() or {}
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 (no mapping)
    except (SafetensorError, OSError, ValueError, TypeError) as error:
        raise NetworkFileError(
            f"cannot read the network {path}",
            got=f"{path.stat().st_size:,} bytes that are no whole safetensors file ({error})",
            expected="a file written by layerwise",
            remedy="It may have been cut short: copy it again, or train it again.",
        ) from error
    card = _card(path, metadata)
    return _layers(path, tensors), card


def _card(path: Path, metadata: dict[str, str]) -> dict[str, Any]:
    if METADATA_KEY not in metadata:
        raise NetworkFileError(
            f"{path} is a safetensors file of another program",
            got=f"metadata with the keys {sorted(metadata) or 'none'}",
            expected=f"the key {METADATA_KEY!r}",
            remedy="Use a network that layerwise trained.",
        )
    try:
        card = json.loads(metadata[METADATA_KEY])
        version = card["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path, f"its metadata does not read ({error})") from error
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise damaged(path, f"its metadata names the format {version!r}")
    if version > FORMAT:
        raise NetworkFileError(
            f"{path} was written by a newer layerwise",
            got=f"format {version}",
            expected=f"format {FORMAT} or older",
            remedy="Update layerwise: pip install --upgrade layerwise",
        )
    for part, kind in _CARD_PARTS.items():
        if not isinstance(card.get(part), kind):
            raise damaged(path, f"its metadata has no usable {part!r}")
    return dict(card)


def _layers(path: Path, tensors: dict[str, np.ndarray]) -> list[Layer]:
    layers: list[Layer] = []
    while f"layers.{len(layers)}.weight" in tensors:
        prefix = f"layers.{len(layers)}."
        layers.append({name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)})
    read = {f"layers.{place}.{name}" for place, layer in enumerate(layers) for name in layer}
    if strange := sorted(set(tensors) - read):
        raise damaged(path, f"tensors that belong to no layer: {', '.join(strange[:5])}")
    return layers


def check_shapes(path: Path, spec: NetworkSpec, layers: Sequence[Layer]) -> None:
    """Raises NetworkFileError where the tensors are not those that the spec asks for."""
    expected = [(before, after) for before, after in zip(spec.widths, spec.widths[1:], strict=False)]
    names = {"weight", "bias"}
    normalised = names | {"gain", "shift"} if spec.normalisation == "layer" else names
    for place, shape in enumerate(expected):
        wanted = names if place == spec.depth else normalised
        layer = layers[place] if place < len(layers) else {}
        if (
            set(layer) != wanted
            or layer["weight"].shape != shape
            or any(layer[name].shape != shape[1:] for name in wanted - {"weight"})
            or any(value.dtype != np.float32 for value in layer.values())
        ):
            found = {name: f"{value.dtype} {value.shape}" for name, value in layer.items()}
            raise damaged(path, f"layer {place} holds {found or 'nothing'}, its spec asks for float32 weights {shape}")
    if len(layers) != len(expected):
        raise damaged(path, f"{len(layers)} layers where its spec asks for {len(expected)}")


def check_numbers(path: Path, layers: Sequence[Layer]) -> None:
    """Raises NetworkFileError where a weight is not finite: such a network answers nothing but NaN."""
    for place, layer in enumerate(layers):
        for name, values in layer.items():
            if wrong := int(np.count_nonzero(~np.isfinite(values))):
                raise NetworkFileError(
                    f"the network {path} can answer nothing",
                    got=f"{wrong:,} of {values.size:,} numbers in layers.{place}.{name} that are not finite",
                    expected="finite weights",
                    remedy="It diverged while it was trained, or its file is damaged: train it again, with a smaller "
                    "learning rate.",
                )


def check_classes(path: Path, spec: NetworkSpec, names: Sequence[Any]) -> None:
    """Raises NetworkFileError unless each output has a name, a text of its own."""
    if len(names) != spec.classes:
        raise damaged(path, f"{len(names)} names for {spec.classes} classes")
    for place, name in enumerate(names):
        if not isinstance(name, str):
            raise damaged(path, f"the class name {name!r}, which is no text")
        if name in names[:place]:
            raise damaged(path, f"the class name {name!r} twice")


def damaged(path: Path, why: str) -> NetworkFileError:
    """The error that says why a file of ours cannot be used."""
    return NetworkFileError(
        f"the network {path} is damaged",
        got=why,
        expected="a file as layerwise wrote it",
        remedy="Copy it again from its source, or train it again.",
    )


def _is_network(path: Path) -> bool:
    try:
        with safe_open(path, framework="numpy") as stored:
            return METADATA_KEY in (stored.metadata() or {})
    except (SafetensorError, OSError, ValueError, TypeError):
        return False


def _unwritable(path: Path, got: str) -> NetworkFileError:
    return NetworkFileError(
        f"cannot write the network {path}",
        got=got,
        expected="a file in a folder that can be written to, with space left",
        remedy="Choose another place with -o.",
    )
