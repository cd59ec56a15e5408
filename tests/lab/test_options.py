"""Options in any plain form make the same plan; what is none of them is refused with what was got and expected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import layerwise as lw
from layerwise.data.dataset import Dataset
from layerwise.errors import LayerwiseError, SpecError
from layerwise.lab.looks import looks_of
from layerwise.lab.options import StudyOptions, make_plan
from layerwise.lab.planning import Planned, _clock
from layerwise.study.cost import Cost


@pytest.fixture(scope="module")
def data() -> Dataset:
    labels = np.arange(60) % 2
    return lw.data.from_arrays(np.random.default_rng(0).normal(size=(60, 2)) + labels[:, None], labels, name="points")


PLAIN: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "one depth": ({"depths": 3}, {"depths": [3]}),
    "a span of depths": ({"depths": "1-2"}, {"depths": [1, 2]}),
    "depths listed in a text": ({"depths": "1-2,4"}, {"depths": [1, 2, 4]}),
    "a range": ({"depths": range(1, 3)}, {"depths": [1, 2]}),
    "one width": ({"widths": 16}, {"widths": [16]}),
    "widths of NumPy": ({"widths": np.array([8, 16])}, {"widths": [8, 16]}),
    "one activation": ({"activations": "relu"}, {"activations": ["relu"]}),
    "activations in a text": ({"activations": "relu,tanh"}, {"activations": ["relu", "tanh"]}),
    "one architecture": ({"hidden": [16, 16]}, {"hidden": [(16, 16)]}),
    "architectures in a text": ({"hidden": "16,16;32;"}, {"hidden": [(16, 16), (32,), ()]}),
    "a rate of NumPy": ({"learning_rates": np.float32(0.5)}, {"learning_rates": [0.5]}),
    "no rates": ({"learning_rates": None}, {}),
    "epochs of NumPy": ({"epochs": np.int64(2)}, {"epochs": 2}),
    "a size in words": ({"memory": "8G"}, {"memory": 8 * 2**30}),
    "nothing said": ({"depths": None, "epochs": None, "workers": None}, {}),
    "a switch of NumPy": ({"residual": np.True_}, {"residual": True}),
    "sizes in a text": ({"sizes": "36,20", "batch_size": 8}, {"sizes": [20, 36, 20], "batch_size": 8}),
    "all rows as a size": ({"sizes": [20, 42], "batch_size": 8}, {"sizes": 20, "batch_size": 8}),
}


@pytest.mark.parametrize("form", PLAIN)
def test_a_plain_form_of_an_option_makes_the_same_plan(data: Dataset, form: str) -> None:
    plans = [make_plan(data, StudyOptions.from_keywords(given), workers=1) for given in PLAIN[form]]
    assert plans[0] == plans[1]
    assert type(plans[0].recipe.epochs) is int


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"depths": [1.5]}, "unusable depths: got 1.5, expected a whole number"),
        ({"depths": "3-1"}, "unusable depths: got '3-1', expected a span upwards"),
        ({"depths": "two"}, "unusable depths: got 'two'"),
        ({"depths": [None]}, "unusable depths: got None"),
        ({"depths": []}, "nothing to study"),
        ({"widths": [True]}, "unusable widths: got True"),
        (
            {"widths": -1},
            "unusable width: got -1, expected a whole number between 1 and 65,536",
        ),
        ({"seeds": "5"}, "unusable seeds: got '5', expected a whole number"),
        ({"seeds": 5.0}, "unusable seeds: got 5.0"),
        ({"epochs": True}, "unusable epochs: got True"),
        ({"batch_size": None}, "unusable batch_size: got None"),
        ({"hidden": [[16, "x"]]}, "unusable hidden: got 'x'"),
        ({"hidden": None, "activations": []}, r"unusable activations: got \[\]"),
        ({"activations": [3]}, "unusable activations: got 3, expected a name"),
        ({"learning_rates": "fast"}, "unusable learning_rates: got 'fast', expected a number"),
        ({"learning_rates": [0.1, None]}, "unusable learning_rates: got None"),
        ({"learning_rates": 1e-300}, "unusable learning rate: got 1e-300"),
        ({"workers": "2"}, "unusable workers: got '2'"),
        ({"memory": "lots"}, "unusable memory: got 'lots', expected a size like '4G'"),
        ({"memory": 0}, "unusable memory: got 0"),
        ({"memory": 4e9}, "unusable memory: got 4000000000.0"),
        ({"memory": "1K"}, r"fit the memory: got 1,024 bytes"),
        ({"dropout": "a"}, "unusable dropout: got 'a', expected a number"),
        ({"dropout": float("nan")}, "unusable dropout: got nan"),
        ({"gain": False}, "unusable gain: got False"),
        ({"residual": "no"}, "unusable residual: got 'no', expected True or False"),
        ({"optimizer": ["adam"]}, r"unusable optimizer: got \['adam'\]"),
        ({"initialisation": "bar"}, "unknown initialisation: got 'bar', expected one of auto, he, glorot"),
        ({"depths": 1, "hidden": [(16,)]}, "contradict each other: got hidden widths, and with them depths or widths"),
        ({"widths": 16, "hidden": [(16,)]}, "contradict each other"),
        ({"colour": "red"}, "unknown option of a study: got colour"),
        ({"sizes": 0, "batch_size": 8}, r"size of the training set: got 0, expected 8 \(a batch\) … 42 rows"),
        ({"sizes": -3, "batch_size": 8}, "size of the training set: got -3"),
        ({"sizes": [20, 43], "batch_size": 8}, "size of the training set: got 43, expected 8"),
        ({"sizes": 7, "batch_size": 8}, r"got 7, expected 8 .* or a smaller --batch"),
        ({"sizes": 1, "batch_size": 1}, r"got 1, expected 2 \(one of each class\) … 42"),
        ({"sizes": "few"}, "unusable sizes: got 'few', expected a whole number"),
        ({"until_decided": "yes"}, "unusable until_decided: got 'yes', expected True or False"),
        ({"most_seeds": "40"}, "unusable most_seeds: got '40'"),
    ],
)
def test_a_value_that_is_no_option_is_refused_with_all_parts(data: Dataset, given: dict[str, Any], said: str) -> None:
    with pytest.raises(LayerwiseError, match=said) as caught:
        make_plan(data, StudyOptions.from_keywords(given), workers=1)
    assert all(caught.value.as_dict().values())


def test_the_study_itself_refuses_them(data: Dataset) -> None:
    with pytest.raises(SpecError, match="unusable workers: got '2'"):
        lw.study(data, workers="2")


# What a plan says


def said(data: Dataset, **given: Any) -> str:
    plan = make_plan(data, StudyOptions.from_keywords({"seeds": 5, **given}), workers=1)
    return Planned(data, plan, Cost(8.0, 1.0, 2**30, 0.1), 1).say("en")


def test_a_plan_speaks_of_tuning_and_of_a_grid_that_grows_only_where_there_is_one(data: Dataset) -> None:
    tuned, grid, given = (said(data, learning_rates=rates) for rates in ("auto", [0.1, 0.01], 0.01))
    assert "to tune the learning rate over 0.0003, 0.001" in tuned
    assert "is extended" in tuned
    assert "to tune the learning rate over 0.01, 0.1, " in grid
    assert "is extended" not in grid
    assert "all measured on 5 seeds, at the learning rate 0.01 as given" in given
    assert "tune" not in given
    assert "extended" not in given


def test_a_plan_speaks_of_sizes_and_of_looks_and_counts_their_networks(data: Dataset) -> None:
    options = StudyOptions.from_keywords(
        {"seeds": 5, "depths": [1, 2], "learning_rates": 0.01, "sizes": "20,36", "batch_size": 8, "until_decided": True}
    )
    plan = make_plan(data, options, workers=1)
    asked = Planned(
        data, plan, Cost(8.0, 1.0, 2**30, 0.1), 1, looks_of(data, plan, options), Cost(80.0, 1.0, 2**30, 0.1)
    )
    english, chinese = asked.say("en"), asked.say("zh")
    assert "30 networks of 100 epochs" in english
    assert "each trained on 20, 36 rows as well" in english
    assert "4 looks, at 5, 10, 20, 40 seeds" in english
    assert "at most 240 networks, 1 min 20 s" in english
    assert "20, 36 行" in chinese
    assert "240 个网络" in chinese
    told = asked.as_dict()
    assert told["looks"] == [5, 10, 20, 40]
    assert told["at_most"]["networks"] == 240
    assert told["plan"]["sizes"] == [20, 36]


@pytest.mark.parametrize(
    ("seconds", "clock"),
    [
        (0.2, "0 s"),
        (59.6, "1 min 0 s"),
        (125.0, "2 min 5 s"),
        (7_300.0, "2 h 1 min"),
        (98859542 * 60.0, "68,652 d 11 h"),
    ],
)
def test_a_time_is_told_in_its_two_largest_units(seconds: float, clock: str) -> None:
    assert _clock(seconds) == clock
