"""One architecture of a study, over its seeds, and what all of them together say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from math import nan

import numpy as np
import pandas as pd

from layerwise.insight import wording as words
from layerwise.insight.concepts import Concept
from layerwise.insight.depths import answer, contrast, gains, judged
from layerwise.insight.finding import Conclusion, Learned
from layerwise.insight.readable import Readable
from layerwise.insight.units import Detection, units_by_level
from layerwise.insight.wording import said
from layerwise.lab.inspection import words as texts
from layerwise.verdict.layout import FEWEST_SEEDS, Estimate, two_way

# A concept counts as learned by an architecture where it holds in more than this share of its seeds.
MOST = 0.5


class Architecture:
    """The networks of one architecture.

    Args:
        name: of the architecture.
        depth: hidden layers.
        concepts: in the order of the tables' columns.
    """

    def __init__(self, name: str, depth: int, concepts: Sequence[Concept]) -> None:
        self.name, self.depth, self.concepts = name, depth, list(concepts)
        self.found: dict[int, list[Readable]] = defaultdict(list)
        self.seeds: dict[int, list[int]] = defaultdict(list)
        self.detections: list[list[Detection]] = []

    def add(self, fold: int, seed: int, table: Readable, detections: list[Detection]) -> None:
        """One more network, judged on a fold."""
        self.found[fold].append(table)
        self.seeds[fold].append(seed)
        self.detections.append(detections)

    @property
    def all(self) -> list[Readable]:
        """Every network's table."""
        return [table for tables in self.found.values() for table in tables]

    @property
    def layers(self) -> tuple[str, ...]:
        """`pixels`, `hidden-1` …, `logits`."""
        return self.all[0].layers

    def over_seeds(self, of: Callable[[Readable], np.ndarray]) -> Estimate | None:
        """The mean of a number per example over seeds and examples; None for fewer than 3 seeds.

        Args:
            of: the numbers, one an example, of one network.
        """
        if len(self.all) < FEWEST_SEEDS:
            return None
        return two_way([np.stack([of(table) for table in tables]) for tables in self.found.values()])

    def holds(self, layer: int, column: int) -> float:
        """Share of the seeds in which a concept holds in a layer."""
        return float(np.mean([table.holds[layer, column] for table in self.all]))

    def learned(self, level: str, layers: Sequence[int]) -> list[Concept]:
        """Concepts of a level that hold in one of the layers in more than half of the seeds."""
        return [
            concept
            for column, concept in enumerate(self.concepts)
            if concept.level == level and any(self.holds(layer, column) > MOST for layer in layers)
        ]

    def table(self) -> pd.DataFrame:
        """A row a layer and concept; see `InspectedStudy.readable`."""
        return pd.DataFrame(
            [self._row(layer, column) for layer in range(len(self.layers)) for column in range(len(self.concepts))]
        )

    def _row(self, layer: int, column: int) -> dict[str, str | float | int]:
        estimate = self.over_seeds(lambda table: 1 - table.readouts[layer].errors[:, column])
        low, high = estimate.interval() if estimate else (nan, nan)
        means = {
            name: float(np.mean([getattr(table, name)[layer, column] for table in self.all]))
            for name in ("score", "control", "untrained", "components")
        }
        return {
            "network": self.name,
            "depth": self.depth,
            "layer": self.layers[layer],
            "concept": self.concepts[column].name,
            **means,
            "low": low,
            "high": high,
            "holds": self.holds(layer, column),
            "seeds": len(self.all),
        }

    def units(self) -> pd.DataFrame:
        """A row a hidden layer and level of concepts: units that detect one, mean over the seeds."""
        counts = [units_by_level(units) for units in self.detections]
        rows = [
            (self.name, self.depth, layer, level, float(np.mean([each[layer, level] for each in counts])))
            for layer, level in counts[0]
        ]
        return pd.DataFrame(rows, columns=["network", "depth", "layer", "level", "units"])


def study_findings(found: Sequence[Architecture], data: str, activation: str) -> list[Learned]:
    """The answer to the popular claim by depth, then each concept by depth and layer."""
    return [*_hierarchy(found, data, activation), *_learned(found), *_with_depth(found), *_deeper(found)]


def _hierarchy(found: Sequence[Architecture], data: str, activation: str) -> Iterator[Learned]:
    deep = [each for each in found if each.depth > 1 and _contrast_of(each.all[0]) is not None]
    for each in deep:
        estimate = each.over_seeds(lambda table: np.asarray(_contrast_of(table)))
        if estimate is None:
            continue
        low, high = estimate.interval(comparisons=len(deep))
        strokes = each.learned("strokes", [1])
        loops = each.learned("parts", range(1, len(each.layers)))
        asked = sum(concept.level == "strokes" for concept in each.concepts)
        conclusion = answer(low, high, strokes=len(strokes) / asked, loops=bool(loops))
        early = words.listed([concept.title for concept in each.learned("parts", [1])])
        units = each.units()
        kinds = {level: float(units.units[units.level == level].sum()) for level in ("class", "strokes", "parts")}
        text = said(
            texts.HIERARCHY[conclusion], data=data, activation=activation, depth=each.depth, seeds=len(each.all),
            strokes=words.listed([concept.title for concept in strokes]),
            early=early,
            loops=words.listed([concept.title for concept in loops]), order=estimate.mean, low=low, high=high,
            classes=kinds["class"], lines=kinds["strokes"], parts=kinds["parts"],
        )  # fmt: skip
        subject: dict[str, str | int] = {"network": each.name, "depth": each.depth}
        yield Learned(
            "hierarchy", words.ASKED["hierarchy"], estimate.mean, low, high, "R²", conclusion, text, subject,
            networks=len(each.all),
        )  # fmt: skip


def _contrast_of(table: Readable) -> np.ndarray | None:
    gained = gains(table)
    return None if gained is None else contrast(gained, [concept.level for concept in table.concepts])


def _learned(found: Sequence[Architecture]) -> Iterator[Learned]:
    """Each concept: in how many networks it is learned, and in which layer first."""
    networks = sum(len(each.all) for each in found)
    for column, concept in enumerate(found[0].concepts):
        firsts = [_first(table, column) for each in found for table in each.all]
        learned = [first for first in firsts if first]
        share = len(learned) / networks
        usual = max(sorted(set(learned)), key=learned.count) if learned else ""
        layer = words.layer_name(usual) if usual else words.NONE
        text = said(
            texts.LEARNED if learned else texts.NEVER_LEARNED, title=concept.title, share=share, networks=networks,
            layer=layer, often=learned.count(usual) / len(learned) if learned else 0.0,
        )  # fmt: skip
        subject: dict[str, str | int] = {"concept": concept.name, "level": concept.level, "layer": usual}
        conclusion: Conclusion = "holds" if share > MOST else "not-found"
        yield Learned(
            "concept", words.ASKED["concept"], share, nan, nan, "share of networks", conclusion, text, subject,
            networks=networks,
        )  # fmt: skip


def _first(table: Readable, column: int) -> str:
    return next((name for row, name in enumerate(table.layers) if table.holds[row, column]), "")


def _with_depth(found: Sequence[Architecture]) -> Iterator[Learned]:
    """Each concept in the deepest networks, from their first hidden layer to their last."""
    deepest = max(found, key=lambda each: each.depth)
    if deepest.depth < 2:
        return
    for column, concept in enumerate(deepest.concepts):
        estimate = deepest.over_seeds(lambda table, column=column: np.asarray(gains(table))[:, column])  # type: ignore[misc]
        if estimate is None:
            return
        ends = estimate.interval(comparisons=len(deepest.concepts))
        change = judged(concept.name, concept.level, estimate.mean, *ends)
        text = said(
            words.CHANGES[change.conclusion], title=concept.title, change=change.change, low=ends[0], high=ends[1]
        )
        subject: dict[str, str | int] = {"concept": concept.name, "level": concept.level, "depth": deepest.depth}
        yield Learned(
            "with-depth", words.ASKED["with-depth"], change.change, *ends, "R²", change.conclusion,
            said(texts.OF_DEPTH, depth=deepest.depth, sentence=text), subject, networks=len(deepest.all),
        )  # fmt: skip


def _deeper(found: Sequence[Architecture]) -> Iterator[Learned]:
    """Each concept in the last hidden layer: of the deepest networks against the shallowest, paired by seed."""
    shallow, deep = min(found, key=lambda each: each.depth), max(found, key=lambda each: each.depth)
    if shallow.depth in (0, deep.depth) or shallow.seeds != deep.seeds or len(shallow.all) < FEWEST_SEEDS:
        return
    for column, concept in enumerate(deep.concepts):
        folds = [
            np.stack(
                [
                    one.readouts[shallow.depth].errors[:, column] - other.readouts[deep.depth].errors[:, column]
                    for one, other in zip(shallow.found[fold], deep.found[fold], strict=True)
                ]
            )
            for fold in shallow.found
        ]
        estimate = two_way(folds)
        ends = estimate.interval(comparisons=len(deep.concepts))
        change = judged(concept.name, concept.level, estimate.mean, *ends)
        text = said(
            texts.DEEPER[change.conclusion], title=concept.title, shallow=shallow.depth, deep=deep.depth,
            change=estimate.mean, low=ends[0], high=ends[1],
        )  # fmt: skip
        subject: dict[str, str | int] = {"concept": concept.name, "from": shallow.depth, "to": deep.depth}
        yield Learned(
            "deeper", texts.DEEPER_ASKED, estimate.mean, *ends, "R²", change.conclusion, text, subject,
            networks=len(deep.all),
        )  # fmt: skip
