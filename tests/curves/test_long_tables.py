"""The verdict on one long table: in CSV or Parquet, under other names, in percent, as errors, in any order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from long_tables import MEASURED, codes, leading, study, told, whole

import layerwise as lw
from layerwise.curves.names import meaning
from layerwise.lab.verdicts import CurvesVerdict
from layerwise.verdict.compare import compare
from layerwise.verdict.tables import Tables


def numbers(found: CurvesVerdict) -> list[tuple[object, ...]]:
    """Of the questions that the fixture `leading` asks."""
    return [
        (each.code, each.conclusion, round(each.estimate, 9), round(each.low, 9), round(each.high, 9), each.seeds)
        for each in leading(found)
    ]


def test_a_table_says_what_the_study_it_came_from_says_without_its_images(plain: CurvesVerdict) -> None:
    tables = study()
    # A study knows what its networks cost, and the table does not.
    expected, known = (
        [each for each in asked if "terms" not in each.subject]
        for asked in (compare(Tables(tables.runs, tables.epochs, None)), plain)
    )
    assert [each.conclusion for each in known] == [each.conclusion for each in expected]
    for found, own in zip(known, expected, strict=True):
        np.testing.assert_allclose([found.estimate, found.low, found.high], [own.estimate, own.low, own.high])
    assert "helps" in {each.conclusion for each in plain}
    assert "seeds alone" in told(plain)
    assert codes(plain) == set()


def test_what_a_network_costs_is_not_guessed(plain: CurvesVerdict) -> None:
    unknown = [each for each in plain if "terms" in each.subject]
    assert {each.conclusion for each in unknown} == {"undecided"}
    for each in unknown:
        cost = "the cost of an epoch" if each.subject["terms"] == "flops" else "the number of parameters"
        assert f"not answered, because the tables do not tell {cost}" in each.text.en


def csv(table: pd.DataFrame, folder: Path) -> object:
    table.to_csv(folder / "a.csv", index=False)
    return folder / "a.csv"


def german(table: pd.DataFrame, folder: Path) -> object:
    table.to_csv(folder / "a.csv", index=False, sep=";", decimal=",", encoding="utf-8-sig")
    return folder / "a.csv"


def parquet(table: pd.DataFrame, folder: Path) -> object:
    table.assign(hidden=[[16] * depth for depth in table["depth"]]).drop(columns=["depth", "width"]).to_parquet(
        folder / "a.parquet"
    )
    return folder / "a.parquet"


def in_percent(table: pd.DataFrame, folder: Path) -> object:
    accuracies = [name for name in MEASURED if name.endswith("accuracy")]
    return table.assign(**{name: 100 * table[name] for name in accuracies})


def percent_signs(table: pd.DataFrame, folder: Path) -> object:
    accuracies = [name for name in MEASURED if name.endswith("accuracy")]
    return csv(table.assign(**{name: [f"{100 * each!r} %" for each in table[name]] for name in accuracies}), folder)


def as_errors(table: pd.DataFrame, folder: Path) -> object:
    errors = {f"{part}_error": 100 * (1 - table[f"{part}_accuracy"]) for part in ("train", "val", "test")}
    return table.drop(columns=[name for name in MEASURED if name.endswith("accuracy")]).assign(**errors)


def shuffled(table: pd.DataFrame, folder: Path) -> object:
    return table.sample(frac=1, random_state=3)


def renamed_runs(table: pd.DataFrame, folder: Path) -> object:
    return table.assign(run=table["run"].map({name: f"{hash(name)}" for name in set(table["run"])}))


def numbered_runs(table: pd.DataFrame, folder: Path) -> object:
    return csv(table.assign(run=pd.factorize(table["run"])[0]), folder)


def without_run_names(table: pd.DataFrame, folder: Path) -> object:
    return table.drop(columns="run")


def from_epoch_zero(table: pd.DataFrame, folder: Path) -> object:
    return table.assign(epoch=table["epoch"] - 1)


def as_keras_calls_them(table: pd.DataFrame, folder: Path) -> object:
    other = {"train_accuracy": "acc", "train_loss": "loss", "val_accuracy": "val_acc", "test_accuracy": "Accuracy/test"}
    return table.rename(columns={**other, "depth": "n_layers"})


def indexed(table: pd.DataFrame, folder: Path) -> object:
    return table.set_index(["run", "epoch"])


FORMS = (
    *(csv, german, parquet, in_percent, percent_signs, as_errors, shuffled, renamed_runs, numbered_runs),
    *(without_run_names, from_epoch_zero, as_keras_calls_them, indexed),
)


@pytest.mark.usefixtures("leading")
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_the_findings_do_not_depend_on_how_the_table_is_written(
    form: object, table: pd.DataFrame, plain: CurvesVerdict, tmp_path: Path
) -> None:
    found = whole(lw.verdict(form(table, tmp_path)))  # type: ignore[operator]
    assert numbers(found) == numbers(plain)
    if form in (in_percent, percent_signs, as_errors):
        assert "read as percent" in told(found)
    if form is as_keras_calls_them:
        assert "Column 'val_acc' is read as val_accuracy." in told(found)


@pytest.mark.usefixtures("leading")
def test_settings_may_stand_in_a_second_table(table: pd.DataFrame, plain: CurvesVerdict, tmp_path: Path) -> None:
    settings = ["seed", "depth", "width", "activation"]
    table[["run", "epoch", *MEASURED]].to_parquet(tmp_path / "epochs.parquet")
    table[["run", *settings]].drop_duplicates().rename(columns={"seed": "random_state"}).to_parquet(
        tmp_path / "runs.parquet"
    )
    asked = lw.verdict(tmp_path / "epochs.parquet", tmp_path / "runs.parquet")
    assert numbers(whole(asked)) == numbers(plain)
    assert numbers(whole(lw.verdict(tmp_path))) == numbers(plain)


@pytest.mark.usefixtures("leading")
def test_columns_are_named_by_the_user_and_what_is_in_none_is_said(table: pd.DataFrame, plain: CurvesVerdict) -> None:
    one = table[table["depth"] == 2].drop(columns=["depth", "width", "activation"])
    strange = one.rename(columns={"test_accuracy": "top1", "val_accuracy": "held_out"})
    found = whole(
        lw.verdict(
            strange,
            columns={"test_accuracy": "top1", "val_accuracy": "held_out"},
            settings={"hidden": "16-16", "activation": "relu"},
        )
    )
    deeper = [each for each in numbers(plain) if each[0] != plain[0].code]
    assert {each[2] for each in numbers(found)} <= {each[2] for each in deeper}
    assert "Column 'top1' is read as test_accuracy." in told(found)


def test_what_the_table_does_not_say_is_unknown_and_never_invented(table: pd.DataFrame) -> None:
    found = whole(lw.verdict(table.drop(columns=["width", "activation"])))
    runs = found.results[0].tables.runs
    assert set(runs["activation"]) == set(runs["width"]) == set(runs["initialisation"]) == {"unknown"}
    assert runs["parameters"].isna().all()
    assert "Not in the table, so unknown: width, activation" in told(found)
    assert not [each.text.en for each in found if "unknown" in each.text.en]
    assert found[0].label.en == "these networks"
    assert found[0].label.zh == "这些网络"


@pytest.mark.usefixtures("leading")
def test_a_learning_rate_that_changes_within_runs_makes_early_epochs_no_shorter_runs(table: pd.DataFrame) -> None:
    decays = table.assign(lr=0.01 / table["epoch"])
    found = whole(lw.verdict(decays))
    assert "changes from epoch to epoch" in told(found)
    assert not found.results[0].tables.prefixes_are_runs
    assert whole(lw.verdict(table, settings={"schedule": "cosine"})).results[0].tables.schedule == "cosine"


@pytest.mark.usefixtures("leading")
def test_of_several_learning_rates_validation_chooses_and_the_others_are_counted(
    table: pd.DataFrame, plain: CurvesVerdict
) -> None:
    worse = table.assign(run=table["run"] + "-slow", val_accuracy=table["val_accuracy"] - 0.05, test_accuracy=1.0)
    both = pd.concat([table.assign(learning_rate=0.01), worse.assign(learning_rate=0.0001)])
    found = whole(lw.verdict(both))
    assert numbers(found) == numbers(plain)
    assert codes(found) == {"other-learning-rates"}
    with pytest.raises(lw.LayerwiseError, match="cannot choose between the learning rates"):
        lw.verdict(both.drop(columns=["val_accuracy", "val_loss"]))


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("val_acc", "val_accuracy"),
        ("Accuracy/validation", "val_accuracy"),
        ("epoch_val_sparse_categorical_accuracy", "val_accuracy"),
        ("accuracy", "train_accuracy"),
        ("Test Error", "test_error"),
        ("LR", "learning_rate"),
        ("Random State", "seed"),
        ("eval_accuracy", "val_accuracy"),
        ("top5_accuracy", None),
        ("val_accuracy_test", None),
        ("comment", None),
    ],
)
def test_a_name_is_read_only_where_its_meaning_is_plain(column: str, name: str | None) -> None:
    assert meaning(column) == name
