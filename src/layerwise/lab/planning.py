"""What a study would be, before it is one: for `--plan`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.data.sources import load
from layerwise.lab.options import StudyOptions, make_plan, worker_count
from layerwise.study.cost import Cost, expected_cost
from layerwise.study.design import Plan
from layerwise.study.run import check_seeds
from layerwise.words import Language, Text

_TEXT = Text(
    "{name}: {rows:,} rows ({train:,} to train on, {validation:,} to choose by, {test:,} to test on, for each seed)\n"
    "{architectures:n architecture}: {labels}\n"
    "{networks:n network} of {epochs:n epoch}: {work}\n"
    "expected on {workers:n worker}: {time} ({compiling} of it compilation on a first run), {memory:.1f} GiB at the "
    "peak",
    "{name}：{rows:,} 行（每个随机种子用 {train:,} 行训练，{validation:,} 行选择，{test:,} 行测试）\n"
    "{architectures} 种结构：{labels}\n"
    "{networks:,} 个网络，每个训练 {epochs} 轮：{work}\n"
    "预计用 {workers} 个进程：{time}（首次运行时其中 {compiling} 用于编译），内存峰值 {memory:.1f} GiB",
)
_TUNED = Text(
    "{tuned:,} to tune the learning rate over {rates}, {measured:,} to measure on {seeds:n seed}",
    "{tuned:,} 个用于在 {rates} 中选学习率，{measured:,} 个在 {seeds} 个随机种子上测量",
)
_GIVEN = Text(
    "all measured on {seeds:n seed}, at the learning rate {rates} as given",
    "全部在 {seeds} 个随机种子上测量，使用给定的学习率 {rates}",
)
_EXTENDED = Text(
    "Where the best rate lies on the grid's edge, the grid is extended and takes its share of time on top.",
    "若最佳学习率落在网格边缘，网格会扩展，并另需相应的时间。",
)
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


@dataclass(frozen=True)
class Planned:
    """A plan with what it is expected to take."""

    dataset: Dataset
    plan: Plan
    cost: Cost
    workers: int

    def say(self, language: Language) -> str:
        """For people."""
        plan, rows = self.plan, split(self.dataset, 0)
        measured = len(plan.architectures) * plan.seeds
        work = (_TUNED if plan.tunes else _GIVEN).say(
            language, tuned=plan.networks - measured, rates=_listed(plan.rates), measured=measured, seeds=plan.seeds
        )
        text = _TEXT.say(
            language,
            name=self.dataset.name,
            rows=len(self.dataset),
            train=len(rows.train),
            validation=len(rows.validation),
            test=len(rows.test),
            architectures=len(plan.architectures),
            labels=", ".join(spec.label for spec in plan.architectures),
            networks=plan.networks,
            epochs=plan.recipe.epochs,
            work=work,
            workers=self.workers,
            time=_clock(self.cost.seconds),
            compiling=_clock(self.cost.compile_seconds),
            memory=self.cost.memory / 2**30,
        )
        return f"{text}\n{_EXTENDED.say(language)}" if plan.tunes and plan.extends else text

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "data": {"name": self.dataset.name, "checksum": self.dataset.checksum, "rows": len(self.dataset)},
            "networks": self.plan.networks,
            "workers": self.workers,
            "expected": self.cost.as_dict(),
            "plan": self.plan.as_dict(),
        }


def planned(data: Dataset | str | Path, *, target: str | None = None, options: StudyOptions) -> Planned:
    """Plans a study and measures, in a few seconds, what it would take; trains nothing that is kept.

    Raises:
        LayerwiseError: as `study` would.
    """
    dataset = data if isinstance(data, Dataset) else load(data, target=target)
    workers = worker_count(dataset, options)
    plan = make_plan(dataset, options, workers=workers)
    check_seeds(dataset, plan)
    return Planned(dataset, plan, expected_cost(dataset, plan, workers=workers), workers)


def _listed(rates: Sequence[float]) -> str:
    return ", ".join(f"{rate:g}" for rate in rates)


def _clock(seconds: float) -> str:
    """A time in its largest unit and the next: `3 d 4 h`, `2 min 5 s`, `8 s`."""
    rest = round(seconds)
    place = next((n for n, (size, _) in enumerate(_UNITS) if rest >= size), len(_UNITS) - 1)
    parts = []
    for size, unit in _UNITS[place : place + 2]:
        count, rest = divmod(rest, size)
        parts.append(f"{count:,} {unit}")
    return " ".join(parts)
