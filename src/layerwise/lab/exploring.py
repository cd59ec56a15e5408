"""The page of a study or of a network: as one file, in a notebook, or served."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from layerwise.data.dataset import Dataset
from layerwise.errors import LayerwiseError, NothingToShowError, SpecError, StudyError
from layerwise.explorer.bundle import Bundle, network_bundle, study_bundle
from layerwise.explorer.page import one_file
from layerwise.lab import at_hand
from layerwise.lab.page import Page
from layerwise.lab.results import VERDICT, found
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.verdict.finding import findings_as_dict
from layerwise.words import Language, system_language

# Where studies are looked for where none is named, and where new ones go: the place of `layerwise study`.
STUDIES = Path("studies")
PAGE = "page.html"


def explore(
    what: Network | str | Path,
    data: Dataset | str | Path | None = None,
    *,
    target: str | None = None,
    language: Language | None = None,
) -> Page:
    """The page of a network or a study: shown by a notebook as the last value of a cell, or saved as one file.

    Args:
        what: a network, the file of one, or the folder of a study.
        data: that it was learned from; else it is looked for by its name or path, and the page has no examples where
            it is not found.
        target: the column of a `.csv` that names the class.
        language: that the page begins in; the system's where none is given.

    Raises:
        LayerwiseError: no study or network there, or other data than it was learned from.

    Example:
        >>> explore("studies/digits").save("page.html")  # doctest: +SKIP
        PosixPath('page.html')
    """
    if isinstance(what, Network):
        bundle = _network(what, data, target, str(what.provenance.get("data") or what.spec.label))
    else:
        bundle = bundle_of(Path(what), data=data, target=target)
    return Page(one_file(bundle, language or system_language()), bundle.card["samples"] is not None)


def keep_page(folder: StudyFolder, dataset: Dataset, language: Language) -> Path | None:
    """Writes the page of a study into its folder.

    Args:
        folder: of a study that has ended.
        dataset: that it was done on.
        language: that the page begins in.

    Returns:
        Where it lies; None where the study kept no networks that it could show.

    Raises:
        StudyError: the folder is in use or cannot be written.
    """
    try:
        bundle = study_bundle(folder, dataset, _verdict(folder), folder.path.absolute().name)
    except NothingToShowError:
        return None
    page = one_file(bundle, language)
    with folder.held():
        folder.write(PAGE, page.encode())
    return folder / PAGE


def only_place(named: Sequence[Path], studies: Path = STUDIES) -> Path:
    """The one study or network that a file is to be made of.

    Args:
        named: what was named.
        studies: where the only study is taken where nothing was named.

    Raises:
        SpecError: several, or none.
    """
    found = list(named) or sorted(card.parent for card in studies.glob("*/study.json"))
    if len(found) != 1:
        raise SpecError(
            "one page shows one study or network",
            got=", ".join(map(str, found)) or f"none, and no study in {studies}",
            expected="one",
            remedy="Name it: layerwise explore STUDY -o page.html",
        )
    return found[0]


def bundle_of(path: Path, *, data: Dataset | str | Path | None = None, target: str | None = None) -> Bundle:
    """All that the page of a study folder or of a network's file shows.

    Args:
        path: the folder, or the file.
        data: see `explore`.
        target: the column of a `.csv` that names the class.

    Raises:
        LayerwiseError: as `explore` does.
    """
    try:
        if path.is_file():
            return _network(Network.load(path), data, target, path.stem)
        folder = StudyFolder(path)
        card = folder.card()
        dataset = at_hand.of_study(card, path) if data is None else _asked(data, target, card["data"]["checksum"])
        return study_bundle(folder, dataset, _verdict(folder), path.absolute().name)
    except LayerwiseError:
        raise
    # What a file lacks that is no longer as it was written.
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise StudyError(
            f"cannot show {path}",
            got=f"a file in which something is missing or odd: {error}",
            expected="what layerwise wrote",
            remedy="Restore it, or run the study in a new folder; --debug shows where it was met.",
        ) from error


def _network(network: Network, data: Dataset | str | Path | None, target: str | None, name: str) -> Bundle:
    checksum = network.provenance.get("checksum")
    dataset = at_hand.of_network(network) if data is None else _asked(data, target, checksum)
    return network_bundle(network, dataset, name)


def _asked(data: Dataset | str | Path, target: str | None, checksum: str | None) -> Dataset:
    return data if isinstance(data, Dataset) else at_hand.named(str(data), target, checksum)


def _verdict(folder: StudyFolder) -> dict[str, Any]:
    """What `verdict.json` holds; of a study that was stopped before it was written, drawn from the tables."""
    try:
        return dict(json.loads((folder / VERDICT).read_text(encoding="utf-8")))
    except FileNotFoundError:
        result = found(folder, read_tables(folder))
        return {**findings_as_dict(result.findings), "advice": result.advice and result.advice.as_dict()}
    except (OSError, ValueError) as error:
        raise StudyError(
            f"cannot read {folder / VERDICT}",
            got=str(error),
            expected="the JSON that layerwise study wrote",
            remedy=f"Write it again: layerwise report {folder.path}",
        ) from error
