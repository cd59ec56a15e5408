"""Pictures read by a saved network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.data.centring import as_digit
from layerwise.data.pictures import read_picture
from layerwise.errors import DataError, PictureError
from layerwise.nets.network import Network

DIGIT_SHAPE = (28, 28)


def read_pictures(network: Network | str | Path, pictures: Sequence[str | Path]) -> list[dict[str, Any]]:
    """The class probabilities of pictures of any size.

    Each becomes a 28×28 digit as MNIST's were made: grey, light on dark, in a 20×20 box, by its centre of mass.

    Args:
        network: a network that reads 28×28 pictures, or the file of one.
        pictures: picture files.

    Returns:
        For each picture `image` (its path), `class` (the most probable) and `probabilities` by class; for one that
        cannot be used `image` and `error`, a PictureError, as long as another can be.

    Raises:
        PictureError: no file is a usable picture; the error of the first.
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
    found = [_digit(path) for path in pictures]
    digits = [digit for digit in found if not isinstance(digit, PictureError)]
    if not digits:
        raise next((error for error in found if isinstance(error, PictureError)), _no_pictures())
    answers = iter(net.predict_proba(np.stack(digits)))
    return [
        {"image": str(path), "error": digit}
        if isinstance(digit, PictureError)
        else {"image": str(path), **_answer(net, next(answers))}
        for path, digit in zip(pictures, found, strict=True)
    ]


def _digit(path: str | Path) -> np.ndarray | PictureError:
    """The picture as a row that the network reads, or what is wrong with it."""
    try:
        return as_digit(read_picture(path), where=str(path))
    except PictureError as error:
        return error


def _answer(net: Network, row: np.ndarray) -> dict[str, Any]:
    probabilities = {name: float(value) for name, value in zip(net.classes, row, strict=True)}
    return {"class": net.classes[int(row.argmax())], "probabilities": probabilities}


def _no_pictures() -> PictureError:
    return PictureError(
        "no pictures to read",
        got="an empty list",
        expected="one picture file or more",
        remedy="Name them: read_pictures(network, ['a.png']).",
    )
