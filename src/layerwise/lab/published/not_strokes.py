"""`not-strokes`: the hidden units of 784-16-16-10 do not detect strokes, and noise is called a digit with "
"confidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.data.folds import test_rows
from layerwise.data.sources import load
from layerwise.insight.concepts import Concept, yes_no
from layerwise.insight.controls import layers_of
from layerwise.insight.inspection import DIGIT_SHAPE, chosen
from layerwise.insight.judging import Examples, Judge
from layerwise.insight.strokes import stroke_concepts
from layerwise.insight.units import auc
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.verdict.published import judge_range
from layerwise.verdict.readings.reading import PERCENT
from layerwise.words import Text

HIDDEN = (16, 16)
# Of the hidden units may detect a stroke; points of AUC that a best unit may lead by; "with confidence".
FEW, NO_HIGHER, CONFIDENT = 5.0, 5.0, 80.0
NOISE_IMAGES = 1_000
_STREAM = 8_002


def _data(form: Form) -> Dataset:
    return load("mnist") if form == "full" else load("digits")


def _arms(form: Form) -> list[Arm]:
    options = StudyOptions(
        hidden=[HIDDEN], activations=["relu"], epochs=30 if form == "full" else 40, seeds=10, learning_rates=1e-3,
        keep="best",
    )  # fmt: skip
    return [Arm("digits", _data(form), options)]


def _look(folders: Mapping[str, StudyFolder], form: Form) -> Reading:
    units, lead, confidence = np.array(list(_measured(folders["digits"], _data(form)))).T
    return Reading(
        [
            judge_range("units", _UNITS, "%", units, most=FEW),
            judge_range("no-higher", _NO_HIGHER, "points", lead, most=NO_HIGHER),
            judge_range("noise", _NOISE, "%", confidence, least=CONFIDENT),
        ]
    )


def _measured(folder: StudyFolder, dataset: Dataset) -> Iterator[tuple[float, float, float]]:
    """For each network: share of its hidden units that detect a stroke, lead of its best units, confidence in "
    "noise."""
    runs = read_tables(folder).measured
    draw = np.random.default_rng(_STREAM)
    noise = draw.integers(0, 256, (NOISE_IMAGES, dataset.features)).astype(np.uint8)
    strokes: dict[int, tuple[np.ndarray, list[Concept]]] = {}
    for run, fold in zip(runs.run, runs.fold, strict=True):
        path = folder.weights_path(run)
        if not path.is_file():
            continue
        if int(fold) not in strokes:
            strokes[int(fold)] = _strokes(dataset, int(fold))
        network = Network.load(path)
        confidence = PERCENT * float(network.predict_proba(noise).max(axis=1).mean())
        yield *strokes_found(network, *strokes[int(fold)]), confidence


def strokes_found(network: Network, inputs: np.ndarray, questions: list[Concept]) -> tuple[float, float]:
    """How far a network's hidden units detect strokes.

    Returns:
        The share of hidden units that detect one beyond every control, percent; and by how many points of AUC the best
        unit for a stroke leads that of untrained networks, mean over the strokes.
    """
    judge = Judge(network, Examples(inputs, tuple(questions), network))
    found = judge.detections(network)
    answers = np.stack([question.values for question in questions], axis=1)

    def best(hidden: tuple[np.ndarray, ...]) -> np.ndarray:
        return np.asarray(np.max([np.abs(auc(each, answers) - 0.5).max(axis=0) for each in hidden], axis=0))

    own = best(layers_of(network, inputs).answers[:-1])
    lead = own - np.mean([best(lot.answers[:-1]) for lot in judge.untrained], axis=0)
    return PERCENT * float(np.mean([each.holds for each in found])), PERCENT * float(lead.mean())


def _strokes(dataset: Dataset, fold: int) -> tuple[np.ndarray, list[Concept]]:
    rows = test_rows(dataset, fold)
    inputs = dataset.inputs[rows[chosen(len(rows))]]
    concepts = stroke_concepts(inputs.reshape(-1, *DIGIT_SHAPE))
    return inputs, yes_no([concept for concept in concepts if concept.level == "strokes"])


_UNITS = Text(
    "Next to no hidden unit detects a stroke (an end, a junction, a bar) beyond untrained networks: at most 5 % "
    "of them.",
    "几乎没有隐藏单元检测笔画（端点、交点、线段）的能力超过未训练网络：至多 5%。",
)
_NO_HIGHER = Text(
    "The best unit for a stroke is no better than an untrained network's: by at most 5 points of AUC.",
    "针对某种笔画的最佳单元不优于未训练网络：AUC 至多高 5 个百分点。",
)
_NOISE = Text(
    "Noise is called a digit with confidence: 80 % or more on average.",
    "噪声图像会被自信地认作数字：平均概率不低于 80%。",
)

NOT_STROKES = Finding(
    name="not-strokes",
    title=Text("Hidden units of 784-16-16-10 do not detect strokes", "784-16-16-10 的隐藏单元并不检测笔画"),
    source="3Blue1Brown 2017, Gradient descent, how neural networks learn",
    published=Text("said and shown, no figure", "以讲解和图示给出，无数字"),
    arms=_arms,
    read=None,
    look=_look,
    minutes={"quick": 0.6, "full": 10.0},
    quick=Text(
        "the 5,000 built-in digits instead of MNIST's 60,000 images",
        "用 5,000 张内置手写数字而非 MNIST 的 60,000 张图像",
    ),
    apart=Text(
        "Relu units; strokes are ends, junctions and bars measured from the images; noise is of independent, evenly "
        "distributed pixels.",
        "使用 ReLU 单元；笔画指从图像测得的端点、交点和线段；噪声由相互独立、均匀分布的像素组成。",
    ),
    needs={"full": ("mnist",)},
)
