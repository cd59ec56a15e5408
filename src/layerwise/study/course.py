"""The course of a study: what is to be trained next, now that this much is known.

Folds are apart: each is tuned on its own training part, and measured at its own rates as soon as they are chosen, while
others are still being tuned. So no worker waits at the end of a stage. Which block is trained when changes no result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from layerwise.data.dataset import Dataset
from layerwise.data.folds import fold_of
from layerwise.study.design import Block, Plan
from layerwise.study.parts import Part
from layerwise.study.tuning import MOST_EXTENSIONS, Tuning
from layerwise.train.measures import MEASURES


class Course:
    """Hands out the blocks of a study: those to begin with, then after each one what follows from it.

    Args:
        plan: the study.
        dataset: whose folds its seeds rotate through.
    """

    def __init__(self, plan: Plan, dataset: Dataset) -> None:
        self.plan, self.dataset = plan, dataset
        self.tuning = Tuning()
        self.awaited: dict[int, set[str]] = defaultdict(set)  # by fold: blocks that the next stage waits for
        self.extensions: dict[int, int] = defaultdict(int)

    def first(self) -> list[Block]:
        """The blocks that wait for nothing."""
        if self.plan.tunes:
            return self._await(self.plan.tuning_blocks(self.plan.rates))
        return [block for seed in range(self.plan.seeds) for block in self._measured(seed)]

    def after(self, block: Block, part: Part) -> list[Block]:
        """The blocks that could not be begun before this one of stage 1 had ended."""
        self._learn(block, part)
        fold = self._fold(block)
        self.awaited[fold].discard(block.name)
        if self.awaited[fold]:
            return []
        return self._extended(fold) or [
            each
            for seed in range(self.plan.seeds)
            if fold_of(self.dataset, seed) == fold
            for each in self._measured(seed)
        ]

    @property
    def learning_rates(self) -> dict[str, dict[str, float]]:
        """By architecture the rate of each fold; `all` for one given, and where the data set has its own test set."""
        if not self.plan.tunes:
            return {spec.label: {"all": self.plan.rates[0]} for spec in self.plan.architectures}
        by_label: dict[str, dict[str, float]] = defaultdict(dict)
        for (architecture, fold), rate in sorted(self.tuning.chosen().items()):
            by_label[self.plan.architectures[architecture].label]["all" if fold < 0 else str(fold)] = rate
        return dict(by_label)

    def _extended(self, fold: int) -> list[Block]:
        """Blocks of further rates, where the best of a fold lies on its grid's edge and the grid may still grow."""
        rates = self.tuning.missing().get(fold)
        if not rates or not self.plan.extends or self.extensions[fold] == MOST_EXTENSIONS:
            return []
        self.extensions[fold] += 1
        return self._await(block for block in self.plan.tuning_blocks(rates) if self._fold(block) == fold)

    def _await(self, blocks: Iterable[Block]) -> list[Block]:
        awaited = list(blocks)
        for block in awaited:
            self.awaited[self._fold(block)].add(block.name)
        return awaited

    def _learn(self, block: Block, part: Part) -> None:
        losses = part.arrays["history"][:, :, MEASURES.index("val_loss")]
        for job, series in zip(block.jobs, losses, strict=True):
            self.tuning.add(job.architecture, self._fold(block), job.member.learning_rate, series)

    def _measured(self, seed: int) -> list[Block]:
        chosen, fold = self.tuning.chosen(), fold_of(self.dataset, seed)
        rates = [chosen.get((number, fold), self.plan.rates[0]) for number in range(len(self.plan.architectures))]
        return [self.plan.measuring_block(number, seed, rates) for number in range(len(self.plan.cohorts))]

    def _fold(self, block: Block) -> int:
        return fold_of(self.dataset, block.seed)
