"""Pictures read by a saved network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.data.centring import as_digit
from layerwise.data.pictures import read_picture
from layerwise.errors import DataError
from layerwise.nets.network import Network

DIGIT_SHAPE = (28, 28)


def read_pictures(network: Network | str | Path, pictures: Sequence[str | Path]) -> list[dict[str, Any]]:
    """The class probabilities of pictures of any size.

    Each becomes a 28×28 digit as MNIST's were made: grey, light on dark, in a 20×20 box, by its centre of mass.

    Args:
        network: a network that reads 28×28 pictures, or the file of one.
        pictures: picture files.

    Returns:
        For each picture `image` (its path), `class` (the most probable) and `probabilities` by class.

    Raises:
        PictureError: a file that is no usable picture.
        DataError: the network reads no 28×28 pictures.
    """
    net = network if isinstance(network, Network) else Network.load(network)
    shape = net.provenance.get("picture_shape")
    if tuple(shape or ()) != DIGIT_SHAPE:
        raise DataError(
            "this network reads no pictures of digits",
            got=f"a network of {net.spec.inputs} inputs, trained on {net.provenance.get('data', 'unknown data')}",
            expected="one trained on 28×28 pictures",
            remedy="Train one: layerwise train digits --hidden 16,16 -o net.safetensors",
        )
    rows = np.stack([as_digit(read_picture(path), where=str(path)) for path in pictures])
    return [
        {
            "image": str(path),
            "class": net.classes[int(row.argmax())],
            "probabilities": {name: float(value) for name, value in zip(net.classes, row, strict=True)},
        }
        for path, row in zip(pictures, net.predict_proba(rows), strict=True)
    ]
