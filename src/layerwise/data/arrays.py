"""Arrays of inputs and labels, from Python or from a `.npz` file, made into a checked `Dataset`."""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.data.checks import MEMORY, check_finite, class_numbers, named
from layerwise.data.columns import check_not_constant, fitting_type
from layerwise.data.dataset import Dataset, Scaling
from layerwise.data.folds import FEWEST_FOLDS, FOLDS, default_validation_size, require_enough
from layerwise.errors import DataError

# Of zip files, which `.npz` files are, and of single arrays.
_BEGINNINGS = (b"PK", b"\x93NUMPY")


def from_arrays(
    X: Any,
    y: Any,
    *,
    name: str = "arrays",
    classes: Sequence[str] | None = None,
    scaling: Scaling | None = None,
    validation_size: int | None = None,
    test_size: int | None = None,
    picture_shape: tuple[int, int] | None = None,
    columns: Sequence[str] | None = None,
    folds: int = FOLDS,
    source: str = MEMORY,
) -> Dataset:
    """A data set of your own arrays.

    `uint8` arrays are pixels, (rows, height, width) or (rows, height·width), and are divided by 255. Other arrays of
    two axes are columns of numbers, standardised on the training rows alone; they are held in single precision, or in
    double where that would round a column's differences away. Other arrays of three axes are pictures whose values
    already lie in 0 … 1, used as they are; whole numbers from 0 to 255 there are pixels too.

    Args:
        X: inputs, (rows, features) or (rows, height, width).
        y: labels, (rows,): whole numbers from 0, or texts.
        name: what results call the data set.
        classes: the name of each class number; default: the distinct labels, sorted.
        scaling: how a network sees the inputs; default: by the rules above.
        validation_size: rows each seed chooses by; default: an eighth of those that are not tested.
        test_size: the last `test_size` rows are the test set; default: five folds rotate.
        picture_shape: (height, width) where rows of X are flattened pictures; default: square for square `uint8`.
        columns: names of the features.
        folds: how many rotate without a test set, 3 … 5; every class needs as many rows.
        source: where the arrays came from.

    Raises:
        DataError: shapes that do not fit, values that are not finite or all the same, labels that are no classes, too
            few examples.
    """
    inputs, labels, where = np.asarray(X), np.asarray(y), named(name, source)
    if labels.dtype == object and all(isinstance(label, str) for label in labels.ravel()):
        labels = labels.astype(np.str_)
    _check_shapes(inputs, labels, where)
    flat, shape, natural = _as_rows(inputs, where, columns, scaling)
    check_not_constant(flat, where=where)
    numbers, names = class_numbers(labels, where=where, classes=classes)
    if test_size is not None and not 0 < test_size < len(numbers):
        raise DataError(
            f"cannot set rows of {where} aside for testing",
            got=f"test_size {test_size}",
            expected=f"1 … {len(numbers) - 1}",
            remedy="Leave test_size out, and five folds rotate.",
        )
    if not FEWEST_FOLDS <= folds <= FOLDS:
        raise DataError(
            f"cannot cut {where} into folds",
            got=f"{folds}",
            expected=f"{FEWEST_FOLDS} … {FOLDS}",
            remedy="Leave folds out for five of them.",
        )
    if validation_size is None:
        validation_size = default_validation_size(numbers, test_size=test_size, folds=folds)
    dataset = Dataset(
        name=name,
        inputs=flat,
        labels=numbers,
        classes=names,
        scaling=scaling or natural,
        source=source,
        validation_size=validation_size,
        test_size=test_size,
        picture_shape=_picture_shape(picture_shape or shape, flat.shape[1], where),
        columns=tuple(columns) if columns else None,
        folds=folds,
    )
    require_enough(dataset, where=where)
    return dataset


def read_npz(path: Path) -> Dataset:
    """The data set in a `.npz` file that holds the arrays `X` and `y`, by the rules of `from_arrays`.

    Raises:
        DataError: no such file, damaged, without X or y, holding Python objects, or unfit as `from_arrays` says.
    """
    try:
        with path.open("rb") as file:
            beginning = file.read(6)
            if not beginning.startswith(_BEGINNINGS):
                got = f"a file that begins with {beginning!r}" if beginning else "an empty file"
                raise _npz_error(path, got, "Save it with np.savez(path, X=X, y=y), or name a table FILE.csv")
            file.seek(0)
            arrays = np.load(file, allow_pickle=False)
            names = getattr(arrays, "files", ["a single array without a name"])
            if absent := [key for key in ("X", "y") if key not in names]:
                got = f"{', '.join(names) or 'nothing'}; {' and '.join(absent)} missing"
                raise _npz_error(path, got, "Save it with np.savez(path, X=X, y=y)")
            inputs, labels = arrays["X"], arrays["y"]
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        if "allow_pickle" in str(error):
            remedy = "Python objects can run code when they are read: save plain numbers or texts, X.astype('float32')"
            raise _npz_error(path, "an array of Python objects", remedy) from error
        raise _npz_error(path, str(error) or type(error).__name__, "Write or fetch the file again") from error
    return from_arrays(inputs, labels, name=path.stem, source=str(path))


def _npz_error(path: Path, got: str, remedy: str) -> DataError:
    return DataError(
        f"cannot read {path}", got=got, expected="a .npz file with the arrays X and y", remedy=f"{remedy}."
    )


def _check_shapes(inputs: np.ndarray, labels: np.ndarray, where: str) -> None:
    if inputs.dtype.kind not in "iufb":
        raise DataError(
            f"cannot use the inputs of {where}",
            got=f"an array of type {inputs.dtype}",
            expected="numbers",
            remedy="Convert them: X.astype('float32').",
        )
    if inputs.ndim not in (2, 3) or 0 in inputs.shape:
        raise DataError(
            f"cannot use the inputs of {where}",
            got=f"an array of shape {inputs.shape}",
            expected="(rows, features) or (rows, height, width)",
            remedy="Colour pictures: make them grey first, X.mean(axis=-1)." if inputs.ndim == 4 else "Reshape X.",
        )
    if labels.ndim and len(inputs) != len(labels):
        raise DataError(
            f"cannot pair the inputs of {where} with its labels",
            got=f"{len(inputs):,} rows in X and {len(labels):,} in y",
            expected="as many labels as rows",
            remedy="Check how X and y were cut.",
        )


def _as_rows(
    inputs: np.ndarray, where: str, columns: Sequence[str] | None, scaling: Scaling | None
) -> tuple[np.ndarray, tuple[int, int] | None, Scaling]:
    """Inputs as (rows, features) of `uint8` or floats, the shape of a picture if they are any, and their scaling."""
    shape = (int(inputs.shape[1]), int(inputs.shape[2])) if inputs.ndim == 3 else None
    flat = np.ascontiguousarray(inputs.reshape(len(inputs), -1))
    if inputs.dtype == np.uint8 or (shape and inputs.dtype.kind in "iu" and 0 <= inputs.min() <= inputs.max() <= 255):
        side = math.isqrt(flat.shape[1])
        square = (side, side) if side > 1 and side * side == flat.shape[1] else None
        return flat.astype(np.uint8), shape or square, "pixels"
    check_finite(inputs, where=where, columns=columns)
    if shape and (inputs.min() < 0 or inputs.max() > 1):
        raise DataError(
            f"cannot use the pictures of {where}",
            got=f"values from {inputs.min():g} to {inputs.max():g}",
            expected="floats from 0 to 1, or whole numbers from 0 to 255",
            remedy="Divide them by their largest value, or give a (rows, features) table to have them standardised.",
        )
    natural: Scaling = "none" if shape else "standardise"
    kind = fitting_type(flat, where=where, columns=columns, standardised=(scaling or natural) == "standardise")
    return flat.astype(kind), shape, natural


def _picture_shape(shape: tuple[int, int] | None, features: int, where: str) -> tuple[int, int] | None:
    if shape and math.prod(shape) != features:
        raise DataError(
            f"cannot see the rows of {where} as pictures of {shape[0]} × {shape[1]}",
            got=f"{features} features",
            expected=f"{math.prod(shape)}",
            remedy="Correct picture_shape, or leave it out.",
        )
    return shape
