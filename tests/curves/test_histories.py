"""Histories of Keras and scikit-learn, and plain lists of numbers, each with its settings."""

from __future__ import annotations

import warnings
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from long_tables import measured, told, whole
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import validation_curve
from sklearn.neural_network import MLPClassifier

import layerwise as lw


def clouds(rows: int = 120) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    y = np.arange(rows) % 3
    return draw.normal(size=(rows, 4)) + y[:, None], y


@pytest.mark.usefixtures("leading")
def test_histories_of_keras_with_their_settings_say_what_the_table_says(table: pd.DataFrame) -> None:
    keras = {"train_loss": "loss", "train_accuracy": "accuracy", "val_loss": "val_loss", "val_accuracy": "val_accuracy"}
    pairs = [
        (
            {"hidden": [16] * int(depth), "seed": seed, "activation": "relu"},
            SimpleNamespace(history={keras[name]: list(run[name]) for name in keras}, epoch=list(range(10))),
        )
        for (depth, seed), run in table.groupby(["depth", "seed"])
    ]
    plain = lw.verdict(table.drop(columns=["test_accuracy", "test_loss"]))
    for given in (pairs, [(settings, history.history) for settings, history in pairs]):
        found = whole(lw.verdict(given))
        # As texts: an end that is not known is NaN.
        assert str([(each.code, each.low, each.high) for each in found]) == str(
            [(e.code, e.low, e.high) for e in plain]
        )


def test_fitted_networks_of_scikit_learn_carry_their_settings() -> None:
    X, y = clouds()
    networks = []
    for hidden in ((4,), (4, 4)):
        for seed in range(3):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)
                networks.append(
                    MLPClassifier(hidden, random_state=seed, early_stopping=True, max_iter=6, n_iter_no_change=10).fit(
                        X, y
                    )
                )
    found = whole(lw.verdict(networks))
    runs = found.results[0].tables.runs
    assert [list(hidden) for hidden in runs["hidden"]] == [[4]] * 3 + [[4, 4]] * 3
    assert list(runs["seed"]) == [0, 1, 2] * 2
    assert set(runs["activation"]) == {"relu"}
    accuracies = found.results[0].tables.curves("test_accuracy")
    np.testing.assert_allclose(accuracies.loc["4"], networks[4].validation_scores_)
    assert "early stopping" in told(found)


def test_a_network_of_scikit_learn_without_held_out_accuracies_is_refused_with_a_remedy() -> None:
    X, y = clouds()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        network = MLPClassifier((4,), max_iter=2, random_state=0).fit(X, y)
    with pytest.raises(lw.LayerwiseError, match="early_stopping=True"):
        lw.verdict([network])


@pytest.mark.breadth
def test_a_validation_curve_over_epochs_is_a_run_a_fold() -> None:
    X, y = clouds()
    epochs = [1, 2, 4]
    pairs = []
    for depth in (1, 2):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            network = MLPClassifier((4,) * depth, random_state=0)
            train, held_out = validation_curve(network, X, y, param_name="max_iter", param_range=epochs, cv=3)
        pairs.append(({"depth": depth}, {"epoch": epochs, "train_accuracy": train, "val_accuracy": held_out}))
    found = whole(lw.verdict(pairs))
    tables = found.results[0].tables
    assert len(tables.runs) == 6
    np.testing.assert_allclose(tables.curves("test_accuracy").loc["1.2"], held_out[:, 2])
    assert {each.seeds for each in measured(found)} == {3}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "no histories"),
        ([({"depth": 1}, {"val_accuracy": [0.5, 0.6], "loss": [1.0]})], "val_accuracy of 2, loss of 1"),
        ([({"depth": 1}, {"val_accuracy": []})], "val_accuracy of 0"),
        ([({"depth": 1}, 7)], "cannot read history 0: got dict and int, expected a pair"),
        ([({"depth": 1}, {"val_accuracy": np.full((3, 2, 2), 0.5)})], "val_accuracy of 3 × 2 × 2, expected"),
        (
            [({"depth": 1}, {"val_accuracy": np.full((3, 2), 0.5), "loss": np.ones((3, 4))})],
            "val_accuracy of 3 × 2, loss of 3 × 4, expected",
        ),
        ([({"depth": 1, "seed": "a"}, {"val_accuracy": np.full((3, 2), 0.5)})], "got the seed 'a', expected a whole"),
        ([({"depth": 1, "seed": 1.5}, {"val_accuracy": np.full((3, 2), 0.5)})], "got the seed 1.5, expected a whole"),
        ([({"depth": 1}, pd.DataFrame([[0.5, 0.5]], columns=["val_accuracy"] * 2))], "2 columns named 'val_accuracy'"),
        ([7], "cannot read history 0: got int"),
        ([({"depth": 1}, SimpleNamespace(history=7))], "Fit the model first"),
    ],
)
def test_what_is_no_history_is_refused(given: object, said: str) -> None:
    with pytest.raises(lw.LayerwiseError, match=said):
        lw.verdict(given)
