"""Which images are memorised, how many of them beyond chance, and the one answer that is made of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from answered import CLASSES, answered, uses_of
from scipy import stats
from simulated import World, simulate

from layerwise.verdict.answers import TESTED, VALIDATED, Answers
from layerwise.verdict.compare import compare
from layerwise.verdict.memorising.answer import Memorising, memorising
from layerwise.verdict.memorising.chance import chance, memorised, most_by_chance
from layerwise.verdict.memorising.listing import listing, memorised_table
from layerwise.verdict.memorising.scores import held_out, scores_of
from layerwise.verdict.tables import Tables

ROWS = 500


def world(memorised: int, easy: float = 0.98) -> tuple[np.ndarray, np.ndarray]:
    """A fifth of the rows is hard, 50 % right; the first `memorised` of the rows are right only where trained on."""
    alike = np.where(np.arange(ROWS) // 5 % 5 == 2, 0.5, easy)
    first = np.arange(ROWS) < memorised
    return np.where(first, 1.0, alike), np.where(first, 0.0, alike)


def last(tables: Tables) -> Memorising:
    return next(each for each in memorising(tables, compare(tables)) if each.moment == "last")


def one(tables: Tables, moment: str = "last"):  # type: ignore[no-untyped-def]
    return scores_of(tables, tables.runs, moment)  # type: ignore[arg-type]


# Scores


def test_the_score_is_right_when_trained_on_minus_right_when_held_out() -> None:
    tables = answered(*world(40))
    scores, answers = one(tables), tables.answers
    right = answers.last == 0
    uses = np.stack([answers.use(run) for run in answers.runs])
    row = 7
    trained, out = uses[:, row] == 1, uses[:, row] >= 2
    assert scores.score[row] == pytest.approx(right[trained, row].mean() - right[out, row].mean())
    assert (scores.score[:40] == 1).all()
    assert np.nanmean(scores.score[40:]) == pytest.approx(0, abs=0.02)


def test_validation_rows_are_held_out_after_the_last_epoch_but_not_where_they_chose_it() -> None:
    uses = np.stack([answered(*world(0)).answers.use(run) for run in ("relu 16-16-s0", "relu 16-16-s1")])
    assert (held_out(uses, "last") == (uses >= VALIDATED)).all()
    assert (held_out(uses, "best") == (uses == TESTED)).all()


def test_on_a_test_set_of_its_own_validation_rows_are_held_out() -> None:
    tables = answered(*world(80), folds=0, seeds=40)
    for moment in ("last", "best"):
        scores = one(tables, moment)
        assert not scores.scored[ROWS * 4 // 5 :].any()  # never trained on
        assert scores.score[:80][scores.scored[:80]] == pytest.approx(1.0)
    found = last(tables)
    assert found.answer == "many"
    assert found.images.images == scores.scored.sum()


def test_a_network_that_failed_tells_of_no_image() -> None:
    tables = answered(*world(40))
    failed = tables.answers.last.copy()
    failed[0] = 1 + tables.answers.labels[0]  # always one and the same class
    found = one(replace(tables, answers=replace(tables.answers, last=failed)))
    assert (found.networks, found.left_out) == (19, 1)


def test_what_held_out_networks_say_instead_is_named_and_wrong_labels_come_first() -> None:
    # Ten of the memorised are no wrong labels: held out they are answered otherwise by every network.
    tables = answered(*world(40))
    given, draw = tables.answers.last.copy(), np.random.default_rng(0)
    wrong = given[:, :10] > 0
    given[:, :10][wrong] = 1 + draw.integers(1, 5, wrong.sum())
    table = listing(replace(tables, answers=replace(tables.answers, last=given)), tables.runs)
    assert set(table["row"][:30]) == set(range(10, 40))
    top = table.iloc[0]
    assert top["instead"] == "abcde"[(top["row"] // 5 + 1) % 5]
    assert (top["label"], top["source_row"]) == ("abcde"[top["row"] // 5 % 5], ROWS - 1 - top["row"])
    assert top["instead_votes"] == top["held_out"]


def test_the_table_of_a_study_names_network_and_moment() -> None:
    table = memorised_table(answered(*world(40)))
    assert list(table.columns[:2]) == ["network", "moment"]
    assert set(table["moment"]) == {"best", "last"}
    assert (table["score"] > 0).all()


# Chance


def test_chance_is_the_hypergeometric_distribution() -> None:
    draw = np.random.default_rng(0)
    trained, out = draw.integers(2, 15, 300), draw.integers(2, 7, 300)
    right = draw.integers(0, trained + out + 1)
    for t, h, k, p in zip(trained, out, right, chance(trained, out, right), strict=True):
        x = np.arange(h + 1)
        high = (k - x) / t - x / h >= 0.5 - 1e-9
        assert p == pytest.approx(stats.hypergeom(t + h, k, h).pmf(x)[high].sum(), abs=1e-12)


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.5, 6.6, 100.0, 5e4])
def test_the_bound_is_the_poisson_quantile(mean: float) -> None:
    assert most_by_chance(mean, 0.95) == stats.poisson(mean).ppf(0.95) if mean else most_by_chance(mean, 0.95) == 0


def test_where_nothing_is_memorised_images_are_called_memorised_in_no_more_than_5_percent_of_studies() -> None:
    bounds = [memorised(one(answered(*world(0), key=key))).at_least for key in range(60)]
    assert np.mean(np.array(bounds) > 0) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 60)


def test_a_fold_whose_networks_are_worse_than_the_others_makes_no_image_seem_memorised() -> None:
    """As one badly tuned learning rate of five does: nothing is memorised, fold 3 errs three times as often."""
    rows, seeds, bounds = 3000, 20, []
    for key in range(6):
        draw = np.random.default_rng(key)
        level = draw.standard_t(4, rows) * 1.5 - 4.2 + np.where(np.arange(seeds) % 5 == 3, 2.0, 0.0)[:, None]
        given = (draw.random((seeds, rows)) < 1 / (1 + np.exp(-level))).astype(np.uint8) * 2
        labels, numbers = np.zeros(rows, np.int64), np.arange(seeds, dtype=np.int64)
        labels[: rows // 2] = 1  # so that the commonest class is a half
        uses = {seed: uses_of(seed, rows, 5) for seed in range(seeds)}
        tables = simulate(depths=(2,), seeds=seeds, images=20, epochs=1)
        runs = tuple(tables.runs["run"])
        kept = Answers(runs, numbers, labels, uses, given, given, np.arange(rows), CLASSES)
        scores = one(replace(tables, answers=kept))
        assert scores.left_out >= 3
        bounds.append(memorised(scores).at_least)
    assert np.median(bounds) == 0
    assert max(bounds) <= 4


@pytest.mark.parametrize(("seeds", "count"), [(10, 40), (20, 15), (20, 100)])
def test_the_count_is_the_truth_and_the_bound_is_below_it(seeds: int, count: int) -> None:
    found = [memorised(one(answered(*world(count), seeds=seeds, key=key))) for key in range(8)]
    assert np.mean([each.share for each in found]) == pytest.approx(count / ROWS, abs=0.02)
    assert all(each.at_least <= count for each in found)
    assert np.mean([each.at_least for each in found]) > 0.6 * count


# The one answer


@pytest.mark.parametrize(("count", "answer"), [(0, "none"), (20, "some"), (100, "many")])
def test_the_answer_is_graded_by_how_many_images_are_memorised(count: int, answer: str) -> None:
    # That there is no gap takes more seeds than that there is one.
    found = last(answered(*world(count), seeds=20 if count else 80))
    assert found.answer == answer
    assert found.images.share == pytest.approx(count / ROWS, abs=0.02)


def test_a_gap_within_the_margin_does_not_matter_however_sure_it_is() -> None:
    tables = simulate(depths=(2,), seeds=5, epochs=4)
    epochs = tables.epochs.assign(train_accuracy=0.601, val_accuracy=0.6, test_accuracy=0.6)
    found = last(replace(tables, epochs=epochs, correct=None))
    assert found.gap_low > 0
    assert (found.answer, found.missing) == ("none", "not-in-table")
    stricter = memorising(replace(tables, epochs=epochs, correct=None), margin=0.05)
    assert {each.answer for each in stricter} == {"gap"}


def test_a_gap_alone_is_no_memorising() -> None:
    found = last(replace(simulate(depths=(2,), seeds=20, epochs=40), correct=None))
    assert found.gap_low > found.margin
    assert (found.answer, found.images) == ("gap", None)


def test_random_labels_are_said_to_be_answered_at_chance() -> None:
    found = last(answered(np.full(ROWS, 0.97), np.full(ROWS, 0.2)))
    assert (found.answer, found.chance) == ("chance", pytest.approx(20.0))
    # Nor is anything memorised where training data is answered at chance too.
    assert last(answered(np.full(ROWS, 0.2), np.full(ROWS, 0.2))).answer == "nothing"


def test_five_seeds_hold_an_image_out_too_seldom() -> None:
    found = last(answered(*world(100), seeds=5))
    assert (found.images, found.missing) == (None, "few-seeds")
    assert found.answer in ("gap", "undecided")


def test_a_study_of_an_earlier_version_says_that_it_did_not_keep_the_answers() -> None:
    found = last(simulate(depths=(2,), seeds=5, images=40, epochs=4))
    assert (found.images, found.missing) == (None, "not-kept")


@pytest.mark.parametrize(("turning", "harm"), [(0.06, "yes"), (0.0, "no")])
def test_harm_is_the_finding_of_overfitting(turning: float, harm: str) -> None:
    tables = simulate(World(turning=turning), depths=(2,), seeds=20, epochs=20, images=400)
    findings = compare(tables)
    found = next(each for each in memorising(tables, findings) if each.moment == "last")
    overfit = next(each for each in findings if each.code == "overfit" and each.subject["measure"] == "error")
    assert found.harm == harm
    assert (overfit.conclusion == "hurts") == (harm == "yes")
    assert all(each.harm == "unasked" for each in memorising(tables))


def test_the_answer_is_plain_values() -> None:
    told = last(answered(*world(20))).as_dict()
    assert told["series"]["en"] == "relu, width 16"
    assert set(told["images"]) == {"images", "found", "by_chance", "at_least", "share"}
    assert last(simulate(depths=(2,), seeds=2, images=40, epochs=4)).as_dict()["gap_low"] is None
