"""The course of a study: what is to be trained next, now that this much is known.

Folds are apart, and so are training-set sizes: each is tuned on its own training part, and measured at its own rates as
soon as they are chosen, while others are still being tuned. So no worker waits at the end of a stage. Which block is
trained when changes no result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from layerwise.data.dataset import Dataset
from layerwise.data.folds import fold_of
from layerwise.study.design import Block, Plan
from layerwise.study.parts import Part
from layerwise.study.tuning import MOST_EXTENSIONS, Tuning, may_stop
from layerwise.train.measures import MEASURES

# Blocks that are tuned together: a training-set size (None: all rows) and a fold.
Group = tuple[int | None, int]
# The rate of each fold by the label of an architecture.
Rates = dict[str, dict[str, float]]


class Course:
    """Hands out the blocks of a study: those to begin with, then after each one what follows from it.

    Args:
        plan: the study.
        dataset: whose folds its seeds rotate through.
    """

    def __init__(self, plan: Plan, dataset: Dataset) -> None:
        self.plan, self.dataset = plan, dataset
        # By training-set size.
        self.tuning: dict[int | None, Tuning] = defaultdict(lambda: Tuning(stops=may_stop(plan.recipe)))
        self.awaited: dict[Group, set[str]] = defaultdict(set)  # blocks that the next stage waits for
        self.extensions: dict[Group, int] = defaultdict(int)

    def first(self) -> list[Block]:
        """The blocks that wait for nothing."""
        if self.plan.tunes:
            return self._await(
                block for size in self.plan.all_sizes for block in self.plan.tuning_blocks(self.plan.rates, size)
            )
        return [
            block
            for size in self.plan.all_sizes
            for seed in range(self.plan.seeds)
            for block in self._measured(seed, size)
        ]

    def after(self, block: Block, part: Part) -> list[Block]:
        """The blocks that could not be begun before this one of stage 1 had ended."""
        self._learn(block, part)
        group = self._group(block)
        self.awaited[group].discard(block.name)
        if self.awaited[group]:
            return []
        size, fold = group
        return self._extended(group) or [
            each
            for seed in range(self.plan.seeds)
            if fold_of(self.dataset, seed) == fold
            for each in self._measured(seed, size)
        ]

    @property
    def learning_rates(self) -> Rates:
        """By architecture the rate of each fold; `all` for one given, and where the data set has its own test set."""
        return self._rates(None)

    @property
    def learning_rates_by_size(self) -> dict[str, Rates]:
        """The same by each size of the plan."""
        return {str(size): self._rates(size) for size in self.plan.sizes}

    def _rates(self, size: int | None) -> Rates:
        if not self.plan.tunes:
            return {spec.label: {"all": self.plan.rates[0]} for spec in self.plan.architectures}
        by_label: Rates = defaultdict(dict)
        for (architecture, fold), rate in sorted(self.tuning[size].chosen().items()):
            by_label[self.plan.architectures[architecture].label]["all" if fold < 0 else str(fold)] = rate
        return dict(by_label)

    def _extended(self, group: Group) -> list[Block]:
        """Blocks of further rates, where the best of a fold lies on its grid's edge and the grid may still grow."""
        size, fold = group
        rates = self.tuning[size].missing().get(fold)
        if not rates or not self.plan.extends or self.extensions[group] == MOST_EXTENSIONS:
            return []
        self.extensions[group] += 1
        return self._await(block for block in self.plan.tuning_blocks(rates, size) if self._group(block) == group)

    def _await(self, blocks: Iterable[Block]) -> list[Block]:
        awaited = list(blocks)
        for block in awaited:
            self.awaited[self._group(block)].add(block.name)
        return awaited

    def _learn(self, block: Block, part: Part) -> None:
        losses = part.arrays["history"][:, :, MEASURES.index("val_loss")]
        for job, series in zip(block.jobs, losses, strict=True):
            fold = fold_of(self.dataset, block.seed)
            self.tuning[block.train_rows].add(job.architecture, fold, job.member.learning_rate, series)

    def _measured(self, seed: int, size: int | None) -> list[Block]:
        chosen, fold = self.tuning[size].chosen(), fold_of(self.dataset, seed)
        rates = [chosen.get((number, fold), self.plan.rates[0]) for number in range(len(self.plan.architectures))]
        return [self.plan.measuring_block(number, seed, rates, size) for number in range(len(self.plan.cohorts))]

    def _group(self, block: Block) -> Group:
        return block.train_rows, fold_of(self.dataset, block.seed)
