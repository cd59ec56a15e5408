"""Pictures read by a saved network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.data.photographs import Photograph, read_photograph
from layerwise.errors import DataError, PictureError
from layerwise.lab.doubts import DOUBTS
from layerwise.nets.network import Network

DIGIT_SHAPE = (28, 28)


def read_pictures(network: Network | str | Path, pictures: Sequence[str | Path]) -> list[dict[str, Any]]:
    """The class probabilities of pictures of any size.

    Each mark becomes a 28×28 digit as MNIST's were made: grey, light on dark, in a 20×20 box, by its centre of mass.

    Args:
        network: a network that reads 28×28 pictures, or the file of one.
        pictures: picture files.

    Returns:
        For each mark of each picture, in reading order, `image` (the picture's path), `mark` (from 1) and `marks` (how
        many the picture has), `class` (the most probable), `probabilities` by class, and `warnings`: of each reason to
        doubt the answer its `code` and its sentence as `en` and `zh`, see `DOUBTS`. For a picture that cannot be used
        `image` and `error`, a PictureError, as long as another can be.

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
    found = [_photograph(path) for path in pictures]
    if not any(isinstance(photograph, Photograph) for photograph in found):
        raise next((error for error in found if isinstance(error, PictureError)), _no_pictures())
    return [
        reading
        for path, photograph in zip(pictures, found, strict=True)
        for reading in (
            [{"image": str(path), "error": photograph}]
            if isinstance(photograph, PictureError)
            else _readings(net, str(path), photograph)
        )
    ]


def _photograph(path: str | Path) -> Photograph | PictureError:
    """The digits in a picture, or what is wrong with it."""
    try:
        return read_photograph(path)
    except PictureError as error:
        return error


def _readings(net: Network, path: str, photograph: Photograph) -> list[dict[str, Any]]:
    """What the network answers to each mark of a picture."""
    rows, warnings = net.predict_proba(photograph.digits), warnings_of(net, photograph)
    return [
        {"image": path, "mark": mark, "marks": len(rows), **_answer(net, row), "warnings": doubts}
        for mark, (row, doubts) in enumerate(zip(rows, warnings, strict=True), start=1)
    ]


def warnings_of(net: Network, photograph: Photograph) -> list[list[dict[str, str]]]:
    """The reasons to doubt what a network answers to each mark: `code`, and a sentence as `en` and `zh`."""
    marks = len(photograph.digits)
    of_all = [*(["several"] if marks > 1 else []), *photograph.doubts]
    if net.familiarity is None:
        codes = [[*of_all, "unchecked"]] * marks
    else:
        codes = [["unfamiliar", *of_all] if odd else of_all for odd in net.familiarity.strange(photograph.digits)]
    return [[{"code": code, **DOUBTS[code].both(marks=marks)} for code in each] for each in codes]


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
