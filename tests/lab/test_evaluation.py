"""A network is judged only on rows it was neither trained on nor chosen by, whatever file they come in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import layerwise as lw
from layerwise.data.folds import split
from layerwise.errors import DataError
from layerwise.lab.evaluation import Evaluation, evaluate
from layerwise.nets.network import Network

ROWS, TESTED = 100, 20


def points(rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    labels = np.arange(rows) % 2
    return np.random.default_rng(seed).normal(size=(rows, 3)) + labels[:, None], labels


@pytest.fixture
def own(tmp_path: Path) -> Path:
    X, y = points(ROWS)
    np.savez(tmp_path / "own.npz", X=X, y=y)
    return tmp_path / "own.npz"


@pytest.fixture
def net(own: Path) -> Network:
    return lw.train(str(own), hidden=(3,), epochs=2, learning_rates=0.01)


def judged_on(net: Network, path: Path, X: np.ndarray, y: np.ndarray) -> Evaluation:
    np.savez(path, X=X, y=y)
    return evaluate(net, lw.data.load(path))


def test_on_its_own_data_only_the_tested_rows_count(net: Network, own: Path) -> None:
    found = evaluate(net, lw.data.load(own))
    assert (found.rows, found.of, found.excluded) == (TESTED, ROWS, ROWS - TESTED)
    assert found.which["en"].startswith("fold 0, which its seed 0 was tested on; the other 80 rows")
    assert "80" in found.which["zh"]


def test_one_more_row_does_not_make_the_rows_it_learned_from_unseen(net: Network, own: Path) -> None:
    (X, y), (more, label) = points(ROWS), points(1, seed=1)
    longer = np.vstack([X, more]), np.append(y, label)
    found = judged_on(net, own.with_name("longer.npz"), *longer)
    assert (found.rows, found.of, found.excluded) == (TESTED + 1, ROWS + 1, ROWS - TESTED)
    tested = [*split(lw.data.load(own), 0).test, ROWS]
    dataset = lw.data.load(own.with_name("longer.npz"))
    assert found.accuracy == pytest.approx(net.score(dataset.inputs[tested], dataset.labels[tested]))
    assert found.which["en"] == "all of it but for 80 rows that trained or chose the network"


def test_seen_rows_are_known_in_any_order_and_beside_any_label(net: Network, own: Path) -> None:
    (X, y), (new, labels) = points(ROWS), points(10, seed=2)
    found = judged_on(net, own.with_name("shuffled.npz"), np.vstack([new, X[::-1]]), np.append(labels, 1 - y[::-1]))
    assert (found.rows, found.excluded) == (10 + TESTED, ROWS - TESTED)


def test_other_rows_are_all_judged_and_said_to_be_new(net: Network, own: Path) -> None:
    found = judged_on(net, own.with_name("new.npz"), *points(30, seed=3))
    assert (found.rows, found.excluded) == (30, 0)
    assert found.which["en"] == "all of it, none of which trained or chose the network"


def test_of_other_data_with_a_test_set_the_seen_rows_are_left_out_too(net: Network) -> None:
    (X, y), (new, labels) = points(ROWS), points(40, seed=4)
    data = lw.data.from_arrays(np.vstack([new, X]), np.append(labels, y), name="mixed", test_size=ROWS)
    found = evaluate(net, data)
    assert (found.rows, found.excluded) == (TESTED, ROWS - TESTED)
    assert found.which["en"].startswith("the test set but for 80 rows")


def test_where_every_row_was_seen_nothing_is_judged(net: Network, own: Path) -> None:
    X, y = points(ROWS)
    seen = np.setdiff1d(np.arange(ROWS), split(lw.data.load(own), 0).test)
    with pytest.raises(DataError, match="seen all of part: got 80 rows that it was trained on or chosen by"):
        judged_on(net, own.with_name("part.npz"), X[seen], y[seen])


def test_its_own_data_changed_under_its_name_are_refused_with_a_remedy(net: Network, own: Path) -> None:
    (X, y), (more, label) = points(ROWS), points(1, seed=1)
    with pytest.raises(DataError, match=r"own is not the data .* cannot be told.*another name that holds new rows"):
        judged_on(net, own, np.vstack([X, more]), np.append(y, label))


def test_where_its_own_data_are_gone_it_is_said_that_nothing_can_be_known(net: Network, own: Path) -> None:
    own.unlink()
    found = judged_on(net, own.with_name("other.npz"), *points(30, seed=3))
    assert (found.rows, found.excluded) == (30, None)
    assert "whether some of them trained or chose the network cannot be known" in found.which["en"]
    assert "无法知道" in found.which["zh"]


def test_its_own_table_is_read_by_the_target_that_is_named(tmp_path: Path) -> None:
    X, y = points(ROWS)
    table = [f"{a},{b},{c},k{label}" for (a, b, c), label in zip(X, y, strict=True)]
    for name, rows in (("own", table), ("longer", [*table, "1,2,3,k0"])):
        (tmp_path / f"{name}.csv").write_text("\n".join(["a,b,c,kind", *rows]), encoding="utf-8")
    net = lw.train(tmp_path / "own.csv", target="kind", hidden=(3,), epochs=1, learning_rates=0.01)
    longer = lw.data.load(tmp_path / "longer.csv", target="kind")
    assert evaluate(net, longer, target="kind").excluded == ROWS - TESTED
    assert evaluate(net, longer).excluded is None
