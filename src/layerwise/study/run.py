"""Runs a study: stage 1 tunes, stage 2 measures, the blocks become tables; what is finished is never trained again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from layerwise.data.dataset import Dataset
from layerwise.data.folds import Split, split
from layerwise.errors import SpecError
from layerwise.study.card import check_same, condition, mixed_versions, new_card
from layerwise.study.course import Course
from layerwise.study.design import Block, Plan
from layerwise.study.environment import machine, versions
from layerwise.study.handover import hand_over
from layerwise.study.inline import Inline
from layerwise.study.looks import corrected_for, plan_looks, reached
from layerwise.study.progress import Progress
from layerwise.study.rows import write_rows
from layerwise.study.store import StudyFolder
from layerwise.study.workers import Workers

# Epochs whose networks are kept of the first seed of each fold, for a page's time slider.
SNAPSHOT_EPOCHS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 100)

if TYPE_CHECKING:
    from layerwise.verdict.tables import Tables

OnProgress = Callable[[Progress], None]
OnNote = Callable[[dict[str, str]], None]


def run_study(
    dataset: Dataset,
    plan: Plan,
    folder: StudyFolder,
    *,
    workers: int,
    seeds: int | None = None,
    looks: Sequence[int] = (),
    command: str = "",
    on_progress: OnProgress = lambda _: None,
    on_note: OnNote = lambda _: None,
) -> Tables:
    """Trains what the plan asks for and is not there yet, and makes the tables.

    Args:
        dataset: what is learned.
        plan: the networks.
        folder: where results go; a folder with the same study goes on where it stopped.
        workers: worker processes; 0 trains in this one. The result does not depend on how many.
        seeds: to measure by now; None: those of the last look that the folder's study has taken, else the plan's.
        looks: numbers of seeds at which somebody looks and may stop; the verdict is corrected for them from now on.
        command: that makes the study again, for the record.
        on_progress: told how far the study has come, several times a second.
        on_note: told what a reader of the tables should know, by language.

    Raises:
        StudyError: the folder holds another study, is in use, or cannot be written.
        DataError: the data set is too small for its folds.
    """
    check_seeds(dataset, plan.seeds if seeds is None else seeds)
    # Said before anything is trained: a class too small for the folds, or a first batch that cannot be cut.
    rows = split(dataset, 0)
    with folder.held():
        session = _Session(dataset, plan, folder, workers, on_progress, on_note)
        session.begin(command, rows, seeds, looks)
        session.run()
        write_rows(folder, dataset, session.plan)
        from layerwise.study.tables import merge  # pandas, which training need not wait for

        about = condition(dataset, rows)
        tables = merge(folder, session.plan, about, looks=corrected_for(session.card))
        session.end()
    return tables


def check_seeds(dataset: Dataset, seeds: int, option: str = "--seeds") -> None:
    """Raises SpecError where folds rotate and the seeds do not fill them evenly."""
    if dataset.test_size is None and seeds % (folds := dataset.folds):
        raise SpecError(
            "unusable number of seeds",
            got=f"{seeds}",
            expected=f"a multiple of {folds}, since {dataset.name} is tested fold by fold and all must weigh the same",
            remedy=f"Use {option} {-(-seeds // folds) * folds}.",
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

    def begin(self, command: str, rows: Split, seeds: int | None, looks: Sequence[int]) -> None:
        """Opens the folder's study, or begins one."""
        if self.folder.has_study():
            self.card = self.folder.card()
            check_same(self.card, self.dataset, self.plan, rows, self.folder.path)
            # The packing is the folder's, and how rates are chosen.
            self.plan = Plan.from_dict(self.card["plan"])
        else:
            self.card = new_card(self.dataset, self.plan, rows, command)
        if looks:
            plan_looks(self.card, looks, command)
        # The plan in the card is what was asked for at first; from here on it is what is to be there by now.
        self.plan = replace(self.plan, seeds=reached(self.card) if seeds is None else seeds)
        self.record: dict[str, Any] = {"versions": versions(), "machine": machine(), "workers": self.workers}
        self.progress = Progress(self.plan.recipe.epochs, self.plan.networks)
        self.course = Course(self.plan, self.dataset)
        self.blocks: dict[str, Block] = {}
        self.folder.write_card(self.card)

    def run(self) -> None:
        """Trains what is missing; worker processes live as long as there is something to train."""
        home = self.folder.path.absolute()
        data = self.folder.handover.absolute()
        with Workers(self.workers, data, home) if self.workers else Inline(data, home) as pool:
            tasks = self._tasks(self.course.first())
            if tasks:
                hand_over(self.dataset, data)
                if note := mixed_versions(self.card, self.record["versions"], self.folder.path):
                    self.on_note(note)
                self.on_progress(self.progress)
                pool.run(tasks, self._on_event)
            self.record["peak_worker_memory"] = pool.peak_memory
        self.card["learning_rates"] = self.course.learning_rates
        if self.plan.sizes:
            self.card["learning_rates_by_size"] = self.course.learning_rates_by_size

    def end(self) -> None:
        """Writes down what this session took; one that found all done leaves no trace."""
        self.card["networks"] = self.progress.done
        if "trained" in self.record:
            self.record["seconds"] = round(self.progress.seconds, 2)
        self.folder.write_card(self.card)

    def _tasks(self, blocks: Iterable[Block]) -> list[dict[str, Any]]:
        """Those blocks that are not there yet, as tasks; what follows from those that are is taken likewise."""
        tasks, waiting = [], deque(blocks)
        while waiting:
            block = waiting.popleft()
            self.blocks[block.name] = block
            if self.folder.part_path(block.name).is_file():
                self.card["blocks"][block.name] = "done"
                self.progress.found(len(block.jobs))
                waiting.extend(self._after(block))
            else:
                self.card["blocks"][block.name] = "planned"
                tasks.append(self._task(block))
        self.folder.write_card(self.card)
        return tasks

    def _after(self, block: Block) -> list[Block]:
        if block.stage == "measure":
            return []
        found = self.course.after(block, self.folder.part(block.name))
        # The plan counts all blocks but those by which a grid grows.
        self.progress.total += sum(len(each.jobs) for each in found if each.stage == "tune")
        return found

    def _on_event(self, event: dict[str, Any]) -> list[dict[str, Any]]:
        tasks: list[dict[str, Any]] = []
        if event["event"] == "epoch":
            self.progress.heard(self.blocks[event["block"]], event["epoch"], event["error"])
        elif event["event"] == "done":
            block = self.blocks[event["block"]]
            self.progress.ended(block)
            self.card["blocks"][block.name] = "done"
            if "trained" not in self.record:
                # In the card from its first block on: a session that is killed has taken its time too.
                self.card["sessions"].append(self.record)
            self.record["trained"] = self.record.get("trained", 0) + len(block.jobs)
            self.record["seconds"] = round(self.progress.seconds, 2)
            for name in ("compile_seconds", "worker_seconds"):
                self.record[name] = self.record.get(name, 0.0) + event[name]
            tasks = self._tasks(self._after(block))
        self.on_progress(self.progress)
        return tasks

    def _task(self, block: Block) -> dict[str, Any]:
        measures = block.stage == "measure"
        own_test = self.dataset.test_size is not None
        first_of_fold = block.seed < (1 if own_test else self.dataset.folds)
        snapshots = measures and first_of_fold and block.train_rows is None and self.plan.keep == "standard"
        return {
            **block.task(self.plan.recipe),
            "keep_best": measures and self.plan.keep != "none",
            "keep_epochs": SNAPSHOT_EPOCHS if snapshots else (),
            "write": True,
        }
