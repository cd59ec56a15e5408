"""The questions of the paired comparison: one more layer, twice the epochs, training past the best epoch."""

from __future__ import annotations

from collections.abc import Iterator

from layerwise.verdict.family import Comparison, answer
from layerwise.verdict.finding import Finding, Value
from layerwise.verdict.pairs import Arm
from layerwise.verdict.readings import doubling, last_epoch
from layerwise.verdict.series import DepthSeries, depth_series
from layerwise.verdict.tables import Tables
from layerwise.words import Text

ONE_MORE_LAYER = "one-more-layer"
TWICE_THE_EPOCHS = "twice-the-epochs"
PAST_THE_BEST = "past-the-best-epoch"

_LAYERS = Text("Going from {start} to {to:n hidden layer}", "从 {start} 个隐藏层增加到 {to} 个")
_LAYER_ASKED = Text(
    "Does going from {start} to {to:n hidden layer} change the test error ({label})?",
    "隐藏层从 {start} 个增加到 {to} 个，测试误差会变吗（{label}）？",
)
_EPOCHS = Text("Training for {to:n epoch} instead of {start}", "训练 {to} 轮而不是 {start} 轮")
_EPOCHS_ASKED = Text(
    "Does training for {to:n epoch} instead of {start} change the test error ({label})?",
    "训练 {to} 轮而不是 {start} 轮，测试误差会变吗（{label}）？",
)
_PAST = Text(
    "Training on to epoch {to} from the epoch that validation chose (on average {start})",
    "从验证集选出的训练轮数（平均 {start} 轮）继续训练到 {to} 轮",
)
_PAST_ASKED = Text(
    "Does training on past the epoch that validation chose raise the test error: overfitting ({label})?",
    "超过验证集选出的训练轮数继续训练，测试误差会上升吗，即是否过拟合（{label}）？",
)
_DEEP = Text("{label}, {depth} hidden", "{label}，{depth} 个隐藏层")


def compare(tables: Tables, margin: float | None = None) -> list[Finding]:
    """All three questions, one after the other; each is a family of its own."""
    return [found for ask in (one_more_layer, twice_the_epochs, past_the_best_epoch) for found in ask(tables, margin)]


def one_more_layer(tables: Tables, margin: float | None = None) -> list[Finding]:
    """Depth d against the next depth measured, for each width and activation, each network at its own best epoch.

    One family: the intervals hold for all of them at once. An estimate below 0 says that the deeper network errs less.

    Args:
        tables: the study; networks whose layers differ in width are in no series, see `levels.uneven_levels`.
        margin: the difference that does not matter, percentage points; None: a tenth of the shallower one's
            validation error.
    """
    return answer(tables, [each for series in depth_series(tables) for each in _layers(series)], margin)


def twice_the_epochs(tables: Tables, margin: float | None = None) -> list[Finding]:
    """Each architecture at half of its epochs against all of them; of an odd number of epochs the last is left aside.

    Asked only where a run's first epochs are a shorter run: of a decaying learning rate nothing is asked.

    Args:
        tables: the study.
        margin: percentage points; None: a tenth of the validation error at half of the epochs.
    """
    if not tables.prefixes_are_runs:
        return []
    return answer(tables, [each for series in depth_series(tables) for each in _doublings(tables, series)], margin)


def past_the_best_epoch(tables: Tables, margin: float | None = None) -> list[Finding]:
    """Overfitting: each architecture at the epoch that validation chose against its last, on the test images.

    The chosen epoch is each network's own, as early stopping takes it: docs/decisions/0008. Nothing is past a single
    epoch: of such networks nothing is asked.

    Args:
        tables: the study.
        margin: percentage points; None: a tenth of the validation error at the chosen epoch.
    """
    return answer(tables, [each for series in depth_series(tables) for each in _pasts(tables, series)], margin)


def _layers(series: DepthSeries) -> Iterator[Comparison]:
    for start, to in series.steps:
        yield _comparison(
            ONE_MORE_LAYER,
            (_LAYER_ASKED, _LAYERS, series.label),
            {"start": start, "to": to},
            _subject(series, start, to),
            (Arm(series.depths[start], "best"), Arm(series.depths[to], "best")),
        )


def _doublings(tables: Tables, series: DepthSeries) -> Iterator[Comparison]:
    for depth, runs in series.depths.items():
        if pair := doubling(tables, runs):
            half, whole = pair
            yield _comparison(
                TWICE_THE_EPOCHS,
                (_EPOCHS_ASKED, _EPOCHS, _deep(series, depth)),
                {"start": half, "to": whole},
                _subject(series, half, whole) | {"depth": depth},
                (Arm(runs, half), Arm(runs, whole)),
            )


def _pasts(tables: Tables, series: DepthSeries) -> Iterator[Comparison]:
    for depth, runs in series.depths.items():
        last = last_epoch(tables, runs)
        if last == 1:
            continue
        sound = runs.loc[~runs["diverged"], "best_epoch"]
        chosen = round(float(sound.mean())) if len(sound) else 0
        yield _comparison(
            PAST_THE_BEST,
            (_PAST_ASKED, _PAST, _deep(series, depth)),
            {"start": chosen, "to": last},
            _subject(series, chosen, last) | {"depth": depth},
            (Arm(runs, "best"), Arm(runs, last)),
        )


def _comparison(
    code: str,
    texts: tuple[Text, Text, Text],
    values: dict[str, object],
    subject: dict[str, Value],
    arms: tuple[Arm, Arm],
) -> Comparison:
    asked, what, label = texts
    question = Text(*(asked.say(language, label=label.say(language), **values) for language in ("en", "zh")))
    return Comparison(code, question, Text(**what.both(**values)), label, subject, *arms)


def _subject(series: DepthSeries, start: int, to: int) -> dict[str, Value]:
    settings = {name: value for name, value in series.settings.items() if isinstance(value, str | int | float | bool)}
    return {**settings, "from": start, "to": to}


def _deep(series: DepthSeries, depth: int) -> Text:
    return Text(*(_DEEP.say(language, label=series.label.say(language), depth=depth) for language in ("en", "zh")))
