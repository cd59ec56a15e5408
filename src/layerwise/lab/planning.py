"""What a study would be, before it is one: for `--plan`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.data.sources import load
from layerwise.lab.looks import looks_of
from layerwise.lab.options import StudyOptions, make_plan, worker_count
from layerwise.study.cost import Cost, pace
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
_SIZES = Text(
    "each trained on {sizes} rows as well, tuned anew at each size",
    "另外各用 {sizes} 行训练，每种规模都重新选择学习率",
)
_LOOKS = Text(
    "{looks:n look}, at {seeds} seeds, the next only while one more layer is undecided for lack of seeds: at most "
    "{networks:n network}, {time}",
    "最多查看 {looks} 次，分别在 {seeds} 个随机种子时；仅当增加一层是否有帮助因随机种子不足而未定时才继续："
    "最多 {networks:,} 个网络，{time}",
)
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


@dataclass(frozen=True)
class Planned:
    """A plan with what it is expected to take.

    Args:
        dataset: what would be studied.
        plan: the networks, at the first look where there are several.
        cost: of the plan.
        workers: processes that would share the work.
        looks: numbers of seeds at which one looks and may stop; empty where seeds are not added.
        most: what it takes where all looks are needed; None where there are none.
    """

    dataset: Dataset
    plan: Plan
    cost: Cost
    workers: int
    looks: tuple[int, ...] = ()
    most: Cost | None = None

    @property
    def at_most(self) -> Plan:
        """The plan with the seeds of its last look."""
        return replace(self.plan, seeds=max((self.plan.seeds, *self.looks)))

    def say(self, language: Language) -> str:
        """For people."""
        plan, rows = self.plan, split(self.dataset, 0)
        measured = len(plan.architectures) * plan.seeds * len(plan.all_sizes)
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
        lines = [text]
        if plan.sizes:
            lines.append(_SIZES.say(language, sizes=", ".join(f"{size:,}" for size in plan.sizes)))
        if self.most:
            lines.append(looks_ahead(self.looks, self.at_most.networks, self.most.seconds).say(language))
        if plan.tunes and plan.extends:
            lines.append(_EXTENDED.say(language))
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "data": {"name": self.dataset.name, "checksum": self.dataset.checksum, "rows": len(self.dataset)},
            "networks": self.plan.networks,
            "workers": self.workers,
            "expected": self.cost.as_dict(),
            "plan": self.plan.as_dict(),
            "looks": list(self.looks),
            "at_most": {"networks": self.at_most.networks, "expected": self.most.as_dict()} if self.most else None,
        }


def planned(data: Dataset | str | Path, *, target: str | None = None, options: StudyOptions) -> Planned:
    """Plans a study and measures, in a few seconds, what it would take; trains nothing that is kept.

    Raises:
        LayerwiseError: as `study` would.
    """
    dataset = data if isinstance(data, Dataset) else load(data, target=target)
    workers = worker_count(dataset, options)
    plan = make_plan(dataset, options, workers=workers)
    check_seeds(dataset, plan.seeds)
    looks = looks_of(dataset, plan, options)
    speed = pace(dataset, plan)
    found = Planned(dataset, plan, speed.cost(plan, workers=workers), workers, looks)
    return replace(found, most=speed.cost(found.at_most, workers=workers)) if looks else found


def looks_ahead(looks: Sequence[int], networks: int, seconds: float) -> Text:
    """The looks of a study, and what it takes if all of them are needed."""
    seeds = ", ".join(f"{look:,}" for look in looks)
    return Text(**_LOOKS.both(looks=len(looks), seeds=seeds, networks=networks, time=_clock(seconds)))


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
