"""`random-labels`: a network that learns digits fits labels drawn by lot just as well, and has then learned nothing."""

from __future__ import annotations

from collections.abc import Mapping

from layerwise.data.dataset import Dataset
from layerwise.data.sources import load
from layerwise.data.variants import part, with_random_labels
from layerwise.lab.options import StudyOptions
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.measures import at_last, courses, first_epoch_at
from layerwise.report.lines_figure import Line, Lines
from layerwise.verdict.published import judge_range
from layerwise.verdict.tables import Tables
from layerwise.words import Text

HIDDEN: Mapping[Form, tuple[int, ...]] = {"quick": (256, 256), "full": (512, 512)}
FITTED, NO_BETTER_THAN_CHANCE, LEARNED = 99.0, (5.0, 15.0), 80.0


def _data(form: Form) -> Dataset:
    if form == "full":
        return part(load("mnist"), learning=5_000, validation=100, test=2_000)
    return part(load("digits"), learning=1_000, validation=100, test=1_000)


def _arms(form: Form) -> list[Arm]:
    true = _data(form)
    seeds, epochs = (10, 100) if form == "full" else (6, 40)
    options = StudyOptions(
        hidden=[HIDDEN[form]], activations=["relu"], epochs=epochs, seeds=seeds, learning_rates=1e-3, keep="none"
    )
    return [Arm("random", with_random_labels(true, 1.0), options), Arm("true", true, options)]


def _read(tables: Mapping[str, Tables], form: Form) -> Reading:
    random, true, hidden = tables["random"], tables["true"], HIDDEN[form]
    slower = first_epoch_at(random, hidden, FITTED, "train") / first_epoch_at(true, hidden, FITTED, "train")
    low, high = NO_BETTER_THAN_CHANCE
    claims = [
        judge_range("fits", _FITS, "%", at_last(random, hidden, "train"), least=FITTED),
        judge_range("chance", _CHANCE, "%", at_last(random, hidden), least=low, most=high),
        judge_range("learns", _LEARNS, "%", at_last(true, hidden), least=LEARNED),
        judge_range("slower", _SLOWER, "×", slower, least=1.0),
    ]
    lines = [
        Line.of(vars(text), courses(tables[arm], hidden, measure), dashed=measure == "test")
        for measure in ("train", "test")
        for arm, text in _NAMES[measure].items()
    ]
    return Reading(claims, Lines(_PICTURE, _X, _Y, tuple(lines), log_x=True))


_FITS = Text(
    "Labels drawn by lot are fitted: training accuracy ≈ 100 % (here: at least 99 %).",
    "随机抽取的标签也能拟合：训练准确率 ≈ 100%（此处要求至少 99%）。",
)
_CHANCE = Text(
    "On true labels of new images such a network is at chance: ≈ 10 % (here: 5 to 15 %).",
    "在新图像的真实标签上，这样的网络只有随机水平：≈ 10%（此处为 5 到 15%）。",
)
_LEARNS = Text(
    "The same network with true labels learns: test accuracy of at least 80 %.",
    "同样的网络使用真实标签则能学会：测试准确率至少 80%。",
)
_SLOWER = Text(
    "Fitting labels drawn by lot takes more epochs than fitting true ones (to 99 % in training).",
    "拟合随机标签比拟合真实标签需要更多轮数（训练准确率达到 99%）。",
)
_NAMES = {
    "train": {
        "random": Text("random labels, training", "随机标签，训练集"),
        "true": Text("true labels, training", "真实标签，训练集"),
    },
    "test": {
        "random": Text("random labels, test", "随机标签，测试集"),
        "true": Text("true labels, test", "真实标签，测试集"),
    },
}
_PICTURE = Text("Accuracy by epochs", "准确率随训练轮数的变化")
_X = Text("epochs (log scale)", "训练轮数（对数刻度）")
_Y = Text("accuracy, %", "准确率（%）")

RANDOM_LABELS = Finding(
    name="random-labels",
    title=Text("Networks fit random labels", "神经网络能拟合随机标签"),
    source="Zhang et al. 2017, Understanding deep learning requires rethinking generalization",
    published=Text("training ≈ 100 %, test ≈ 10 %", "训练 ≈ 100%，测试 ≈ 10%"),
    arms=_arms,
    read=_read,
    minutes={"quick": 0.5, "full": 13.0},
    quick=Text(
        "1,000 of the built-in digits instead of 5,000 images of MNIST, 6 seeds instead of 10, 40 epochs instead of "
        "100, two layers of 256 units instead of 512",
        "用 1,000 张内置手写数字而非 5,000 张 MNIST 图像，6 个随机种子而非 10 个，40 轮而非 100 轮，"
        "两层各 256 个单元而非 512 个",
    ),
    apart=Text(
        "Handwritten digits and dense layers, not CIFAR-10 and convolutions: 100 % and chance mean the same there. "
        "All seeds share one draw of the labels.",
        "使用手写数字和全连接层，而不是 CIFAR-10 和卷积网络：100% 与随机水平的含义相同。"
        "所有随机种子使用同一次抽取的标签。",
    ),
    needs={"full": ("mnist",)},
)
