"""`load`: one door to every data set, by name or by path."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from os import PathLike, fspath
from pathlib import Path

from layerwise.data.arrays import read_npz
from layerwise.data.dataset import Dataset
from layerwise.data.digits import digits
from layerwise.data.idx_folder import read_folder
from layerwise.data.idx_sets import FASHION_MNIST, MNIST, PARTS, file_of
from layerwise.data.mnist import read_named
from layerwise.data.spirals import spirals
from layerwise.errors import DataError

NAMED: dict[str, Callable[[], Dataset]] = {
    "digits": digits,
    "spirals": spirals,
    "mnist": partial(read_named, MNIST),
    "fashion-mnist": partial(read_named, FASHION_MNIST),
}
LEGAL = f"{', '.join(NAMED)}, FILE.npz (arrays X and y), or FILE.csv with a target column"


def load(what: str | PathLike[str], *, target: str | None = None) -> Dataset:
    """Read and check a data set.

    Args:
        what: `digits`, `spirals`, `mnist` or `fashion-mnist`; or the path of a `.npz` or `.csv` file, or of a folder
            with the four IDX files of a data set like MNIST. A name wins over a file of that name: write `./digits`.
        target: the column of a `.csv` file that names the class.

    Raises:
        DataError: no such data set, or it cannot be read or used; the message says where and why.

    Example:
        >>> data = load("digits")
        >>> data.inputs.shape, data.classes[:3]
        ((5000, 784), ('0', '1', '2'))
    """
    name = fspath(what)
    path = Path(name).expanduser()
    kind = path.suffix.lower()
    if target is not None and (name in NAMED or path.is_dir() or kind == ".npz"):
        raise DataError(
            f"cannot take {target!r} as the target column of {name}",
            got="a data set whose labels are known",
            expected="a target for FILE.csv only",
            remedy="Leave --target out.",
        )
    if name in NAMED:
        return NAMED[name]()
    if path.is_dir():
        return _from_folder(path)
    if not path.is_file():
        raise _unknown(name, path)
    if kind == ".csv":
        from layerwise.data.tables import read_csv  # brings pandas along, which no other data set needs

        return _named_apart(read_csv(path, target=target), path)
    if kind == ".npz":
        return _named_apart(read_npz(path), path)
    if target is not None:
        raise DataError(
            f"cannot read {path} as a table",
            got=f"a file whose name ends in {path.suffix or 'nothing'!r}",
            expected="one that ends in .csv",
            remedy="Save it as .csv: commas, semicolons and tabs between the cells are all read.",
        )
    raise _unknown(name, path)


def _named_apart(dataset: Dataset, path: Path) -> Dataset:
    """A user's file that is called like a data set of ours goes by its whole name: neither may pass for the other."""
    return replace(dataset, name=path.name) if dataset.name in NAMED else dataset


def _from_folder(path: Path) -> Dataset:
    absent = [part for part in PARTS if not file_of(path, part)]
    if not absent:
        return read_folder(path)
    if len(absent) < len(PARTS):
        raise DataError(
            f"cannot read the folder {path} as IDX files",
            got=f"no {' and no '.join(absent)}, under that name or with .gz",
            expected=f"all of {', '.join(PARTS)}",
            remedy="Fetch what is missing from where the others are from, or correct its name.",
        )
    raise DataError(
        f"cannot read the folder {path}",
        got="a folder without the four IDX files; folders of pictures cannot be read yet",
        expected=LEGAL,
        remedy="Put the pictures into one uint8 array X, (rows, height, width), their classes into y, and save both: "
        "np.savez('pictures.npz', X=X, y=y).",
    )


def _unknown(name: str, path: Path) -> DataError:
    near = difflib.get_close_matches(name.lower(), NAMED, n=1, cutoff=0.6)
    return DataError(
        f"cannot find the data set {name!r}",
        got="a file of another kind" if path.exists() else "neither a known name nor a file",
        expected=LEGAL,
        remedy=f"Did you mean {near[0]!r}?" if near else "Check the spelling and the folder you are in.",
    )
