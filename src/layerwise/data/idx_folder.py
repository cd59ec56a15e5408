"""Four IDX files, wherever they lie, made into one `Dataset` with its own test set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from layerwise.data import idx
from layerwise.data.checks import class_numbers
from layerwise.data.columns import check_not_constant
from layerwise.data.dataset import Dataset
from layerwise.data.folds import require_enough
from layerwise.data.idx_sets import KNOWN, PARTS, file_of
from layerwise.errors import DataError


def read_folder(folder: Path) -> Dataset:
    """Four IDX files in a folder of the user's: under the name of the set whose checksums they have, else the folder's.

    Raises:
        DataError: a file is no whole IDX file, or images and labels do not belong together.
    """
    paths = [path for part in PARTS if (path := file_of(folder, part))]
    raws = [idx.unpack(idx.content_of(path), str(path)) for path in paths]
    arrays = [idx.parse(raw, str(path), axes=axes) for raw, path, axes in zip(raws, paths, PARTS.values(), strict=True)]
    sums = tuple(idx.md5(raw) for raw in raws)
    for known in KNOWN:
        if sums == known.md5:
            return from_parts(known.name, arrays, known.classes, f"{folder}, checksums verified")
    return from_parts(folder.resolve().name, arrays, None, str(folder), [str(path) for path in paths])


def from_parts(
    name: str,
    arrays: list[np.ndarray],
    classes: tuple[str, ...] | None,
    source: str,
    files: Sequence[str] | None = None,
) -> Dataset:
    """The data set of four arrays; a sixth of the training images is for validation, MNIST's usual 10,000 of 60,000.

    Args:
        name: what results call it.
        arrays: training images, training labels, test images, test labels, images as (rows, height, width) `uint8`.
        classes: a name for each label; None: the distinct labels.
        source: where they came from.
        files: the four files, for messages; default: their parts of `name`.

    Raises:
        DataError: images and labels that do not belong together, labels out of range or only tested, test images that
            are the training images, or images that are all the same.
    """
    train, train_labels, test, test_labels = arrays
    where = source if files else name
    places = files or [f"{part} of {name}" for part in PARTS]
    for images, labels, which in ((train, train_labels, "train"), (test, test_labels, "t10k")):
        if len(images) != len(labels) or images.shape[1:] != train.shape[1:] or images.dtype != np.uint8:
            raise DataError(
                f"cannot pair the {which} images of {where} with their labels",
                got=f"images {images.shape} of {images.dtype} and {len(labels):,} labels",
                expected=f"as many labels as images, all of {train.shape[1]} × {train.shape[2]} uint8",
                remedy="Fetch the four files again, all from one place.",
            )
    if np.array_equal(train, test):
        raise DataError(
            f"cannot judge networks by {places[2]}",
            got=f"the very images of {places[0]}",
            expected="other images to test on than to train on",
            remedy="Fetch the test images again.",
        )
    labels, names = class_numbers(np.concatenate([train_labels, test_labels]), where=where, classes=classes)
    _check_tested_labels(train_labels, test_labels, places[3])
    dataset = Dataset(
        name=name,
        inputs=np.concatenate([train, test]).reshape(len(labels), -1),
        labels=labels,
        classes=names,
        scaling="pixels",
        source=source,
        validation_size=len(train) // 6,
        test_size=len(test),
        picture_shape=(int(train.shape[1]), int(train.shape[2])),
    )
    check_not_constant(dataset.inputs, where=where)
    require_enough(dataset, where=places[1])
    return dataset


def _check_tested_labels(train: np.ndarray, test: np.ndarray, where: str) -> None:
    """Stop at the first test label that no training image has."""
    if (strange := ~np.isin(test, train)).any():
        place, known = int(np.argmax(strange)), ", ".join(str(label) for label in np.unique(train)[:30])
        raise DataError(
            f"cannot use {where}: no training image has the label of image {place} (counted from 0)",
            got=f"the label {test[place]}, and {np.count_nonzero(strange) - 1:,} more such labels",
            expected=f"labels that are trained on: {known}",
            remedy="Correct the label, or fetch the file again.",
        )
