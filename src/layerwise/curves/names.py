"""The names of the contract, and columns of other names whose meaning is plain."""

from __future__ import annotations

import re
from collections.abc import Iterable

PARTS = ("train", "val", "test")
MEASURES = tuple(f"{part}_{kind}" for part in PARTS for kind in ("loss", "accuracy"))
ERRORS = tuple(f"{part}_error" for part in PARTS)
# Settings that tell one architecture from another; what a table does not have of them is unknown.
SETTINGS = ("activation", "initialisation", "normalisation", "residual", "dropout", "weight_decay")
SHAPE = ("hidden", "depth", "width")
# Widths of all layers, inputs and outputs among them: "784-64-10".
LAYER_SIZES = "layer_sizes"
RUN_NUMBERS = ("learning_rate", "parameters", "flops_per_epoch", "train_rows")
# Of a run as a whole. "schedule": of its learning rate; "data": the data set.
RUN_NAMES = (
    *("run", "seed", "fold", "stage", "network", "diverged", "data", "schedule"),
    *(*SHAPE, LAYER_SIZES, *SETTINGS, *RUN_NUMBERS),
)
# "seconds": of an epoch; "clock": a time that goes on from epoch to epoch.
NAMES = (*RUN_NAMES, "epoch", *MEASURES, *ERRORS, "seconds", "clock")
# Columns of a study's own tables that are worked out anew here.
WORKED_OUT = ("best_epoch",)
# What else counts how far a run has come, from the most telling name on, as `plain` writes it.
STEPS = (
    *("step", "global_step", "trainer_global_step", "train_step", "iteration", "iter", "iterations", "iters"),
    *("round", "rounds", "update", "updates", "n_iter", "steps"),
)
# What tells the order of rows within an epoch.
ORDERS = {*STEPS, "batch"}

_PART_WORDS = {
    **dict.fromkeys(("train", "training", "trn", "tr"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "vld", "eval", "evaluation"), "val"),
    **dict.fromkeys(("test", "testing", "tst", "te"), "test"),
}
_KIND_WORDS = {
    **dict.fromkeys(("accuracy", "acc", "acc1", "top1", "prec1"), "accuracy"),
    **dict.fromkeys(("error", "err", "merror"), "error"),
    **dict.fromkeys(("loss", "nll", "logloss", "mlogloss", "crossentropy"), "loss"),
}
# Of the measure that stands beside them they say how it is computed or where it is shown.
_SAID_ALONGSIDE = {
    *("epoch", "sparse", "categorical", "binary", "multiclass", "percent", "pct", "in"),
    *("metrics", "metric", "scalars", "curves"),
}
# A tool's prefix before the name of a setting or a measure.
_PREFIXES = {"metrics", "params", "param", "config", "hparams", "hyperparameters", "args", "hp"}
_PLAIN = {
    name: meant
    for meant, names in {
        "run": "run_id run_name trial_id",
        "seed": "random_state random_seed rng_seed seed_id repetition replicate repeat",
        "fold": "cv_fold fold_id fold_number k_fold kfold outer_fold",
        "epoch": "epoch_number epoch_num epoch_idx epoch_index current_epoch trainer_epoch epoch_epoch",
        "learning_rate": "lr learning_rate_init lr_pg0 lr_adam lr_adamw lr_sgd lr_rmsprop",
        "hidden": "hidden_layer_sizes hidden_widths hidden_sizes hidden_layer_widths",
        LAYER_SIZES: "layer_widths sizes_of_layers",
        "depth": "layers n_layers num_layers nlayers number_of_layers layer_count network_depth net_depth model_depth "
        "n_hidden_layers num_hidden_layers number_of_hidden_layers",
        "width": "units hidden_size hidden_units hidden_dim hidden_width layer_width n_units num_units n_neurons "
        "neurons units_per_layer neurons_per_layer",
        "data": "dataset data_set dataset_name",
        "activation": "activation_function act_fn nonlinearity",
        "initialisation": "initialization",
        "normalisation": "normalization",
        "dropout": "dropout_rate",
        "parameters": "params n_params num_params parameter_count n_parameters num_parameters",
        "train_rows": "train_size training_size train_set_size training_set_size n_train num_train train_samples "
        "training_samples n_training_samples num_train_samples train_examples",
        "clock": "wall_time walltime timestamp elapsed elapsed_time runtime",
        "seconds": "epoch_time epoch_seconds seconds_per_epoch time_per_epoch dur duration",
        "val_accuracy": "metrics_accuracy_top1 metrics_accuracytop1",
    }.items()
    for name in names.split()
}
_PARTS_IN_CHINESE = {
    **dict.fromkeys(("训练", "训练集"), "train"),
    **dict.fromkeys(("验证", "验证集"), "val"),
    **dict.fromkeys(("测试", "测试集"), "test"),
}
_KINDS_IN_CHINESE = {
    "损失": "loss",
    **dict.fromkeys(("准确率", "精度"), "accuracy"),
    **dict.fromkeys(("误差", "错误率"), "error"),
}
_IN_CHINESE = {
    **dict.fromkeys(("轮数", "轮次", "训练轮数"), "epoch"),
    **dict.fromkeys(("随机种子", "种子"), "seed"),
    **dict.fromkeys(("层数", "隐藏层数"), "depth"),
    "宽度": "width",
    "学习率": "learning_rate",
    "激活函数": "activation",
    "数据集": "data",
    **{a + b: f"{part}_{kind}" for a, part in _PARTS_IN_CHINESE.items() for b, kind in _KINDS_IN_CHINESE.items()},
}


def meaning(column: str) -> str | None:
    """The name of the contract that a column's own name plainly stands for; None where it stands for none.

    "val_acc", "valAcc", "Accuracy/validation", "eval_accuracy" and "epoch_val_accuracy" are val_accuracy; a bare "loss"
    or "acc" is the training one, as Keras has it.
    """
    column = column.strip()
    if column in NAMES:
        return column
    if chinese := _IN_CHINESE.get(re.sub(r"[\s（(%％)）]", "", column)):
        return chinese
    words = _words(column)
    for told in (words, words[1:] if words and words[0] in _PREFIXES else []):
        joined = "_".join(told)
        if joined in NAMES or joined in _PLAIN:
            return _PLAIN.get(joined, joined)
    return _measure(words)


def part_of(column: str) -> str | None:
    """train, val or test, where one of them, and no other, is a word of the column's name."""
    parts = {_PART_WORDS.get(word, word) for word in _words(column)} & set(PARTS)
    return parts.pop() if len(parts) == 1 else None


def part_named(text: str) -> str | None:
    """train, val or test, where a text is a word for one of them and nothing more."""
    words = [word for word in _words(text) if word not in ("set", "split", "data", "phase")]
    return _PART_WORDS.get(words[0]) if len(words) == 1 else _PARTS_IN_CHINESE.get(text.strip())


def plain(column: str) -> str:
    """A name in lower case, its words joined by underscores: "Global Step", "global-step" are "global_step"."""
    return "_".join(word for word in re.split(r"[^a-z0-9]+", column.lower()) if word)


def names_runs(columns: Iterable[object]) -> bool:
    """Whether one of these names is that of a run or of a setting of it; a rate may be that of an epoch."""
    return any(meaning(str(name)) in set(RUN_NAMES) - {"learning_rate"} for name in columns)


def in_percent(column: str) -> bool:
    """Whether a column's name says that it is in percent."""
    return "%" in column or "\uff05" in column or bool({"percent", "pct"} & set(_words(column)))


def _words(column: str) -> list[str]:
    """The words of a name, in lower case: "valAcc" and "Val acc@1" have two."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", column.strip())
    apart = re.sub(r"(?i)(?<=acc|top|rec)(uracy|ision)?@1\b", "1", apart)
    return [word for word in re.split(r"[^a-z0-9]+", apart.lower()) if word]


def _measure(words: list[str]) -> str | None:
    told = [_KIND_WORDS.get(word, _PART_WORDS.get(word, word)) for word in words if word not in _SAID_ALONGSIDE]
    if told[:1] == ["val"] and told[1:2] == ["0"]:  # boosting numbers the sets that it is watched on
        told.pop(1)
    kinds = list(dict.fromkeys(word for word in told if word in ("loss", "accuracy", "error")))
    parts = [word for word in told if word in PARTS]
    rest = [word for word in told if word not in PARTS and word not in kinds]
    if not parts and {"top1", "acc1", "prec1"} & set(words):  # who counts the best guess alone seldom means training
        return None
    if len(kinds) == 1 and len(parts) <= 1 and not rest:
        return f"{parts[0] if parts else 'train'}_{kinds[0]}"
    return None
