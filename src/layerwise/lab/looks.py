"""At how many seeds a study looks, from what it was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from layerwise.data.dataset import Dataset
from layerwise.errors import SpecError
from layerwise.lab.options import StudyOptions
from layerwise.study.design import TUNING_SEED, Plan
from layerwise.study.run import check_seeds
from layerwise.verdict.looks import planned_looks

# Without --most-seeds the last look is at this many times the seeds of the first.
MOST_TIMES = 8
# Where tuning's own seeds begin.
MOST_SEEDS = TUNING_SEED


def looks_of(dataset: Dataset, plan: Plan, options: StudyOptions, taken: Sequence[int] = ()) -> tuple[int, ...]:
    """Numbers of seeds at which a study looks; empty where it does not add seeds.

    Args:
        dataset: what is studied.
        plan: the networks, with the seeds of the first look.
        options: what was asked for.
        taken: the seeds of looks taken before.

    Raises:
        SpecError: a number of seeds for the last look that cannot be one.
    """
    if not options.until_decided:
        if options.most_seeds is not None:
            raise SpecError(
                "--most-seeds says nothing by itself",
                got=f"{options.most_seeds} seeds at the most",
                expected="with it --until-decided, which adds seeds up to that number",
                remedy="Add --until-decided, or name the seeds with --seeds.",
            )
        return ()
    most = MOST_TIMES * plan.seeds if options.most_seeds is None else options.most_seeds
    if not plan.seeds < most <= MOST_SEEDS:
        raise SpecError(
            "unusable number of seeds at the most",
            got=f"{most:,}",
            expected=f"more than the {plan.seeds:,} of the first look, and at most {MOST_SEEDS:,}",
            remedy=f"Use --most-seeds {min(2 * plan.seeds, MOST_SEEDS)}, or fewer --seeds.",
        )
    check_seeds(dataset, plan.seeds)
    check_seeds(dataset, most, "--most-seeds")
    _check_depths(plan)
    return planned_looks(plan.seeds, most, step=dataset.folds if dataset.test_size is None else 1, taken=taken)


def _check_depths(plan: Plan) -> None:
    """Raises SpecError where no two networks differ in depth, so that there is nothing to decide."""
    if len({spec.depth for spec in plan.architectures if len(set(spec.hidden)) <= 1}) < 2:
        raise SpecError(
            "there is nothing to add seeds for",
            got="no two depths of networks with layers of one width",
            expected="two depths or more, since seeds are added until it is decided whether one more layer helps",
            remedy="Name them, as --depths 1-3, or leave --until-decided out.",
        )
