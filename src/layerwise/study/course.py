"""The course of a study: what is to be trained next, now that this much is known.

Folds are apart, and so are training-set sizes: each is tuned on its own training part, and measured at its own rates as
soon as they are chosen, while others are still being tuned. So no worker waits at the end of a stage. Which block is
trained when changes no result. Where the test set is one for all, groups of seeds stand for the folds: each is tuned by
a seed of its own, so that what the choice of a rate does to the error can be seen between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from layerwise.data.dataset import Dataset
from layerwise.data.folds import OWN_TEST_SET, fold_of
from layerwise.study.design import Block, Plan
from layerwise.study.parts import Part
from layerwise.study.tuning import MOST_EXTENSIONS, Tuning, may_stop
from layerwise.train.measures import MEASURES

# Blocks that are tuned together: a training-set size (None: all rows), and a fold or group of seeds.
Group = tuple[int | None, int]
# The rate of each fold or group by the label of an architecture.
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
        self.tuning: dict[int | None, Tuning] = defaultdict(
            lambda: Tuning(stops=may_stop(plan.recipe), choice=plan.choice)
        )
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
        size, number = group
        return self._extended(group) or [
            each
            for seed in range(self.plan.seeds)
            if tuning_group(self.dataset, self.plan, seed) == number
            for each in self._measured(seed, size)
        ]

    @property
    def learning_rates(self) -> Rates:
        """By architecture the rate of each fold, or group of seeds of one test set; `all` for one given."""
        return self._rates(None)

    @property
    def learning_rates_by_size(self) -> dict[str, Rates]:
        """The same by each size of the plan."""
        return {str(size): self._rates(size) for size in self.plan.sizes}

    def _rates(self, size: int | None) -> Rates:
        if not self.plan.tunes:
            return {spec.label: {"all": self.plan.rates[0]} for spec in self.plan.architectures}
        by_label: Rates = defaultdict(dict)
        for (architecture, group), rate in sorted(self.tuning[size].chosen().items()):
            by_label[self.plan.architectures[architecture].label]["all" if group < 0 else str(group)] = rate
        return dict(by_label)

    def _extended(self, group: Group) -> list[Block]:
        """Blocks of further rates, where the best of a fold lies on its grid's edge and the grid may still grow."""
        size, number = group
        rates = self.tuning[size].missing().get(number)
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
            _, group = self._group(block)
            self.tuning[block.train_rows].add(job.architecture, group, job.member.learning_rate, series)

    def _measured(self, seed: int, size: int | None) -> list[Block]:
        chosen, group = self.tuning[size].chosen(), tuning_group(self.dataset, self.plan, seed)
        rates = [chosen.get((number, group), self.plan.rates[0]) for number in range(len(self.plan.architectures))]
        return [self.plan.measuring_block(number, seed, rates, size) for number in range(len(self.plan.cohorts))]

    def _group(self, block: Block) -> Group:
        return block.train_rows, tuning_group(self.dataset, self.plan, block.seed)


def tuning_group(dataset: Dataset, plan: Plan, seed: int) -> int:
    """The seeds, measured and of stage 1, that share tuned rates: a fold's; of one test set those of a tuning seed.

    Args:
        dataset: whose folds rotate, or which has its own test set.
        plan: the study.
        seed: of either stage.
    """
    return group_in(plan, fold_of(dataset, seed), seed)


def group_in(plan: Plan, fold: int, seed: int) -> int:
    """The same where the fold of the seed is known; −1 where all seeds of one test set share a rate."""
    alike = fold != OWN_TEST_SET or not plan.tunes or plan.choice == "least"
    return fold if alike else seed % plan.tuning_seeds
