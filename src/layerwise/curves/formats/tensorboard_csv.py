"""What TensorBoard lets people download: a CSV a run and tag, with the columns Wall time, Step and Value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.cells import numbers
from layerwise.curves.columns import check_mapped
from layerwise.curves.raw import Raw
from layerwise.curves.scalars import PARTS_BY_FOLDER, Scalars, gather, raw_of_scalars
from layerwise.curves.tables import stem

_COLUMNS = ("wall time", "step", "value")
_NAME = re.compile(r"(?:run[-_])?(.*?)[-_]?tag[-_](.+)")


def is_download(table: pd.DataFrame) -> bool:
    """Whether a table is such a download."""
    return tuple(str(name).lower() for name in table.columns) == _COLUMNS


def runs_of_downloads(
    files: Sequence[tuple[Path, pd.DataFrame]], *, name: str, where: str, given: Mapping[str, str] | None,
    account: Account,
) -> Raw:  # fmt: skip
    """The runs of such files, each with its tag in its name, "run-depth=1_seed=0-tag-val_acc.csv".

    A run that ends in train or validation, as Keras writes them, is a part of the run before it. A file whose name has
    no "tag" is called by its tag, and its run by its folder.

    Args:
        files: path, for its name, and table.
        name: for people.
        where: for messages.
        given: name of the contract → tag.
        account: told what is left out.

    Raises:
        CurvesError: no accuracy among the tags.
    """
    check_mapped(given or {}, account)
    tags = {tag: contract for contract, tag in (given or {}).items()}
    found: dict[str, Scalars] = {}
    seen = set()
    for path, table in files:
        run, tag, part = _named(path)
        seen.add(tag)
        time, step, value = (numbers(table.iloc[:, place])[0] for place in range(3))
        known = np.flatnonzero(np.isfinite(step))
        cells = [(tag, int(step[row]), float(time[row]), float(value[row])) for row in known]
        gather(cells, part, tags, run, found.setdefault(run, {}), account)
    return raw_of_scalars(found, {}, seen, name=name, where=where, given=given, account=account)


def _named(path: Path) -> tuple[str, str, str]:
    """Run, tag, and the part of the data that the run is of."""
    match = _NAME.fullmatch(stem(path))
    run, tag = (match[1], match[2]) if match else (path.parent.name, stem(path))
    words = re.split(r"[-_/ ]", run)
    part = PARTS_BY_FOLDER.get(words[-1].lower(), "")
    return (run[: -len(words[-1])].rstrip("-_/ ") if part else run) or "run", tag, part
