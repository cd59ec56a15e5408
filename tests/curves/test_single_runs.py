"""One or two runs of a network: the numbers that are known are shown, and nothing is concluded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from small_tables import curves, finished

import layerwise as lw
from layerwise.lab.verdicts import CurvesVerdict
from layerwise.verdict.codes import DEEPER, OBSERVED
from layerwise.verdict.finding import Finding

Table = pd.DataFrame
# What no text may hold: "no NaN" is a number that is missing.
NOTHING = re.compile(r"(?<![\w.])(nan|inf|none(?!\s+of\b))(?![\w-])", re.IGNORECASE)


def log(**columns: list[float]) -> Table:
    return pd.DataFrame({"epoch": range(1, 6), **columns})


def observed(found: CurvesVerdict) -> list[Finding]:
    return [each for each in found if each.code == OBSERVED]


VAL = [0.63, 0.66, 0.67, 0.66, 0.65]
LOSS = [1.07, 0.99, 1.0, 1.1, 1.31]
LOGS: dict[str, tuple[Table, dict[str, float]]] = {
    "a history": (
        log(accuracy=[0.64, 0.73, 0.84, 0.93, 0.99], val_loss=LOSS, val_accuracy=VAL),
        {"gap": 34.0, "val_error_lowest": 33.0, "val_error_lowest_epoch": 3, "val_loss_lowest_epoch": 2,
         "val_loss_rise": 0.32},
    ),
    "validation alone": (log(val_accuracy=VAL), {"val_error_first": 37.0, "val_error_last": 35.0}),
    "no training accuracy": (log(val_accuracy=VAL, val_loss=LOSS), {"val_loss_rise": 0.32, "val_error_rise": 2.0}),
    "a loss that falls to the end": (
        log(val_accuracy=VAL, val_loss=[5, 4, 3, 2, 1.5]), {"val_loss_rise": 0.0, "val_loss_lowest_epoch": 5}
    ),
    "a test set": (log(test_accuracy=VAL, val_accuracy=VAL), {"test_error_last": 35.0, "val_error_lowest": 33.0}),
    "a test set without validation": (log(test_accuracy=VAL), {"test_error_last": 35.0}),
    "better on new data": (log(accuracy=[0.5] * 5, val_accuracy=VAL), {"gap": -15.0}),
    "errors": (log(val_error=[37, 34, 33, 34, 35]), {"val_error_lowest": 33.0}),
    "percent": (log(val_accuracy=[63, 66, 67, 66, 65]), {"val_error_last": 35.0}),
    "a loss known in part": (
        log(val_accuracy=VAL, val_loss=[1.0, np.nan, 0.8, np.nan, 1.0]), {"val_loss_rise": 0.2, "val_error_last": 35.0}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOGS)
def test_what_one_run_shows_is_told_and_nothing_is_concluded(name: str) -> None:
    table, numbers = LOGS[name]
    found = lw.verdict(table, settings={"depth": 2})
    (only,) = observed(found)
    np.testing.assert_allclose([only.details[key] for key in numbers], list(numbers.values()), atol=1e-9)
    assert (only.conclusion, only.seeds, only.needed_seeds) == ("undecided", 1, 3)
    assert "No conclusion from 1 run: an interval needs at least 3 seeds, 2 more" in only.text.en
    assert {each.conclusion for each in found} == {"undecided"}


@pytest.mark.parametrize("seeds", [1, 2])
def test_errors_of_few_runs_stand_in_the_comparisons_without_an_interval(seeds: int) -> None:
    table = finished(seeds=seeds)
    found = lw.verdict(table)
    (step,) = [
        each for each in found if each.code == DEEPER and each.subject["kind"] == "next" and "terms" not in each.subject
    ]
    means = 100 * (1 - table.groupby("depth")["test_accuracy"].mean())
    np.testing.assert_allclose([step.error_a, step.error_b], [means[1], means[2]])
    assert np.isnan([step.estimate, step.low, step.high]).all()
    shown = f"{means[1]:.1f} % → {means[2]:.1f} %; no conclusion, {seeds} of the 3 seeds"
    assert shown in step.text.en
    assert [each.details["test_error_last"] for each in observed(found)] == [
        pytest.approx(means[1]),
        pytest.approx(means[2]),
    ]


def test_from_three_seeds_on_an_interval_says_it_all() -> None:
    assert not observed(lw.verdict(finished(seeds=3)))


def odd(**columns: object) -> Table:
    return pd.DataFrame({"epoch": [1, 2, 3], "val_accuracy": [0.7, 0.8, 0.75], **columns})


ODD: dict[str, Callable[[], Table]] = {
    "uneven widths": lambda: pd.concat([odd(hidden="64-32"), odd(hidden="64-16")]),
    "uneven widths at their end": lambda: pd.DataFrame({"hidden": ["8-4", "16-8"], "test_accuracy": [0.8, 0.9]}),
    "uneven widths, one without training accuracy": lambda: pd.concat(
        [odd(hidden="64-32", accuracy=0.9), odd(hidden="64-16")]
    ),
    "no hidden layer": lambda: odd(depth=0),
    "one epoch": lambda: odd(depth=1).iloc[:1],
    "one finished run": lambda: pd.DataFrame({"depth": [1], "test_accuracy": [0.9]}),
    "losses without a number": lambda: odd(depth=1, val_loss=np.nan, loss=[1.0, np.nan, np.nan]),
    "all accuracy": lambda: odd(depth=1).assign(val_accuracy=1.0),
    "none right": lambda: odd(depth=1).assign(val_accuracy=0.0),
    "a diverged run": lambda: pd.concat([odd(depth=1), odd(depth=2, diverged=True)]),
    "all runs diverged": lambda: odd(depth=1, diverged=True),
    "an infinite loss": lambda: pd.concat([odd(depth=1), odd(depth=2, loss=[1.0, np.inf, np.inf])]),
    "test once": lambda: odd(depth=1, test_accuracy=[np.nan, np.nan, 0.7]),
    "two runs": lambda: pd.concat([odd(depth=2, seed=0), odd(depth=2, seed=1)]),
    "three runs of one depth and one of another": lambda: finished(seeds=3).query("depth == 1 or seed == 0"),
    "three runs alike": lambda: pd.concat([odd(depth=2, seed=k) for k in range(3)]),
    "unknown settings": lambda: curves(epochs=2).drop(columns=["train_accuracy", "val_accuracy"]),
    "widths known in part": lambda: pd.concat([odd(depth=1, width=4), odd(depth=2, width=8)]),
}


@pytest.mark.parametrize("name", ODD)
def test_no_text_of_a_small_odd_table_holds_a_number_that_is_none(name: str, tmp_path: Path) -> None:
    found = lw.verdict(ODD[name]())
    console = Console(width=100, record=True, quiet=True)
    console.print(*found.shown("en"), *found.shown("zh"))
    said = [console.export_text(), found._repr_html_()]
    # No other of our own words is one of these; "None" in JSON is null.
    json.dumps(found.as_dict(), allow_nan=False)
    for path in found.write_report(tmp_path / "report.html", "en"):
        page = path.read_text(encoding="utf-8")
        said.append(re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL))
    texts = [re.sub(r"<[^>]*>", " ", text) for text in said]
    assert not [found for text in texts for found in NOTHING.findall(text)]
    for each in found:
        assert not NOTHING.search(" ".join((each.text.en, each.text.zh, *(note.en for note in each.notes))))
