"""How often does a recipe fail to train? With an exact interval, and which networks, since when, at which rate."""

from __future__ import annotations

from math import isfinite, nan

import numpy as np
import pandas as pd

from layerwise.verdict.codes import FAILING
from layerwise.verdict.family import Asked, unanswered
from layerwise.verdict.finding import Failure, Finding, Value
from layerwise.verdict.layout import FEWEST_SEEDS, Floats
from layerwise.verdict.questions.failing_words import ASKED, FAILS_AT_ALL, FEW, failing_sentence
from layerwise.verdict.readings.reading import PERCENT
from layerwise.verdict.readings.series import in_series
from layerwise.verdict.tables import Tables
from layerwise.verdict.trained import failing_interval, most_failing
from layerwise.words import LANGUAGES, Text

UNIT = "% of networks"


def failing(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Of each architecture the share of networks that failed to train, each interval for itself.

    What failing is: `verdict.training`. Conclusion *fails* where any did, else *trains*, which few seeds do not
    promise: `details["at_most"]` is the one-sided bound. Estimate, low and high are shares in percent, the interval
    exact and two-sided (Clopper and Pearson). `failures` names the networks; `error_a` is the mean test error at the
    end of those that trained, `error_b` of those that failed, `details["cost"]` their difference in points.

    Args:
        tables: the study.
        margin: not used.
        level: coverage of the intervals.
    """
    return [
        _finding(tables, networks, series.deep(depth), {**series.subject, "depth": depth}, level)
        for series, depth, networks in in_series(tables)
    ]


def _finding(tables: Tables, networks: pd.DataFrame, label: Text, subject: dict[str, Value], level: float) -> Finding:
    failures = tuple(_failures(tables, networks))
    failed, count = len(failures), len(networks)
    question = Text(*(ASKED.say(language, label=label.say(language)) for language in LANGUAGES))
    if not failed and count < FEWEST_SEEDS:
        why = Text(**FEW.both(fewest=FEWEST_SEEDS, networks=count))
        return unanswered(tables, Asked(FAILING, question, FAILS_AT_ALL, label, subject), why)
    ends = failing_interval(failed, count, level)
    measure = str(tables.outcomes.loc[networks["run"].iloc[0], "measure"])
    trained = _mean(_end_errors(tables, networks[~networks["failed"].to_numpy(bool)]))
    lost = _mean(np.array([each.error for each in failures], np.float64))
    known = {
        "failed": float(failed),
        "networks": float(count),
        "at_most": nan if failed else most_failing(count, level),
        "cost": lost - trained,
        "chance": tables.condition.chance("train" if measure == "train_accuracy" else "test"),
    }
    details = {name: value for name, value in known.items() if isfinite(value)}
    return Finding(
        code=FAILING,
        question=question,
        estimate=PERCENT * failed / count,
        low=ends[0],
        high=ends[1],
        unit=UNIT,
        seeds=count,
        conclusion="fails" if failed else "trains",
        within_margin=False,
        p_better=nan,
        margin=nan,
        text=failing_sentence(failures, ends, details, (trained, lost), measure, label, tables.condition.text, level),
        label=label,
        error_a=trained,
        error_b=lost,
        level=level,
        subject=subject,
        details=details,
        failures=failures,
    )


def _failures(tables: Tables, networks: pd.DataFrame) -> list[Failure]:
    lost = networks[networks["failed"].to_numpy(bool)].sort_values(["fold", "seed"])
    return [
        Failure(
            run=str(run),
            seed=int(seed),
            fold=int(fold),
            since=_since(tables, str(run)),
            learning_rate=float(rate) if isinstance(rate, int | float | np.number) else nan,
            error=float(error),
        )
        for run, seed, fold, rate, error in zip(
            lost["run"], lost["seed"], lost["fold"], lost["learning_rate"], _end_errors(tables, lost), strict=True
        )
    ]


def _mean(values: Floats) -> float:
    """Of what is known; NaN where nothing is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else nan


def _end_errors(tables: Tables, networks: pd.DataFrame) -> Floats:
    """Test error of each network at its last epoch that has one, percentage points, shape (networks,)."""
    curves = PERCENT * (1 - tables.of_runs("test_accuracy", networks["run"]))
    return np.array([row[np.isfinite(row)][-1] if np.isfinite(row).any() else nan for row in curves], np.float64)


def _since(tables: Tables, run: str) -> int:
    """The first epoch from which on the network was as bad as a failed one, or had no number; 0 where not known."""
    outcome = tables.outcomes.loc[run]
    measure, limit = str(outcome["measure"]), float(str(outcome["failing_limit"]))
    epochs = tables.curves(measure).columns.to_numpy(np.int64)
    if not len(epochs):
        return 0
    learning = np.flatnonzero(PERCENT * (1 - tables.of_runs(measure, [run])[0]) < limit)
    return int(epochs[min(learning[-1] + 1, len(epochs) - 1)] if len(learning) else epochs[0])
