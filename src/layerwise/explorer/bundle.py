"""All that the page shows, as one frozen bundle: a card of plain JSON values, and the arrays it names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.errors import LayerwiseError, NothingToShowError, StudyError
from layerwise.explorer.arrays import Arrays
from layerwise.explorer.curves import study_curves
from layerwise.explorer.headlines import headlines, result_of
from layerwise.explorer.inspected import inspected
from layerwise.explorer.samples import add_samples
from layerwise.explorer.weights import add_network
from layerwise.nets.network import Network
from layerwise.study.design import Plan
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.verdict.tables import Tables

FORMAT = 1
# Of all networks together in a bundle; a page with more would be slow to open, so the last ones are left out.
MOST_WEIGHTS = 12_000_000


@dataclass(frozen=True)
class Bundle:
    """What one page shows.

    Args:
        card: plain JSON values; see `docs/explorer.md`.
        arrays: those the card names.
    """

    card: dict[str, Any]
    arrays: Arrays

    def as_json(self) -> str:
        """The card with the list of its arrays."""
        return json.dumps({**self.card, "arrays": self.arrays.entries}, ensure_ascii=False, separators=(",", ":"))


def study_bundle(folder: StudyFolder, dataset: Dataset | None, verdict: dict[str, Any], name: str = "") -> Bundle:
    """A study with the networks of its first seed.

    Args:
        folder: of a study that has ended.
        dataset: what it was done on; None where that is not at hand: the page then has no examples.
        verdict: what `verdict.json` holds: `findings` and `advice`.
        name: of the study, for the page's title; else its data set's.

    Raises:
        NothingToShowError: it kept no weights, or only of networks that are too large.
        StudyError: the study has not ended, is damaged, or is of other data than `dataset`.
    """
    card, tables = folder.card(), read_tables(folder)
    if dataset is not None and dataset.checksum != card["data"]["checksum"]:
        raise StudyError(
            f"{dataset.name} is not what the study in {folder.path} was done on",
            got=f"data with the checksum {dataset.checksum[:12]}",
            expected=str(card["data"]["checksum"])[:12],
            remedy="Name the study's own data with --data, or leave it out: the page then has no examples.",
        )
    arrays, result = Arrays(), result_of(tables, verdict)
    networks, left_out = _networks(arrays, folder, tables, Plan.from_dict(card["plan"]))
    return Bundle(
        {
            "format": FORMAT,
            "kind": "study",
            "name": name or str(card["data"]["name"]),
            "data": {**card["data"], **_kind_of(dataset, networks)},
            "condition": card["condition"],
            "command": card["command"],
            "epochs": card["plan"]["recipe"]["epochs"],
            "recipe": card["plan"]["recipe"],
            "networks": networks,
            "left_out": left_out,
            "samples": add_samples(arrays, dataset, split(dataset, 0)) if dataset else None,
            "findings": verdict["findings"],
            "advice": verdict.get("advice"),
            "headlines": headlines(result),
            "curves": study_curves(result),
            **inspected(folder, tables.measured, networks),
        },
        arrays,
    )


def network_bundle(network: Network, dataset: Dataset | None, name: str) -> Bundle:
    """A single network.

    Args:
        network: as it was saved.
        dataset: what it learned, where that is at hand.
        name: for the page's title: the file's.
    """
    arrays = Arrays()
    facts = network.provenance
    told = {**_described(network), "id": "network", "weights": add_network(arrays, "network", network, {})}
    shown = dataset if dataset is not None and dataset.checksum == facts.get("checksum") else None
    data = {"name": facts.get("data"), "source": facts.get("source"), "classes": list(network.classes)}
    return Bundle(
        {
            "format": FORMAT,
            "kind": "network",
            "name": name,
            "data": {**data, **_kind_of(shown, [told])},
            "networks": [told],
            "left_out": 0,
            "samples": add_samples(arrays, shown, split(shown, int(facts.get("seed") or 0))) if shown else None,
            "findings": [],
            "advice": None,
        },
        arrays,
    )


def _networks(arrays: Arrays, folder: StudyFolder, tables: Tables, plan: Plan) -> tuple[list[dict[str, Any]], int]:
    """The first seed's network of every architecture, as far as they fit; and how many do not."""
    rows = tables.measured.sort_values("seed").groupby("network", sort=False).head(1).set_index("network")
    found: list[dict[str, Any]] = []
    left_out = weights = 0
    for spec in plan.architectures:
        row = rows.loc[spec.label] if spec.label in rows.index else None
        path = folder.weights_path(str(row["run"])) if row is not None else None
        if row is None or path is None or not path.is_file() or weights + spec.parameters > MOST_WEIGHTS:
            left_out += 1
            continue
        weights += spec.parameters
        best = Network.load(path)
        told = {**_described(best), "id": spec.label, "run": row["run"], "test": _tested(tables, spec.label)}
        found.append({**told, "weights": add_network(arrays, spec.label, best, _kept(folder, str(row["run"])))})
    if not found:
        raise NothingToShowError(
            f"no networks to show in {folder.path}",
            got=f"a study with --keep {plan.keep}, or networks that are too large",
            expected=f"kept networks of up to {MOST_WEIGHTS:,} weights",
            remedy="Run the study in a new folder with --keep standard.",
        )
    return found, left_out


def _kept(folder: StudyFolder, run: str) -> dict[int, Network]:
    """A run's networks at the epochs that were kept; one that diverged on the way is passed over."""
    paths = {int(path.stem.rpartition("-e")[2]): path for path in (folder / "weights").glob(f"{run}-e*.safetensors")}
    kept = {}
    for epoch, path in sorted(paths.items()):
        try:
            kept[epoch] = Network.load(path)
        except LayerwiseError:
            continue
    return kept


def _tested(tables: Tables, label: str) -> dict[str, Any]:
    """The architecture's test accuracy at its best epochs over all seeds: mean, least, most, number of seeds."""
    runs = tables.measured[(tables.measured["network"] == label) & (tables.measured["best_epoch"] > 0)]
    at_best = runs.merge(tables.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])["test_accuracy"]
    if at_best.empty:
        return {"accuracy": None, "low": None, "high": None, "seeds": 0}
    return {
        "accuracy": float(at_best.mean()),
        "low": float(at_best.min()),
        "high": float(at_best.max()),
        "seeds": len(at_best),
    }


def _described(network: Network) -> dict[str, Any]:
    spec = network.spec
    return {
        **{name: spec.as_dict()[name] for name in ("inputs", "hidden", "classes", "activation", "normalisation")},
        "residual": spec.residual,
        "label": spec.label,
        "depth": spec.depth,
        "width": spec.width,
        "parameters": spec.parameters,
        "preprocessing": network.preprocessing.as_dict(),
        "learning_rate": network.provenance.get("learning_rate"),
        "seed": network.provenance.get("seed"),
        "fold": network.provenance.get("fold"),
        "picture_shape": network.provenance.get("picture_shape"),
    }


def _kind_of(dataset: Dataset | None, networks: list[dict[str, Any]]) -> dict[str, Any]:
    """What an example looks like: a `picture`, a point of the `plane`, or a row of a `table`."""
    shape = networks[0]["picture_shape"]
    inputs = networks[0]["inputs"]
    kind = "picture" if shape else "plane" if inputs == 2 else "table"
    told: dict[str, Any] = {"kind": kind, "picture_shape": list(shape) if shape else None}
    if dataset is not None:
        told["columns"] = list(dataset.columns) if dataset.columns else None
        if kind == "plane":
            low, high = np.asarray(dataset.inputs, np.float64).min(axis=0), dataset.inputs.max(axis=0)
            told["range"] = [low.tolist(), np.asarray(high, np.float64).tolist()]
    return told
