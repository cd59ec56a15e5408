"""The one example that a network is shown: a picture file, a row it was tested on, or values given by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Num

from layerwise.data.dataset import Dataset
from layerwise.data.photographs import Photograph, one_mark
from layerwise.errors import DataError, LayerwiseError
from layerwise.lab.reading import DIGIT_SHAPE
from layerwise.lab.unseen import own_data, unseen
from layerwise.nets.network import Network

_TESTED = re.compile(r"test:(\d+)")


@dataclass(frozen=True, eq=False)
class Example:
    """What a network is asked.

    Args:
        name: as it was asked for: the picture's path, `test:12`, or its values.
        row: (inputs,), as the network's data set holds it.
        truth: the number of its class, where it is known.
        plane: the least and the largest values of the network's data, where it has two inputs and they are at hand.
        photograph: of a picture file, with what may have spoilt it.
    """

    name: str
    row: Num[np.ndarray, " inputs"]
    truth: int | None = None
    plane: tuple[list[float], list[float]] | None = None
    photograph: Photograph | None = None


def example_for(network: Network, image: str | Path | None = None, values: Sequence[float] | None = None) -> Example:
    """The example that is asked for.

    Args:
        network: that will be asked.
        image: a picture file, made a digit as `predict` makes it; or `test:12`, row 12 (counted from 0) of those of its
            own data set that the network was tested on.
        values: instead of an image, for networks that read no pictures.

    Raises:
        PictureError: the picture cannot be used.
        DataError: the network reads something else, its data are not at hand, or they have no such row.
    """
    if values is not None:
        return _given(network, values)
    asked = "" if image is None else str(image)
    match = _TESTED.fullmatch(asked)
    if match and not Path(asked).exists():
        return _tested(network, int(match[1]), asked)
    shape = tuple(network.provenance.get("picture_shape") or ())
    if shape != DIGIT_SHAPE or image is None:
        raise DataError(
            f"this network cannot be shown {asked or 'nothing'}",
            got=f"a network of {network.spec.inputs:,} inputs, trained on {network.provenance.get('data') or '?'}",
            expected=_expected(network, shape),
            remedy=_remedy(network, shape),
        )
    photograph = one_mark(asked)
    return Example(asked, photograph.digits[0], photograph=photograph)


def _given(network: Network, values: Sequence[float]) -> Example:
    inputs = network.spec.inputs
    row = np.asarray(values, np.float64)
    if network.provenance.get("picture_shape") or len(row) != inputs or not np.isfinite(row).all():
        shape = tuple(network.provenance.get("picture_shape") or ())
        raise DataError(
            "these values do not fit the network",
            got=f"{len(row):,} of them" + ("" if np.isfinite(row).all() else ", not all of them finite"),
            expected=_expected(network, shape),
            remedy=_remedy(network, shape),
        )
    name = ",".join(f"{value:g}" for value in values)
    return Example(name, row, plane=_plane(network) if inputs == 2 else None)


def _tested(network: Network, place: int, asked: str) -> Example:
    try:
        dataset = own_data(network)
    except LayerwiseError as error:
        raise DataError(
            f"cannot take {asked}: the network's own data are not at hand",
            got=error.got or error.what,
            expected="the data set it was trained on, unchanged",
            remedy=_remedy(network, tuple(network.provenance.get("picture_shape") or ()), without_data=True),
        ) from error
    rows = unseen(network, dataset).rows
    if place >= len(rows):
        raise DataError(
            f"there is no {asked}",
            got=f"{len(rows):,} rows of {dataset.name} that the network was tested on",
            expected=f"test:0 … test:{len(rows) - 1}",
            remedy="Choose a smaller number.",
        )
    row = rows[place]
    plane = _range(dataset) if dataset.features == 2 else None
    return Example(asked, dataset.inputs[row], int(dataset.labels[row]), plane)


def _plane(network: Network) -> tuple[list[float], list[float]] | None:
    try:
        return _range(own_data(network))
    except LayerwiseError:
        return None  # the picture then shows a part of the plane that holds the point


def _range(dataset: Dataset) -> tuple[list[float], list[float]]:
    values = np.asarray(dataset.inputs, np.float64)
    return values.min(axis=0).tolist(), values.max(axis=0).tolist()


def _expected(network: Network, shape: tuple[int, ...]) -> str:
    if shape == DIGIT_SHAPE:
        return "a picture file, or test:12 for one of its test images"
    if shape:
        return f"test:12, for one of its test images of {shape[1]}×{shape[0]} pixels"
    return f"its {network.spec.inputs:,} values after --at, or test:12 for one of its test rows"


def _remedy(network: Network, shape: tuple[int, ...], *, without_data: bool = False) -> str:
    if shape == DIGIT_SHAPE:
        return "Name a picture: layerwise flow NET picture.png -o film.svg"
    if shape and without_data:
        return "Put the data back where they were."
    if shape or network.spec.inputs > 20:
        return "Take one of its test rows: layerwise flow NET test:0 -o film.svg"
    values = ",".join(f"{0.2 * (k + 1):.1f}" for k in range(min(network.spec.inputs, 20)))
    return f"Give its values: layerwise flow NET --at {values} -o film.svg"
