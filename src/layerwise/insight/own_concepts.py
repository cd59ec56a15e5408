"""The user's own concepts: columns of a table, or folders of pictures that show them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Int, UInt8
from PIL import Image

from layerwise.data.photographs import one_mark
from layerwise.data.pictures import read_picture
from layerwise.errors import DataError
from layerwise.insight.concepts import Concept, Kind
from layerwise.words import Text

ROW = "row"
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm")


def from_table(path: str | Path, rows: Int[np.ndarray, " rows"], of: int) -> list[Concept]:
    """The columns of a CSV file as concepts of some rows of a data set.

    A column of 0 and 1 is a yes-no concept, one of other numbers an amount, one of texts a class; empty cells are not
    known. A column `row` names the row of the data set, from 0; without it the lines are the data set's rows in order.

    Args:
        path: of the file, UTF-8, with a header line.
        rows: of the data set, whose values are wanted.
        of: rows of the whole data set.

    Raises:
        DataError: no such file, no table, rows that the data set has not, or as many lines as it has not.
    """
    try:
        table = pd.read_csv(path, encoding="utf-8-sig", skipinitialspace=True)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise DataError(
            f"cannot read the concepts in {path}",
            got=str(error).strip().splitlines()[-1],
            expected="a CSV file with a header line",
            remedy="Write one column a concept, one line a row of the data.",
        ) from error
    places = _rows(path, table, of)
    columns = table.drop(columns=ROW, errors="ignore")
    return [_concept(str(name), columns[name], places, rows, of) for name in columns]


def from_folder(
    name: str, folder: str | Path, shape: tuple[int, int], *, digits: bool
) -> UInt8[np.ndarray, "pictures features"]:
    """The pictures in a folder, as rows that a network of such pictures reads.

    Args:
        name: of the concept, for messages.
        folder: with picture files.
        shape: (height, width) that the network reads; other pictures are scaled to it.
        digits: brings each into the form of MNIST's digits first.

    Raises:
        DataError: no such folder, or no pictures in it.
        PictureError: a picture that cannot be read.
    """
    home = Path(folder)
    files = sorted(path for path in home.glob("*") if path.suffix.lower() in PICTURES) if home.is_dir() else []
    if not files:
        raise DataError(
            f"cannot learn what {name!r} looks like",
            got=f"no pictures in {home}" if home.is_dir() else f"no folder {home}",
            expected="a folder with pictures that show it",
            remedy=f"Put them there, or name another: --concept {name}=FOLDER",
        )
    return np.stack([_row(path, shape, digits=digits) for path in files])


def with_examples(
    rows: int, shown: Mapping[str, UInt8[np.ndarray, "_ features"]]
) -> tuple[list[Concept], Int[np.ndarray, " examples"]]:
    """Concepts of folders: yes in their own pictures, no in the data's rows, not known in the other folders' pictures.

    Args:
        rows: of the data, which come first.
        shown: pictures by concept, in the order in which they follow the data's rows.

    Returns:
        The concepts, and for each example the number of its folder, -1 for the data's rows.
    """
    folder = np.concatenate([np.full(rows, -1), *(np.full(len(each), n) for n, each in enumerate(shown.values()))])
    concepts = [
        Concept(
            name,
            Text(name, name),
            np.where(folder == number, 1.0, np.where(folder == -1, 0.0, np.nan)),
            "yes-no",
            "own",
        )
        for number, name in enumerate(shown)
    ]
    return concepts, folder


def _rows(path: str | Path, table: pd.DataFrame, of: int) -> np.ndarray:
    if ROW not in table.columns:
        if len(table) != of:
            raise DataError(
                f"the concepts in {path} are not of these data",
                got=f"{len(table):,} lines",
                expected=f"{of:,}, one a row of the data, or a column called row",
                remedy="Add the column row with the number of the row, from 0.",
            )
        return np.arange(of)
    places = pd.to_numeric(table[ROW], errors="coerce").to_numpy(np.float64)
    wrong = ~((places >= 0) & (places < of) & (places == np.floor(places)))
    if wrong.any():
        raise DataError(
            f"the column row of {path} names a row that the data have not",
            got=str(table[ROW].iloc[int(wrong.argmax())]),
            expected=f"whole numbers from 0 to {of - 1:,}",
            remedy="Count the data's rows from 0.",
        )
    return places.astype(np.int64)


def _concept(name: str, column: pd.Series, places: np.ndarray, rows: np.ndarray, of: int) -> Concept:
    names: tuple[str, ...] = ()
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        values = column.to_numpy(np.float64, na_value=np.nan)
        kind: Kind = "yes-no" if set(np.unique(values[~np.isnan(values)])) <= {0.0, 1.0} else "amount"
    else:
        codes, found = pd.factorize(column, sort=True)
        values, names, kind = np.where(codes < 0, np.nan, codes), tuple(map(str, found)), "class"
    everywhere = np.full(of, np.nan)
    everywhere[places] = values
    return Concept(name, Text(name, name), everywhere[rows], kind, "own", names)


def _row(path: Path, shape: tuple[int, int], *, digits: bool) -> np.ndarray:
    if digits:
        return one_mark(path).digits[0]
    picture = read_picture(path)
    height, width = shape
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BOX)).reshape(-1)
