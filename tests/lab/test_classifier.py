"""The study as a scikit-learn classifier: what it keeps, what it refuses, and where it fits in."""

from __future__ import annotations

import doctest
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import layerwise as lw
from layerwise.errors import DataError, SpecError, StudyError
from layerwise.lab import classifier
from layerwise.lab.training_set import tried_rates, usual_seeds

FLOWERS = np.array(["setosa", "versicolor", "virginica"])


def flowers() -> tuple[pd.DataFrame, np.ndarray]:
    data = load_iris(as_frame=True)
    return data.data, FLOWERS[data.target]


def small(**keywords: Any) -> lw.LayerwiseClassifier:
    return lw.LayerwiseClassifier(**{"depths": (1,), "epochs": 15, "learning_rates": 0.02, **keywords})


@pytest.fixture(scope="module")
def fitted() -> lw.LayerwiseClassifier:
    return small(depths=(1, 2), epochs=20, learning_rates=0.01).fit(*flowers())


@pytest.fixture(scope="module")
def rarely() -> lw.LayerwiseClassifier:
    """Fitted on 50 rows of one class, 30 of another and 4 of the third."""
    X, y = flowers()
    rare = np.r_[0:50, 50:80, 100:104]
    return small().fit(X.iloc[rare], y[rare])


def test_labels_may_be_texts_and_inputs_a_table(fitted: lw.LayerwiseClassifier) -> None:
    X, y = flowers()
    assert list(fitted.classes_) == list(FLOWERS)
    assert list(fitted.feature_names_in_) == list(X.columns)
    assert fitted.n_features_in_ == 4
    assert set(fitted.predict(X)) == set(FLOWERS)
    assert fitted.score(X, y) > 0.9
    probabilities = fitted.predict_proba(X)
    assert probabilities.sum(axis=1) == pytest.approx(1)
    assert (FLOWERS[probabilities.argmax(axis=1)] == fitted.predict(X)).all()


def test_the_network_kept_is_the_best_by_validation(fitted: lw.LayerwiseClassifier) -> None:
    study = fitted.study_
    at_best = study.runs.merge(study.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    means = at_best.groupby("network")["val_accuracy"].mean()
    assert fitted.network_.spec.label == means.idxmax()
    own = at_best[at_best["network"] == fitted.network_.spec.label]
    best = own[own["val_accuracy"] == own["val_accuracy"].max()].set_index("seed")["val_loss"]
    assert len(best) > 1, "no tie for the loss to break"
    assert best.idxmin() == fitted.network_.provenance["seed"]


def test_its_accuracy_on_the_rows_it_was_tested_on_is_the_studys(fitted: lw.LayerwiseClassifier) -> None:
    X, y = flowers()
    tested = fitted.study_.order[fitted.network_.provenance["tested"]["rows"]]
    runs = fitted.study_.runs.set_index(["network", "seed"])
    run = runs.loc[(fitted.network_.spec.label, fitted.network_.provenance["seed"])]
    epochs = fitted.study_.epochs.set_index(["run", "epoch"])
    expected = epochs.loc[(run["run"], run["best_epoch"]), "test_accuracy"]
    assert fitted.score(X.iloc[tested], y[tested]) == pytest.approx(expected)


def test_the_verdict_is_that_of_its_own_study(fitted: lw.LayerwiseClassifier) -> None:
    assert fitted.verdict_ is fitted.study_.verdict
    assert len(fitted.study_.runs) == 2 * fitted.study_.plan.seeds
    assert all("150" in finding.text.en for finding in fitted.verdict_)


def test_a_fitted_classifier_survives_being_pickled_with_all_it_carries(fitted: lw.LayerwiseClassifier) -> None:
    X, _ = flowers()
    fitted.predict(X)
    again = pickle.loads(pickle.dumps(fitted))  # noqa: S301
    assert np.array_equal(again.predict_proba(X), fitted.predict_proba(X))
    # As plain values: an unanswered question has numbers that are no numbers, which equal nothing.
    assert [found.as_dict() for found in again.verdict_] == [found.as_dict() for found in fitted.verdict_]
    pd.testing.assert_frame_equal(again.study_.epochs, fitted.study_.epochs)


def test_a_row_is_answered_the_same_whatever_stands_beside_it(fitted: lw.LayerwiseClassifier) -> None:
    X, _ = flowers()
    many = pd.concat([X] * 4)
    answers = fitted.predict_proba(many)
    assert len(answers) == 600
    assert np.array_equal(answers[300:450], fitted.predict_proba(X))
    assert np.array_equal(answers[7:8], fitted.predict_proba(X.iloc[7:8]))


def test_nothing_is_left_on_the_disk_and_where_seeds_are_asked_for_none_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    model = small(seeds=10).fit(*flowers())
    assert list(tmp_path.iterdir()) == []
    assert model.study_.folder is None
    assert len(model.verdict_)
    assert model.study_.plan.seeds == 10
    assert model.study_.notes == ()


# Small data


def test_a_rare_class_means_fewer_folds_and_the_study_says_so(rarely: lw.LayerwiseClassifier) -> None:
    study = rarely.study_
    assert study.folds == study.plan.seeds == 4
    assert sorted(set(study.runs["fold"])) == [0, 1, 2, 3]
    few_folds, few_seeds = study.notes
    assert "The rarest class, virginica, has 4 rows: 4 folds rotate instead of 5." in few_folds.en
    assert "Small data (84 rows): each architecture was measured on 4 seeds" in few_seeds.en
    assert few_folds.en in repr(study)
    for note in study.notes:
        assert sorted(re.findall(r"\d+", note.en)) == sorted(re.findall(r"\d+", note.zh))


@pytest.mark.parametrize(("rows", "folds", "seeds"), [(999, 5, 5), (1000, 5, 10), (1000, 4, 12), (1000, 3, 12)])
def test_small_data_are_measured_on_one_seed_a_fold_and_others_on_ten_or_more(
    rows: int, folds: int, seeds: int
) -> None:
    labels = np.arange(rows) % 2
    dataset = lw.data.from_arrays(np.arange(2.0 * rows).reshape(-1, 2), labels, folds=folds)
    assert usual_seeds(dataset) == seeds
    # Of small data the grid is given, so that it does not grow.
    assert (tried_rates(dataset, "auto") == "auto") == (rows >= 1000)
    assert tried_rates(dataset, 0.5) == 0.5


def test_a_rare_class_does_not_cost_the_others_their_training_rows(rarely: lw.LayerwiseClassifier) -> None:
    data = rarely.study_.card["data"]
    assert data["validation"] <= -(-(data["train"] + data["validation"]) // 4)


# What cannot be learned from


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda X, y: (X, np.full(len(y), "a")), r"only one class: got 150 rows, all of class 'a'.*Give rows of the"),
        (
            lambda X, y: (X[:102], y[:102]),
            r"class 'virginica' has too few rows: got 2 of 102, expected at least 3.*Add",
        ),
        (lambda X, y: (X[:1], y[:1]), r"1 sample"),
        (lambda X, y: (np.where(X > 7.6, np.nan, X), y), r"contains NaN"),
        (lambda X, y: (np.where(X > 7.6, np.inf, X), y), r"infinity"),
        (lambda X, y: (X * 0, y), r"all its inputs are the same.*Check how they were made"),
        (lambda X, y: (X[:20], y), r"inconsistent numbers of samples"),
        (lambda X, y: (X, X[:, 0]), r"Unknown label type: continuous"),
    ],
)
def test_data_that_no_classifier_learns_from_are_a_value_error(change: Any, said: str) -> None:
    X, y = flowers()
    with pytest.raises(ValueError, match=said):
        small().fit(*change(X.to_numpy(), y))


def test_its_own_refusals_say_what_was_got_expected_and_what_to_do() -> None:
    X, y = flowers()
    with pytest.raises(DataError) as refused:
        small().fit(X[:102], y[:102])
    assert isinstance(refused.value, ValueError)
    assert all(refused.value.as_dict().values())


def test_options_that_make_no_study_are_a_value_error_when_fitted_not_when_made() -> None:
    for wrong in (
        {"depths": ()},
        {"epochs": 0},
        {"learning_rates": "best"},
        {"seeds": 7},
        {"workers": -1},
        {"scaling": "log"},
    ):
        with pytest.raises(SpecError) as refused:
            small(**wrong).fit(*flowers())
        assert isinstance(refused.value, ValueError)


def test_rows_of_another_kind_are_refused_when_predicting(fitted: lw.LayerwiseClassifier) -> None:
    X, _ = flowers()
    for other in (X.iloc[:, :3], X.rename(columns={X.columns[0]: "height"})):
        with pytest.raises(ValueError, match="feature names should match"):
            fitted.predict(other)
    with pytest.raises(NotFittedError):
        small().predict(X)
    with pytest.raises(NotFittedError):
        _ = small().verdict_


# Chance and the folder


def test_a_random_state_decides_which_rows_choose_and_the_same_one_decides_the_same() -> None:
    X, y = flowers()
    models = [small(random_state=state).fit(X, y) for state in (None, None, 1, np.random.RandomState(1), 2)]
    answers = [model.predict_proba(X) for model in models]
    assert np.array_equal(answers[0], answers[1])
    assert np.array_equal(answers[2], answers[3])
    assert not np.allclose(answers[0], answers[2])
    assert not np.allclose(answers[2], answers[4])
    assert np.array_equal(np.sort(models[2].study_.order), np.arange(150))


def test_a_folder_keeps_the_study_and_fitting_again_trains_nothing(tmp_path: Path) -> None:
    X, y = flowers()
    first = small(folder=tmp_path / "iris").fit(X, y)
    kept = lw.open_study(tmp_path / "iris")
    assert list(kept.verdict) == list(first.verdict_)
    assert (tmp_path / "iris" / "report.html").is_file()
    parts = {path: path.stat().st_mtime_ns for path in (tmp_path / "iris" / "parts").iterdir()}
    again = small(folder=str(tmp_path / "iris")).fit(X, y)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "iris" / "parts").iterdir()} == parts
    assert np.array_equal(again.predict_proba(X), first.predict_proba(X))
    with pytest.raises(StudyError, match="holds another study"):
        small(folder=tmp_path / "iris").fit(X[:120], y[:120])


def test_a_study_too_large_for_this_process_is_given_to_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    X, y = flowers()
    asked: list[int] = []

    def fails(*_: Any, workers: int, **__: Any) -> None:
        asked.append(workers)
        raise StudyError("not now")

    monkeypatch.setattr(classifier, "run_study", fails)
    for model in (small(), small(workers=0), small(workers=2), small(epochs=1_000_000)):
        with pytest.raises(StudyError, match="not now"):
            model.fit(X, y)
    assert asked[:3] == [0, 0, 2]
    assert asked[3] >= 1


# Among scikit-learn's own tools


def test_it_works_in_a_pipeline_under_cross_validation() -> None:
    model = make_pipeline(StandardScaler(), small())
    assert cross_val_score(model, *flowers(), cv=3, error_score="raise").mean() > 0.85


@pytest.mark.breadth
def test_it_works_under_a_grid_search() -> None:
    X, y = flowers()
    model = make_pipeline(StandardScaler(), small())
    search = GridSearchCV(model, {"layerwiseclassifier__learning_rates": [1e-5, 0.02]}, cv=3, error_score="raise").fit(
        X, y
    )
    assert search.best_params_ == {"layerwiseclassifier__learning_rates": 0.02}
    assert search.best_estimator_[-1].study_.plan.rates == (0.02,)


def test_a_clone_asks_for_the_same_and_carries_nothing(fitted: lw.LayerwiseClassifier) -> None:
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    assert not hasattr(copy, "network_")
    assert not hasattr(copy, "verdict_")


def test_the_example_in_its_documentation_runs() -> None:
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner()
    for example in finder.find(lw.LayerwiseClassifier, "LayerwiseClassifier"):
        runner.run(example)
    assert runner.summarize(verbose=False).failed == 0
    assert runner.tries >= 5
