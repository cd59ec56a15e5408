"""`few-regions`: relu networks have far fewer linear regions than they could, at the start and after training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.data.sources import load
from layerwise.insight.regions import Plane, regions
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.verdict.published import judge_range
from layerwise.words import Text

SHAPES: Mapping[Form, list[tuple[int, ...]]] = {
    "quick": [(16, 16), (16,) * 3],
    "full": [(16, 16), (16,) * 4, (32,) * 3],
}
# "Of order 1", and "stays".
LEAST, MOST, STAYS = 0.1, 1.0, 2.0
# Looked at so far beyond the three images, in units of their distance, that nearly all regions of the plane are in it.
MARGIN = 10.0
_STREAM = 8_001


def _data(form: Form) -> Dataset:
    return load("mnist") if form == "full" else load("digits")


def _arms(form: Form) -> list[Arm]:
    options = StudyOptions(
        hidden=SHAPES[form], activations=["relu"], epochs=20 if form == "full" else 40, seeds=10, learning_rates=1e-3,
        keep="best",
    )  # fmt: skip
    return [Arm("digits", _data(form), options)]


def _look(folders: Mapping[str, StudyFolder], form: Form) -> Reading:
    folder, dataset = folders["digits"], _data(form)
    start, trained = np.array(list(counts(folder, dataset))).T
    claims = [
        judge_range("start", _START, "", start, least=LEAST, most=MOST),
        judge_range("trained", _TRAINED, "", trained, least=LEAST, most=MOST),
        judge_range("stays", _STAYS, "×", trained / start, least=1 / STAYS, most=STAYS),
    ]
    return Reading(claims)


def counts(folder: StudyFolder, dataset: Dataset) -> Iterator[tuple[float, float]]:
    """For each measured network: regions ÷ units² on a plane through three tested images, at the start and "
    "trained."""
    runs = read_tables(folder).measured
    for run, seed in zip(runs.run, runs.seed, strict=True):
        path = folder.weights_path(run)
        if not path.is_file():
            continue
        network = Network.load(path)
        fresh = replace(network, layers=initial_layers(network.spec, int(seed)))
        plane = Plane.through(_three(dataset, network, int(seed)), MARGIN)
        units = sum(network.spec.hidden)
        yield len(regions(fresh, plane)[-1]) / units**2, len(regions(network, plane)[-1]) / units**2


def _three(dataset: Dataset, network: Network, seed: int) -> np.ndarray:
    """Three images of different classes among those that the seed was tested on, drawn by the seed."""
    tested = network.provenance["tested"]
    rows = np.array(tested["rows"]) if "rows" in tested else np.arange(len(dataset) - tested["last"], len(dataset))
    draw = np.random.default_rng([_STREAM, seed])
    classes = draw.choice(np.unique(dataset.labels[rows]), 3, replace=False)
    return dataset.inputs[[draw.choice(rows[dataset.labels[rows] == number]) for number in classes]]


_START = Text(
    "Before training, regions on a plane through three images ÷ units² is of order 1 (here: 0.1 to 1).",
    "训练之前，过三张图像的平面上的区域数 ÷ 单元数² 为 1 的量级（此处为 0.1 到 1）。",
)
_TRAINED = Text(
    "After training it still is (here: 0.1 to 1).",
    "训练之后仍然如此（此处为 0.1 到 1）。",
)
_STAYS = Text(
    "Training changes the number by a factor of less than 2.",
    "训练使区域数的变化不到 2 倍。",
)

FEW_REGIONS = Finding(
    name="few-regions",
    title=Text("ReLU networks have few activation regions", "ReLU 网络的激活区域很少"),
    source="Hanin & Rolnick 2019, Deep ReLU Networks Have Surprisingly Few Activation Patterns",
    published=Text(
        "regions on a plane ÷ units² of order 1, no exact figure", "平面上的区域数 ÷ 单元数² 为 1 的量级，无确切数字"
    ),
    arms=_arms,
    read=None,
    look=_look,
    minutes={"quick": 0.4, "full": 10.0},
    quick=Text(
        "the 5,000 built-in digits instead of MNIST's 60,000 images, 2 and 3 layers of 16 units instead of up to "
        "4 of 16 "
        "and 3 of 32",
        "用 5,000 张内置手写数字而非 MNIST 的 60,000 张图像；2 层和 3 层、每层 16 个单元，而非最多 4 层 16 个和 3 "
        "层 32 个单元",
    ),
    apart=Text(
        "The regions are counted exactly, by cutting polygons, on a window ten times as far as the images are apart.",
        "区域由多边形切割精确计数，窗口的范围是图像间距的十倍。",
    ),
    needs={"full": ("mnist",)},
)
