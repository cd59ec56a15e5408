"""Adding seeds until it is decided whether one more layer helps: at planned looks, each at its share of the level.

What a look finds is kept in `study.json`, so that a study that was interrupted goes on at the look it was at, and the
verdict stays corrected for the looks whenever it is written again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.lab.looks import looks_of
from layerwise.lab.options import StudyOptions
from layerwise.lab.planning import looks_ahead
from layerwise.study.card import check_same
from layerwise.study.cost import pace
from layerwise.study.design import Plan
from layerwise.study.looks import Look, take, taken
from layerwise.study.progress import Progress
from layerwise.study.run import run_study
from layerwise.study.store import StudyFolder
from layerwise.verdict.finding import Finding
from layerwise.verdict.looks import MOST_LOOKS, wants_seeds
from layerwise.words import LANGUAGES, Language, Text

_LOOK = Text(
    "look {number} of at most {of}, at {seeds:n seed}, one more layer: {found}; {then}.",
    "第 {number} 次查看（最多 {of} 次），{seeds:,} 个随机种子，增加一层：{found}；{then}。",
)
_NOTHING_MORE = Text("{name}: {then}.", "{name}：{then}。")
_AHEAD = Text("{name}: {ahead}.", "{name}：{ahead}。")
_NEED = Text(" (about {needed:n seed})", "（大约需要 {needed:,} 个随机种子）")
_SEEDS_DO_NOT_HELP = Text(" (more seeds would not decide it)", "（增加随机种子也无法得出定论）")
_DECIDED = Text("no seeds are added", "不再增加随机种子")
_MORE = Text("seeds are added up to {next}", "随机种子增加到 {next} 个")
_CAP = Text(
    "undecided within {seeds:n seed} at the most; --most-seeds raises that",
    "在最多 {seeds} 个随机种子之内尚无定论；可用 --most-seeds 提高上限",
)
_NO_LOOK_LEFT = Text(
    "undecided after all {of} looks; a further one would make chance findings likelier than the level says",
    "{of} 次查看之后仍无定论；再多看一次会使偶然发现的概率超过显著性水平",
)
_CORRECTED = Text(
    "from now on this study's verdict shares its level among {of} looks: intervals are wider than in the verdict that "
    "it had before",
    "从现在起，本研究的结论由 {of} 次查看分担显著性水平：区间比原先的结论更宽",
)


@dataclass(frozen=True)
class Deciding:
    """A study whose seeds are added until decided.

    Args:
        dataset: what is learned.
        plan: the networks, with the seeds of the first look.
        folder: where results go.
        options: what was asked for, `until_decided` among it.
        workers: worker processes.
        command: that makes the study again, for the record.
        on_progress: told how far the look in hand has come.
        on_note: told what is planned and what each look found, by language.
    """

    dataset: Dataset
    plan: Plan
    folder: StudyFolder
    options: StudyOptions
    workers: int
    command: str
    on_progress: Callable[[Progress], None]
    on_note: Callable[[dict[str, str]], None]

    def run(self) -> None:
        """Trains up to the first look where nothing is undecided for lack of seeds, or up to the last one.

        Raises:
            LayerwiseError: as `run_study`.
        """
        before = self._before()
        looks = looks_of(self.dataset, self.plan, self.options, [look.seeds for look in before])
        todo = looks[len(before) :] if not before or before[-1].wanting else ()
        if not todo:
            self._train(None, ())
            self._note(_NOTHING_MORE, name=self.dataset.name, then=_then(before[-1], looks, len(before)))
        else:
            self._tell_plan(looks)
        for number, seeds in enumerate(todo, len(before) + 1):
            self._train(seeds, looks)
            if not self._look(number, looks).wanting:
                break

    def _before(self) -> tuple[Look, ...]:
        """The looks that the folder's study has taken; refuses a folder that cannot be gone on with."""
        with self.folder.held():
            if not self.folder.has_study():
                return ()
            card = self.folder.card()
            check_same(card, self.dataset, self.plan, split(self.dataset, 0), self.folder.path)
        if "looks" not in card and "networks" in card:
            self._note(_CORRECTED, of=MOST_LOOKS)
        return taken(card)

    def _tell_plan(self, looks: Sequence[int]) -> None:
        """Says at how many seeds one will look, and what is left to train if all looks are needed."""
        at_most = replace(self.plan, seeds=looks[-1])
        expected = pace(self.dataset, self.plan).cost(at_most, workers=self.workers)
        there = self.folder.card().get("networks", 0) if self.folder.has_study() else 0
        seconds = max(0.0, expected.seconds - expected.network_seconds * there / self.workers)
        ahead = looks_ahead(looks, max(0, at_most.networks - there), seconds)
        self._note(_AHEAD, name=self.dataset.name, ahead=ahead)

    def _train(self, seeds: int | None, looks: Sequence[int]) -> None:
        run_study(
            self.dataset, self.plan, self.folder, workers=self.workers, seeds=seeds, looks=looks, command=self.command,
            on_progress=self.on_progress, on_note=self.on_note,
        )  # fmt: skip

    def _look(self, number: int, looks: Sequence[int]) -> Look:
        """Looks at what the tables say by now, writes it into `study.json`, and says it."""
        from layerwise.report.answers import conclusion  # pandas, which training need not wait for
        from layerwise.study.tables import read_tables
        from layerwise.verdict.questions.deeper import next_depth

        found = next_depth(read_tables(self.folder))
        folds = self.dataset.folds if self.dataset.test_size is None else 1
        wanting = [finding for finding in found if wants_seeds(finding, folds)]
        look = Look(
            looks[number - 1],
            {_name(finding): finding.conclusion for finding in found},
            tuple(_name(finding) for finding in wanting),
        )
        with self.folder.held():
            card = self.folder.card()
            take(card, look)
            self.folder.write_card(card)
        told = _told(found, wanting, {_name(finding): conclusion(finding) for finding in found})
        self._note(_LOOK, number=number, of=len(looks), seeds=look.seeds, found=told, then=_then(look, looks, number))
        return look

    def _note(self, text: Text, **values: object) -> None:
        """Says a text in both languages; a text among the values is said in the same language."""
        self.on_note({language: text.say(language, **_said(values, language)) for language in LANGUAGES})


def _said(values: dict[str, object], language: Language) -> dict[str, object]:
    return {name: each.say(language) if isinstance(each, Text) else each for name, each in values.items()}


def _name(finding: Finding) -> str:
    """The step of depth that a finding is about, in `study.json`."""
    return f"{finding.label.en}: {finding.subject['from']} → {finding.subject['to']}"


def _told(found: Sequence[Finding], wanting: Sequence[Finding], words: dict[str, Text]) -> Text:
    """What was found, depth series by depth series: "relu, width 16: 1 → 2 helps, 2 → 3 undecided (about 40 seeds)"."""

    def step(finding: Finding, language: Language) -> str:
        said = f"{finding.subject['from']} → {finding.subject['to']} {words[_name(finding)].say(language)}"
        if finding.conclusion != "undecided":
            return said
        if finding not in wanting:
            return said + _SEEDS_DO_NOT_HELP.say(language)
        return said + (_NEED.say(language, needed=finding.needed_seeds) if finding.needed_seeds else "")

    def all_of_them(language: Language) -> str:
        series: dict[str, list[str]] = {}
        for finding in found:
            series.setdefault(finding.label.say(language), []).append(step(finding, language))
        colon, comma, semicolon = (": ", ", ", "; ") if language == "en" else ("：", "，", "；")
        return semicolon.join(f"{label}{colon}{comma.join(steps)}" for label, steps in series.items())

    return Text(all_of_them("en"), all_of_them("zh"))


def _then(look: Look, looks: Sequence[int], number: int) -> Text:
    """What follows from a look, the `number`th of `looks`."""
    if not look.wanting:
        return _DECIDED
    if number < len(looks):
        return _filled(_MORE, next=looks[number])
    return _filled(_NO_LOOK_LEFT, of=MOST_LOOKS) if number >= MOST_LOOKS else _filled(_CAP, seeds=look.seeds)


def _filled(text: Text, **values: object) -> Text:
    return Text(**text.both(**values))
