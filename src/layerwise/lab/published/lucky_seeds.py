"""`lucky-seeds`: how much of a lucky seed's lead is left on fresh test images."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot

import numpy as np
from numpy.typing import NDArray

from layerwise.data.sources import load
from layerwise.data.variants import part
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.measures import networks
from layerwise.verdict.layout import quantile
from layerwise.verdict.published import judge_interval
from layerwise.verdict.readings.reading import PERCENT, last_epoch, wrong
from layerwise.verdict.tables import Tables
from layerwise.words import Text

TINY = (16, 16)
LARGE: Mapping[Form, tuple[int, ...]] = {"quick": (128, 128), "full": (256, 256)}
SEEDS: Mapping[Form, tuple[int, int]] = {"quick": (60, 60), "full": (100, 100)}
# Test images are dealt into two halves so many times; a share of the lead that counts as nearly none.
HALVINGS, NEARLY_NONE = 100, 0.25
_STREAM = 0x1C4


def _arms(form: Form) -> list[Arm]:
    learning = 20_000 if form == "full" else 2_000
    # One validation image a class: seeds that drew other images to learn from would be lucky in their data.
    given = part(load("mnist"), learning=learning, validation=10)
    tiny, large = SEEDS[form]

    def options(hidden: tuple[int, ...], seeds: int, rate: float, epochs: int) -> StudyOptions:
        # The paper's networks are trained to an end, with a rate that falls to 0. At a constant rate each stops at
        # another place of its own jitter, and that is a lead which fresh images see too (docs/findings.md).
        return StudyOptions(
            hidden=[hidden], activations=["relu"], epochs=epochs, seeds=seeds, learning_rates=rate, schedule="cosine",
            keep="none",
        )  # fmt: skip

    return [
        Arm("tiny", given, options(TINY, tiny, 3e-3, 15)),
        Arm("large", given, options(LARGE[form], large, 1e-3, 15)),
    ]


def _read(tables: Mapping[str, Tables], form: Form) -> Reading:
    kept = {arm: lead_left(_errors(tables[arm], TINY if arm == "tiny" else LARGE[form])) for arm in ("tiny", "large")}
    counts = {arm: len(tables[arm].measured) for arm in kept}
    claims = [
        judge_interval("tiny", _TINY, "", kept["tiny"], counts["tiny"], least=0.0),
        judge_interval("less", _LESS, "", _less(kept["tiny"], kept["large"]), min(counts.values()), least=0.0),
        judge_interval("large", _LARGE, "", kept["large"], counts["large"], most=NEARLY_NONE, same_size=form == "full"),
    ]
    return Reading(claims)


def _errors(tables: Tables, hidden: tuple[int, ...]) -> NDArray[np.float64]:
    runs = networks(tables, hidden)
    return wrong(tables, runs["run"], last_epoch(tables, runs)).astype(np.float64) / PERCENT


def lead_left(errors: NDArray[np.float64], *, halvings: int = HALVINGS) -> tuple[float, float, float]:
    """The share of a seed's lead on some test images that it keeps on others, with a 95 % interval.

    The images are dealt into two halves again and again; the share is the slope of the seeds' errors on the second half
    over those on the first, covariance ÷ variance, both summed over the deals. 0: leads are luck with the images; 1:
    they are the network's own. The interval is a jackknife's over seeds.

    Args:
        errors: (seeds, images), 1 where a network errs.
        halvings: deals of the images.

    Returns:
        Share, low, high.

    Source: the question is Jordan 2023's, "On the variance of neural network training".
    """
    seeds, images = errors.shape
    draw = np.random.default_rng(_STREAM)
    first, second = np.empty((halvings, seeds)), np.empty((halvings, seeds))
    for deal in range(halvings):
        shuffled = draw.permutation(images)
        first[deal] = errors[:, shuffled[: images // 2]].mean(axis=1)
        second[deal] = errors[:, shuffled[images // 2 :]].mean(axis=1)
    share = _slope(first, second)
    others = [_slope(np.delete(first, seed, axis=1), np.delete(second, seed, axis=1)) for seed in range(seeds)]
    pseudo = seeds * share - (seeds - 1) * np.array(others)
    reach = float(quantile(0.975, float(seeds - 1))) * float(pseudo.std(ddof=1)) / seeds**0.5
    return share, share - reach, share + reach


def _slope(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    a, b = (half - half.mean(axis=1, keepdims=True) for half in (first, second))
    # Either half may be the one that the lucky seed was found on.
    return float(2 * (a * b).sum() / ((a * a).sum() + (b * b).sum()))


def _less(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float, float]:
    """a − b with its interval, of two estimates that know nothing of each other."""
    difference, reach = a[0] - b[0], hypot(a[2] - a[0], b[2] - b[0])
    return difference, difference - reach, difference + reach


_TINY = Text(
    "Of a tiny network's lucky seed (784-16-16-10) part of the lead stays on fresh test images: share kept, above 0.",
    "对极小的网络（784-16-16-10），幸运种子的领先在新的测试图像上会保留一部分：保留的比例大于 0。",
)
_LESS = Text(
    "A larger network keeps less of it: share kept by the tiny one minus share kept by the larger one, above 0.",
    "较大的网络保留得更少：极小网络保留的比例减去较大网络保留的比例，大于 0。",
)
_LARGE = Text(
    "Of a large network's lucky seed the lead vanishes (here: at most a share of 0.25 is kept).",
    "对较大的网络，幸运种子的领先会消失（此处指保留的比例至多 0.25）。",
)

LUCKY_SEEDS = Finding(
    name="lucky-seeds",
    title=Text(
        "A lucky seed's lead vanishes on fresh test images for large networks; for tiny ones part of it stays",
        "对较大的网络，幸运种子的领先在新的测试图像上会消失；对极小的网络则会保留一部分",
    ),
    source="Jordan 2023, On the variance of neural network training",
    published=Text("no figure, an order of things", "无数值，只有先后关系"),
    arms=_arms,
    read=_read,
    minutes={"quick": 1.0, "full": 20.0},
    quick=Text(
        "2,000 images to learn from instead of 20,000, the large network 784-128-128-10 instead of 784-256-256-10, 60 "
        "seeds instead of 100",
        "用 2,000 张图像训练而非 20,000 张，较大的网络为 784-128-128-10 而非 784-256-256-10，60 个随机种子而非 100 个",
    ),
    apart=Text(
        "MNIST and dense networks, not CIFAR-10 and ImageNet; the large one is small beside the paper's. The rate "
        "falls to 0 along a cosine. Leads are taken on one half of the 10,000 test images and looked up on the other.",
        "使用 MNIST 和全连接网络，而不是 CIFAR-10 和 ImageNet；这里较大的网络仍远小于论文中的网络。学习率按余弦降到 0。"
        "领先取自 10,000 张测试图像的一半，再到另一半上查看。",
    ),
    needs={"quick": ("mnist",), "full": ("mnist",)},
)
