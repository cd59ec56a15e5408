"""What a sentence says is what its numbers show: decimals that tell, intervals that hold 0, and round counts."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from simulated import World, simulate

from layerwise.verdict.ceilings.ceiling import Ceiling
from layerwise.verdict.ceilings.wording import difference_sentence
from layerwise.verdict.decision import Decision
from layerwise.verdict.layout import Estimate
from layerwise.verdict.margin import bound
from layerwise.verdict.overfit_wording import loss_sentence
from layerwise.verdict.places import Places
from layerwise.verdict.questions.activation import INTERACTION
from layerwise.verdict.questions.by_heart import KINDS
from layerwise.verdict.questions.degradation import NEXT, degradation
from layerwise.verdict.questions.lucky_seed import lucky_seed
from layerwise.verdict.readings.pairs import Paired
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import TEST_ERROR, Wording, sentence
from layerwise.words import LANGUAGES, Text

HERE = Text("here", "这里")
ALONE = {
    "en": "for all comparisons at once; this one by itself excludes 0",
    "zh": "对全部比较同时成立；单看这一比较则不含 0",
}


def measured(mean: float) -> Paired:
    return Paired(Estimate(mean, 0.01, 0.0, 15.0, 20, 5, 0), 20, 0.7, 9.0, 9.0 + mean, 9.0, 0)


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.04, 2.0, ("+0.04", "+2.00")),
        (-0.5, -0.012, ("−0.50", "−0.01")),
        (-0.5, -0.003, ("−0.500", "−0.003")),
        (0.3, 1.0, ("+0.3", "+1.0")),
        (-0.04, 1.3, ("0.0", "+1.3")),  # holds 0: nothing to tell
        (-0.1, -0.004, ("−0.100", "−0.004")),
    ],
)
def test_an_end_that_excludes_0_is_never_printed_as_0(low: float, high: float, shown: tuple[str, str]) -> None:
    places = Places.of(low, high)
    assert (places.signed(low), places.signed(high)) == shown


@pytest.mark.parametrize(("value", "shown"), [(-0.001, "0.00"), (0.0, "0.00"), (-0.2, "−0.20")])
def test_zero_has_no_sign(value: float, shown: str) -> None:
    assert Places(2).plain(value) == shown


def test_a_margin_is_never_printed_as_0_and_a_wish_is_told_apart_from_what_comes_near() -> None:
    assert [bound(value) for value in (0.9, 0.05, 0.004)] == ["0.9", "0.05", "0.0040"]
    assert [Places.beside(97.0, value).plain(value) for value in (96.96, 96.996, 97.0, 98.5)] == [
        *("96.96", "96.996", "97.0", "98.5"),
    ]


@pytest.mark.parametrize("wording", [TEST_ERROR, KINDS["moved"].wording, NEXT.wording, INTERACTION.wording])
def test_a_difference_whose_interval_holds_0_says_why_in_the_sentence_itself(wording: Wording) -> None:
    for low, high, said in ((-0.2, 3.0, True), (0.2, 3.0, False)):
        told = sentence(HERE, HERE, measured(1.4), Decision("hurts", False, low, high), 1.0, HERE, wording)
        undecided = sentence(HERE, HERE, measured(1.4), Decision("undecided", False, low, high), 1.0, HERE, wording)
        for language in LANGUAGES:
            assert (ALONE[language] in told.say(language)) == said
            assert ALONE[language] not in undecided.say(language)
            assert not re.search(r"[,，:：][:：,，]", told.say(language) + undecided.say(language))


def test_so_do_the_sentences_of_the_loss_and_of_ceilings() -> None:
    paired, decision = measured(1.4), Decision("hurts", False, -0.2, 3.0)
    assert paired.estimate is not None
    loss = loss_sentence(HERE, {"from": 3, "to": 9}, (0.3, 1.7), paired.estimate, decision, 0.1, HERE)
    ceiling = Ceiling(HERE, 1, 16, "flat", 9.0, 8.0, 10.0, 20, 5.0, 4, 6, 9, 9, "chosen")
    difference = difference_sentence((ceiling, replace(ceiling, depth=2)), paired, decision, 1.0, HERE)
    for language in LANGUAGES:
        assert ALONE[language] in loss.say(language)
        assert ALONE[language] in difference.say(language)


@pytest.mark.parametrize(("needed", "said"), [(728, "About 730 seeds"), (45, "About 45 seeds"), (995, "About 1,000")])
def test_needed_seeds_are_told_in_two_digits(needed: int, said: str) -> None:
    told = sentence(HERE, HERE, measured(0.1), Decision("undecided", False, -1.0, 1.2, needed), 0.5, HERE)
    assert said in told.en
    assert said.removeprefix("About ").removesuffix(" seeds") in told.zh


def with_training_errors(by_fold: list[float]) -> Tables:
    """Four seeds a fold; with a second layer the training error of each fold rises by what is given, and a little."""
    tables = simulate(World(), depths=(1, 2), seeds=20, images=20, epochs=2)
    runs = tables.runs.set_index("run")
    rise = runs["fold"].map(dict(enumerate(by_fold))) + runs["seed"] % 4 * 0.05
    error = (0.5 + rise.where(runs["depth"] == 2, 0.0)) / 100
    return replace(tables, epochs=tables.epochs.assign(train_accuracy=1 - tables.epochs["run"].map(error)))


@pytest.mark.parametrize(
    ("by_fold", "conclusion"),
    [
        ([0.0, 0.0, -0.39, 4.0, -0.01], "undecided"),  # one fold's tuned rate
        ([1.39, 1.85, 2.99, -4.0, 0.84], "undecided"),
        ([0.9, 1.1, 1.0, 1.2, 0.8], "hurts"),
    ],
)
def test_a_rise_of_the_training_error_in_one_fold_alone_is_no_degradation(
    by_fold: list[float], conclusion: str
) -> None:
    (finding,) = degradation(with_training_errors(by_fold), margin=0.3)
    assert finding.conclusion == conclusion
    folds = pd.Series(by_fold) + 0.075
    assert finding.estimate == pytest.approx(folds.mean())
    half = 2.7764451 * folds.sem()  # t with 4 degrees of freedom
    assert (finding.low, finding.high) == pytest.approx((folds.mean() - half, folds.mean() + half), rel=1e-5)
    if conclusion == "undecided":
        assert "the folds, each with a learning rate of its own, differ too much" in finding.text.en
        assert finding.needed_seeds is None


def test_seeds_that_hardly_differ_are_said_to_differ_by_less_than_the_margin_and_no_more() -> None:
    tables = simulate(World(seed_effect=0.0), depths=(1,), folds=0, seeds=40, images=800, epochs=2)
    (finding,) = lucky_seed(tables, margin=2.0)
    assert finding.conclusion == "same"
    assert "standard deviation is below the margin of 2.0 points" in finding.text.en
    assert "标准差小于界值 2.0 个百分点" in finding.text.zh
    assert "new data" not in finding.text.en
    assert "−0.00 " not in finding.text.en
