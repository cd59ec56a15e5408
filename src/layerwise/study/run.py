"""Runs a study: stage 1 tunes, stage 2 measures, the blocks become tables; what is finished is never trained again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from layerwise.data.dataset import Dataset
from layerwise.data.folds import FOLDS, Split, fold_of, split
from layerwise.errors import SpecError
from layerwise.study.card import check_same, condition, mixed_versions, new_card
from layerwise.study.design import Block, Plan
from layerwise.study.environment import machine, versions
from layerwise.study.handover import hand_over
from layerwise.study.progress import Progress
from layerwise.study.store import StudyFolder
from layerwise.study.tables import merge
from layerwise.study.tuning import MOST_EXTENSIONS, Tuning
from layerwise.study.workers import Workers
from layerwise.train.block import MEASURES
from layerwise.verdict.tables import Tables

# Epochs whose networks are kept of the first seed of each fold, for a page's time slider.
SNAPSHOT_EPOCHS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 100)

OnProgress = Callable[[Progress], None]
OnNote = Callable[[dict[str, str]], None]


def run_study(
    dataset: Dataset,
    plan: Plan,
    folder: StudyFolder,
    *,
    workers: int,
    command: str = "",
    on_progress: OnProgress = lambda _: None,
    on_note: OnNote = lambda _: None,
) -> Tables:
    """Trains what the plan asks for and is not there yet, and makes the tables.

    Args:
        dataset: what is learned.
        plan: the networks.
        folder: where results go; a folder with the same study goes on where it stopped.
        workers: worker processes; the result does not depend on how many.
        command: that makes the study again, for the record.
        on_progress: told how far the study has come, several times a second.
        on_note: told what a reader of the tables should know, by language.

    Raises:
        StudyError: the folder holds another study, is in use, or cannot be written.
        DataError: the data set is too small for its folds.
    """
    check_seeds(dataset, plan)
    # Said before anything is trained: a class too small for the folds, or a first batch that cannot be cut.
    rows = split(dataset, 0)
    with folder.held():
        session = _Session(dataset, plan, folder, workers, on_progress, on_note)
        session.begin(command, rows)
        session.run()
        tables = merge(folder, plan, condition(dataset, len(rows.train)))
        session.end()
    return tables


def check_seeds(dataset: Dataset, plan: Plan) -> None:
    """Raises SpecError where folds rotate and the seeds do not fill them evenly."""
    if dataset.test_size is None and plan.seeds % FOLDS:
        raise SpecError(
            "unusable number of seeds",
            got=f"{plan.seeds}",
            expected=f"a multiple of {FOLDS}, since {dataset.name} is tested fold by fold and all must weigh the same",
            remedy=f"Use --seeds {-(-plan.seeds // FOLDS) * FOLDS}.",
        )


@dataclass
class _Session:
    """One session of work on a study."""

    dataset: Dataset
    plan: Plan
    folder: StudyFolder
    workers: int
    on_progress: OnProgress
    on_note: OnNote
    card: dict[str, Any] = field(default_factory=dict)

    def begin(self, command: str, rows: Split) -> None:
        """Opens the folder's study, or begins one."""
        if self.folder.has_study():
            self.card = self.folder.card()
            check_same(self.card, self.dataset, self.plan, rows, self.folder.path)
            # The packing is the folder's, whatever the memory and the workers of this session.
            self.plan = Plan.from_dict(self.card["plan"])
        else:
            self.card = new_card(self.dataset, self.plan, rows, command)
        self.record: dict[str, Any] = {"versions": versions(), "machine": machine(), "workers": self.workers}
        self.progress = Progress(self.plan.recipe.epochs, self.plan.networks)
        self.folder.write_card(self.card)

    def run(self) -> None:
        """Both stages; worker processes live as long as there is something to train."""
        home = self.folder.path.absolute()
        with Workers(self.workers, self.folder.handover.absolute(), home) as pool:
            self.pool = pool
            rates = self._tune() if self.plan.tunes else {}
            self.card["learning_rates"] = self._rates_by_label(rates)
            self.progress.stage = "measure"
            numbers = range(len(self.plan.cohorts))
            blocks = [
                self.plan.measuring_block(number, seed, self._rates_for(rates, seed))
                for seed in range(self.plan.seeds)
                for number in numbers
            ]
            self._train(blocks)
            self.record["peak_worker_memory"] = pool.peak_memory

    def end(self) -> None:
        """Writes down what this session took; one that found all done leaves no trace."""
        self.card["networks"] = self.progress.done
        if "trained" in self.record:
            self.record["seconds"] = round(self.progress.seconds, 2)
        self.folder.write_card(self.card)

    def _tune(self) -> dict[tuple[int, int], float]:
        """Stage 1, with its grid extended while the best rate lies on its edge anywhere."""
        tuning = Tuning()
        self._try(self.plan.tuning_blocks(self.plan.rates), tuning)
        for _ in range(MOST_EXTENSIONS if self.plan.extends else 0):
            blocks = [
                block
                for group, rates in tuning.missing().items()
                for block in self.plan.tuning_blocks(rates)
                if fold_of(self.dataset, block.seed) == group
            ]
            if not blocks:
                break
            self.progress.total += sum(len(block.jobs) for block in blocks)
            self._try(blocks, tuning)
        return tuning.chosen()

    def _try(self, blocks: Sequence[Block], tuning: Tuning) -> None:
        """Trains blocks of stage 1 and takes in what they say of their rates."""
        self._train(blocks)
        for block in blocks:
            part = self.folder.part(block.name)
            losses = part.arrays["history"][:, :, MEASURES.index("val_loss")]
            for job, series in zip(block.jobs, losses, strict=True):
                tuning.add(job.architecture, part.card["fold"], job.member.learning_rate, series)

    def _train(self, blocks: Sequence[Block]) -> None:
        """Trains the blocks that are not there yet."""
        by_name = {block.name: block for block in blocks}
        missing = [block for block in blocks if not self.folder.part_path(block.name).is_file()]
        for block in blocks:
            self.card["blocks"].setdefault(block.name, "planned")
        for name in by_name.keys() - {block.name for block in missing}:
            self.card["blocks"][name] = "done"
            self.progress.found(len(by_name[name].jobs))
        self.folder.write_card(self.card)
        if not missing:
            return
        if not self.pool.data.is_dir():
            hand_over(self.dataset, self.pool.data)
            if note := mixed_versions(self.card, self.record["versions"], self.folder.path):
                self.on_note(note)
        self.on_progress(self.progress)
        self.pool.run([self._task(block) for block in missing], lambda _, event: self._on_event(by_name, event))

    def _on_event(self, blocks: dict[str, Block], event: dict[str, Any]) -> None:
        if event["event"] == "epoch":
            self.progress.heard(blocks[event["block"]], event["epoch"], event["error"])
        elif event["event"] == "done":
            self.progress.ended(blocks[event["block"]])
            self.card["blocks"][event["block"]] = "done"
            if "trained" not in self.record:
                # In the card from its first block on: a session that is killed has taken its time too.
                self.card["sessions"].append(self.record)
            self.record["trained"] = self.record.get("trained", 0) + len(blocks[event["block"]].jobs)
            self.record["seconds"] = round(self.progress.seconds, 2)
            for name in ("compile_seconds", "worker_seconds"):
                self.record[name] = self.record.get(name, 0.0) + event[name]
            self.folder.write_card(self.card)
        self.on_progress(self.progress)

    def _task(self, block: Block) -> dict[str, Any]:
        measures = block.stage == "measure"
        own_test = self.dataset.test_size is not None
        first_of_fold = block.seed < (1 if own_test else FOLDS)
        snapshots = measures and first_of_fold and self.plan.keep == "standard"
        return {
            **block.task(self.plan.recipe),
            "keep_best": measures and self.plan.keep != "none",
            "keep_epochs": SNAPSHOT_EPOCHS if snapshots else (),
            "write": True,
        }

    def _rates_for(self, chosen: dict[tuple[int, int], float], seed: int) -> list[float]:
        """The rate of each architecture for the fold that a seed is tested on."""
        fold = fold_of(self.dataset, seed)
        return [chosen.get((a, fold), self.plan.rates[0]) for a in range(len(self.plan.architectures))]

    def _rates_by_label(self, chosen: dict[tuple[int, int], float]) -> dict[str, Any]:
        by_label: dict[str, Any] = defaultdict(dict)
        for (architecture, fold), rate in sorted(chosen.items()):
            by_label[self.plan.architectures[architecture].label]["all" if fold < 0 else str(fold)] = rate
        return by_label or {spec.label: {"all": self.plan.rates[0]} for spec in self.plan.architectures}
