"""`layerwise train DATA -o net.safetensors`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from layerwise.cli import options, values
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Language, Text

_DONE = Text(
    "{label}, {parameters:,} parameters, trained on {rows:,} rows of {data}: epoch {epoch} of {epochs} is the best by "
    "validation.\nLearning rate {rate:g}, seed {seed}. Saved in {path}.\nHow good it is on rows it has not seen: "
    "layerwise evaluate {path} {source}",
    "{label}，{parameters:,} 个参数，用 {data} 的 {rows:,} 行训练：按验证集，第 {epoch} 轮（共 {epochs} 轮）最好。\n"
    "学习率 {rate:g}，随机种子 {seed}。已保存到 {path}。\n在没见过的数据上的表现：layerwise evaluate {path} {source}",
)
_EPOCH = Text("epoch {epoch}: best validation error {error:.1%}", "第 {epoch} 轮：最低验证误差 {error:.1%}")

_DATA_HELP = "digits, spirals, mnist, fashion-mnist, FILE.npz or FILE.csv."


def train(
    data: Annotated[str, Argument(help=_DATA_HELP)] = "digits",
    output: Annotated[Path, Option("--output", "-o", help="File to save the network in.")] = Path("net.safetensors"),
    hidden: Annotated[str, Option(help="Units of each hidden layer: 16,16; '' for none.")] = "16,16",
    activation: options.Activation = "relu",
    epochs: options.Epochs = None,
    learning_rates: options.LearningRates = "auto",
    batch: options.Batch = 64,
    optimizer: options.Optimizer = "adam",
    schedule: options.Schedule = "constant",
    loss: options.Loss = "cross-entropy",
    initialisation: options.Initialisation = "auto",
    gain: options.Gain = 1.0,
    normalisation: options.Normalisation = "none",
    residual: options.Residual = False,
    dropout: options.Dropout = 0.0,
    weight_decay: options.WeightDecay = 0.0,
    seed: Annotated[int, Option(help="Fixes split, initial weights and batches.")] = 0,
    target: options.Target = None,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Train one network and keep it as it was at its best epoch by validation."""
    from layerwise.lab.training import train as train_network  # JAX, which --help need not wait for
    from layerwise.nets.file import check_place

    talk = Talk.of(as_json, lang)
    check_place(output)
    network = train_network(
        data,
        hidden=values.whole_numbers_in_order(hidden, "--hidden"),
        seed=seed,
        target=target,
        activations=[activation],
        epochs=epochs,
        learning_rates=values.rates(learning_rates, "--learning-rates"),
        batch_size=batch,
        optimizer=optimizer,
        schedule=schedule,
        loss=loss,
        initialisation=initialisation,
        gain=gain,
        normalisation=normalisation,
        residual=residual,
        dropout=dropout,
        weight_decay=weight_decay,
        on_epoch=None if as_json else partial(_tell, talk.language),
    )
    network.save(output)
    facts = network.provenance
    told = {
        "path": str(output),
        "label": network.spec.label,
        "parameters": network.spec.parameters,
        "data": facts["data"],
        "checksum": facts["checksum"],
        "rows": facts["trained_rows"],
        "epoch": facts["epoch"],
        "epochs": facts["recipe"]["epochs"],
        "rate": facts["learning_rate"],
        "seed": seed,
    }
    talk.result(told, _DONE.say(talk.language, source=data if target is None else f"{data} --target {target}", **told))


def _tell(language: Language, epoch: int, error: float) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    if sys.stderr.isatty() or epoch % 10 == 0:
        print(_EPOCH.say(language, epoch=epoch, error=error), end=end, file=sys.stderr, flush=True)
