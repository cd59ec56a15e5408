"""Findings depend on what was measured, not on how it lies in the tables; and A against B is B against A turned."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from simulated import World, simulate

from layerwise.verdict.compare import compare
from layerwise.verdict.family import Comparison, answer
from layerwise.verdict.finding import Finding
from layerwise.verdict.questions.activation import activation
from layerwise.verdict.questions.deeper import best_depth
from layerwise.verdict.questions.degradation import degradation
from layerwise.verdict.questions.lucky_seed import lucky_seed
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.tables import Tables
from layerwise.words import Text


@pytest.fixture(scope="module")
def study() -> Tables:
    tables = simulate(
        World({2: -1.2}, turning=0.02), depths=(0, 1, 2), widths=(8,), shapes=[(16,)], activations=("relu", "tanh"),
        folds=0, seeds=10, images=60, epochs=6, diverged=[(2, 3)],
    )  # fmt: skip
    draw = np.random.default_rng(0)
    names = [f"{part}_{how}_accuracy" for part in ("train", "test") for how in ("still", "moved", "turned")]
    runs = tables.runs.assign(**{name: draw.uniform(0.5, 1, len(tables.runs)) for name in names})
    return with_a_smaller_training_set(replace(tables, runs=runs))


def with_a_smaller_training_set(tables: Tables) -> Tables:
    """The same and, of one network, its seeds again as if they had learned from 500 rows: they err where it did."""
    correct = tables.correct
    assert correct is not None
    few = tables.runs[(tables.runs["network"] == "relu 8")]
    again = few.assign(run=few["run"] + "-few", train_rows=500)
    epochs = tables.epochs[tables.epochs["run"].isin(few["run"])]
    places = [correct.runs.index(run) for run in few["run"]]
    both = replace(
        correct,
        runs=(*correct.runs, *again["run"]),
        fold=np.append(correct.fold, correct.fold[places]),
        bits=np.concatenate([correct.bits, correct.bits[places]]),
        best_bits=np.concatenate([correct.best_bits, correct.best_bits[places]]),
    )
    runs = pd.concat([tables.runs.assign(train_rows=3500), again], ignore_index=True)
    return replace(
        tables, runs=runs, epochs=pd.concat([tables.epochs, epochs.assign(run=epochs["run"] + "-few")]), correct=both
    )


@pytest.fixture(scope="module")
def findings(study: Tables) -> list[Finding]:
    return compare(study)


def plain(findings: list[Finding]) -> list[str]:
    """Without the order, and without the rounding of sums in another order."""
    told = [(f.code, str(f.subject), f.text.en, f"{f.estimate:.6g} {f.low:.6g} {f.high:.6g}") for f in findings]
    return sorted(map(str, told))


def test_every_question_is_asked(findings: list[Finding]) -> None:
    assert {finding.code for finding in findings} == {
        *("deeper", "wider", "longer", "overfit", "ceiling", "ceiling-difference", "by-heart", "degradation"),
        *("activation", "lucky-seed", "data", "failing"),
    }


def test_the_order_of_the_rows_and_the_names_of_the_runs_mean_nothing(study: Tables, findings: list[Finding]) -> None:
    assert study.correct is not None
    renamed = {run: f"network-{k:03}" for k, run in enumerate(reversed(list(study.runs["run"])))}
    runs = study.runs.assign(run=study.runs["run"].map(renamed)).sample(frac=1, random_state=1)
    epochs = study.epochs.assign(run=study.epochs["run"].map(renamed)).sample(frac=1, random_state=2)
    correct = replace(study.correct, runs=tuple(renamed[run] for run in study.correct.runs))
    assert plain(compare(replace(study, runs=runs, epochs=epochs, correct=correct))) == plain(findings)


def test_numbers_are_the_same_in_both_languages(findings: list[Finding]) -> None:
    for finding in findings:
        for text in (finding.text, *finding.notes):
            # Chinese counts the two arms, the layers and the language's own words in characters, never in digits.
            en, zh = (
                sorted(re.findall(r"[−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", each)) for each in (text.en, text.zh)
            )
            assert en == zh, text
            assert "{" not in text.en + text.zh
            assert "，：" not in text.zh


def test_what_helps_one_way_round_hurts_the_other(study: Tables) -> None:
    label = Text("networks", "网络")
    one, two = (
        study.measured[study.measured["depth"] == depth].query("width == 8 and activation == 'relu'")
        for depth in (1, 2)
    )
    arms = Arm(one, "best"), Arm(two, "best")
    there, back = (
        answer(study, [Comparison("deeper", label, label, label, {}, *each)], margin=0.5)[0]
        for each in (arms, arms[::-1])
    )
    assert there.conclusion == {"helps": "hurts", "hurts": "helps"}.get(back.conclusion, back.conclusion)
    assert there.conclusion == "helps"
    assert (there.estimate, there.low, there.high) == pytest.approx((-back.estimate, -back.high, -back.low))
    assert there.p_better == pytest.approx(1 - back.p_better)


@pytest.mark.parametrize("ask", [best_depth, degradation, activation, lucky_seed])
def test_a_wider_level_widens_every_interval_and_is_said(
    study: Tables, ask: Callable[[Tables, float | None, float], list[Finding]]
) -> None:
    both = [[each for each in ask(study, None, level) if each.comparisons] for level in (0.95, 0.9875)]
    assert both[0]
    for usual, looked in zip(*both, strict=True):
        assert looked.low < usual.low
        assert looked.high > usual.high
        assert "98.75 % interval" in looked.text.en
        assert "98.75% 置信区间" in looked.text.zh


def test_one_seed_answers_nothing_and_says_so() -> None:
    for finding in compare(simulate(depths=(1, 2), widths=(8, 16), folds=0, seeds=1, images=20, epochs=4)):
        assert finding.conclusion == "undecided"
        # The level of a ceiling is seen; how sure it is, is not.
        assert np.isnan(finding.low if finding.code == "ceiling" else finding.estimate)
        assert "seed" in finding.text.en or "not answered" in finding.text.en
