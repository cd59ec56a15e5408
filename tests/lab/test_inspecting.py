"""Inspecting networks and studies that were really trained."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from threadpoolctl import threadpool_info

import layerwise as lw
from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.errors import DataError, StudyError
from layerwise.insight.concepts import Concept, class_concept
from layerwise.insight.controls import layers_of
from layerwise.insight.inspection import chosen
from layerwise.insight.judging import Examples, Judge
from layerwise.insight.paper import Heat, Paper
from layerwise.insight.probes import read
from layerwise.insight.similarity import cka
from layerwise.lab.inspection.insights import Architecture
from layerwise.lab.inspection.networks import inspect
from layerwise.lab.inspection.one_thread import one_thread
from layerwise.lab.inspection.similarity import study_similarity
from layerwise.lab.inspection.studies import inspect_study
from layerwise.lab.unseen import unseen
from layerwise.nets.network import Network
from layerwise.words import Text
from tests.insight.networks import fresh


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    digits = lw.data.load("digits")
    rows = np.concatenate([np.flatnonzero(digits.labels == digit)[:60] for digit in range(10)])
    path = tmp_path_factory.mktemp("few") / "few.npz"
    np.savez(path, X=digits.inputs[rows].reshape(-1, 28, 28), y=digits.labels[rows])
    return lw.data.load(path)


@pytest.fixture(scope="module")
def net(few: Dataset) -> Network:
    return lw.train(few, hidden=(8, 8), epochs=10, learning_rates=0.01)


def test_a_network_is_inspected_on_the_rows_that_its_seed_was_tested_on(few: Dataset, net: Network) -> None:
    found = inspect(net, few)
    assert len(found.as_dict()["units"]) == 16
    assert found.as_dict()["branches"]["examples"] == len(found.rows)
    assert found.rows.tolist() == sorted(split(few, 0).test)
    assert len(found.rows) == 120
    assert found.which["en"].startswith("fold 0")
    json.dumps(found.as_dict(), allow_nan=False)
    table = found.inspection.readable
    rows = split(few, 0).test
    by_hand = read(layers_of(net, few.inputs[rows]).answers[1], table.concepts).scores
    assert table.score[2] == pytest.approx(by_hand)
    # Rows are told by their numbers in the data set, and the page says what the paper says.
    told = found.as_dict()
    first = next(each for each in told["exciting"] if each["layer"] == "hidden-2")
    answers = layers_of(net, few.inputs[rows]).answers[1][:, first["unit"]]
    assert first["most"][0] == rows[answers.argmax()]
    page = found.page("zh")
    assert escape(found.paper.title.zh) in page.html
    assert "http" not in page.html.split("</style>")[1]


@pytest.mark.breadth
def test_a_folder_of_pictures_and_a_table_are_concepts_too(few: Dataset, net: Network, tmp_path: Path) -> None:
    rows = split(few, 0).train
    for number in rows[few.labels[rows] == 0][:25]:
        Image.fromarray(few.inputs[number].reshape(28, 28)).save(tmp_path / f"{number}.png")
    lines = "\n".join(f"{row},{int(few.labels[row] < 5)}" for row in range(len(few)))
    (tmp_path / "own.csv").write_text(f"row,small\n{lines}\n", encoding="utf-8")
    found = inspect(net, few, table=tmp_path / "own.csv", folders={"round": tmp_path})
    names = [concept.name for concept in found.inspection.readable.concepts]
    assert {"round", "small", "class"} <= set(names)
    score = dict(zip(names, found.inspection.readable.score[2], strict=True))
    assert score["round"] > 0.1


def test_a_network_made_elsewhere_asks_for_its_data_and_is_inspected_on_what_it_is_given(
    few: Dataset, net: Network
) -> None:
    elsewhere = replace(net, provenance={})
    with pytest.raises(DataError, match=r"got no name from nowhere.* layerwise inspect NET --data DATA"):
        inspect(elsewhere)
    judged = unseen(elsewhere, few)
    assert judged.excluded is None
    assert "cannot be known" in judged.which["en"]


def test_data_of_another_kind_are_refused(net: Network) -> None:
    with pytest.raises(DataError, match="spirals does not fit the network: got rows of 2 numbers"):
        inspect(net, lw.data.load("spirals"))


@pytest.mark.breadth
def test_a_study_is_inspected_network_by_network(few: Dataset, tmp_path: Path) -> None:
    study = lw.study(
        few, hidden=[(6,), (6, 6)], activations=["relu"], epochs=4, seeds=5, learning_rates=0.01,
        folder=tmp_path / "study", workers=1,
    )  # fmt: skip
    told: list[tuple[int, int]] = []
    found = inspect_study(tmp_path / "study", data=few, on_network=lambda done, of: told.append((done, of)))
    assert told[-1] == (10, 10)
    assert found.networks == 10
    json.dumps(found.as_dict(), allow_nan=False)
    one = found.readable.query("network == 'relu-6x2' and layer == 'hidden-2' and concept == 'class'").iloc[0]
    assert one.seeds == 5
    assert one.low < one.score < one.high
    scores = []
    for run in study.runs[study.runs.network == "relu-6x2"].run:
        net = Network.load(study.folder.weights_path(run))
        rows = np.array(net.provenance["tested"]["rows"])
        rows = rows[chosen(len(rows))]
        concept = class_concept(few.labels[rows], few.classes)
        scores.append(float(read(layers_of(net, few.inputs[rows]).answers[1], [concept]).scores[0]))
    assert one.score == pytest.approx(np.mean(scores))
    assert set(found.epochs.epoch) >= {0, 1, 3}
    shares = found.epoch_units[(found.epoch_units.layer == "hidden-1") & (found.epoch_units.level == "class")]
    assert set(shares.epoch) == set(found.epochs.epoch)
    assert shares.share.between(0, 1).all()
    assert set(np.round(shares.share * 6 * 5, 9) % 1) == {0.0}, "whole units of six, over the first seeds of five folds"
    codes = {finding.code for finding in found.findings}
    assert {"hierarchy", "concept", "with-depth", "deeper"} <= codes
    assert set(found.layers) == set(study.runs.run[study.runs.stage == "measure"])
    written = found.keep("en")
    assert [path.name for path in written] == ["insight.json", "report.html"]
    kept = json.loads(written[0].read_text(encoding="utf-8"))
    assert Paper.from_dict(kept["paper"]) == found.paper
    assert escape(found.paper.title.en) in written[1].read_text(encoding="utf-8")
    heat = next(each for each in found.paper.sections[1].exhibits if isinstance(each, Heat))
    row = [title.en for title in heat.rows].index("the class")
    assert heat.values[row][2] == pytest.approx(one.score, abs=1e-4)
    assert heat.values[-1][-1] == pytest.approx(
        found.readable.query("network == 'relu-6x2' and layer != 'pixels' and concept == 'class'").control.max(),
        abs=1e-4,
    )
    *_, over_time, of_units = found.paper.sections[3].exhibits
    assert isinstance(over_time, Heat)
    assert isinstance(of_units, Heat)
    assert [name.en for name in of_units.rows] == ["1 deep · hidden 1", "2 deep · hidden 1", "2 deep · hidden 2"]
    last = shares[(shares.network == "relu-6x2") & (shares.epoch == shares.epoch.max())].share.iloc[0]
    assert of_units.values[1][-1] == pytest.approx(last, abs=1e-4)
    assert (
        "reaches nine tenths of what it ends with: with 1 hidden layer after epoch"
        in found.paper.sections[3].told[-1].en
    )
    assert [name.en for name in over_time.rows] == [
        "1 deep · hidden 1", "1 deep · logits", "2 deep · hidden 1", "2 deep · hidden 2", "2 deep · logits",
    ]  # fmt: skip


def test_matrices_are_multiplied_on_one_thread_while_a_network_is_inspected() -> None:
    def threads() -> set[int]:
        return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}

    before = threads()
    with one_thread():
        assert threads() == {1}
    assert threads() == before
    assert one_thread()(threads)() == {1}


@pytest.mark.breadth
def test_layers_are_compared_across_depths_and_seeds(few: Dataset, tmp_path: Path) -> None:
    study = lw.study(
        few, hidden=[(6,), (6, 6)], activations=["tanh"], epochs=2, seeds=10, learning_rates=0.01,
        folder=tmp_path / "study", workers=1,
    )  # fmt: skip
    runs = study.runs[study.runs.stage == "measure"]
    inputs = {fold: few.inputs[split(few, fold).test] for fold in range(5)}
    found = study_similarity(study.folder, runs, inputs)
    assert found is not None
    assert found.pairs == 5
    assert found.layers == ("pixels", "hidden-1", "logits", "hidden-1", "hidden-2", "logits")
    by_hand = []
    for fold in range(5):
        of = runs[runs.fold == fold].sort_values("seed")
        shallow, deep = (of.run[of.depth == depth].tolist() for depth in (1, 2))
        answers = [Network.load(study.folder.weights_path(run)).activations(inputs[fold]) for run in (*shallow, *deep)]
        by_hand.append((cka(answers[0][0], answers[2][1]), cka(answers[2][1], answers[3][1])))
    assert (found.values[1, 4], found.floor[4]) == pytest.approx(np.mean(by_hand, axis=0))
    with pytest.raises(StudyError, match="expected tanh"):
        inspect_study(tmp_path / "study", data=few, activation="relu")


@pytest.mark.breadth
def test_a_study_without_weights_says_how_to_keep_them(few: Dataset, tmp_path: Path) -> None:
    lw.study(
        few, hidden=[(4,)], activations=["relu"], epochs=1, seeds=5, learning_rates=0.01, keep="none",
        folder=tmp_path / "study", workers=1,
    )  # fmt: skip
    with pytest.raises(StudyError, match="--keep best"):
        inspect_study(tmp_path / "study", data=few)


def test_units_that_tell_an_amount_are_counted_though_each_fold_has_a_median_of_its_own() -> None:
    counted = Architecture("relu-4", 1, [])
    names = set()
    for fold, shift in enumerate((0.0, 1.0)):
        x = np.random.default_rng(fold).normal(shift, 1, (200, 4)).astype(np.float32)
        amount = Concept("thickness", Text("stroke thickness", "笔画粗细"), x[:, 0].astype(float), "amount", "look")
        network = fresh(4, (4,), 2)
        network.layers[0]["weight"][:] = np.eye(4)
        network.layers[0]["bias"][:] = 10
        judge = Judge(network, Examples(x, (amount,), network))
        found = judge.detections(network)
        assert [each.unit for each in found if each.holds] == [0]
        names.add(found[0].concept)
        counted.add(fold, fold, judge.readable(network), found)
    assert len(names) == 2
    units = counted.units().set_index("level").units
    assert (units["look"], units["class"]) == (1.0, 0.0)
