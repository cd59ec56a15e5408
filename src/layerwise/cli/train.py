"""`layerwise train DATA -o net.safetensors`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from layerwise.cli import values
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

_DONE = Text(
    "{label}, {parameters:,} parameters, trained on {rows:,} rows of {data}: epoch {epoch} of {epochs} is the best by "
    "validation.\nLearning rate {rate:g}, seed {seed}. Saved in {path}.\nHow good it is on rows it has not seen: "
    "layerwise evaluate {path} {source}",
    "{label}，{parameters:,} 个参数，用 {data} 的 {rows:,} 行训练：按验证集，第 {epoch} 轮（共 {epochs} 轮）最好。\n"
    "学习率 {rate:g}，随机种子 {seed}。已保存到 {path}。\n在没见过的数据上的表现：layerwise evaluate {path} {source}",
)


def train(
    data: Annotated[
        str, typer.Argument(help="digits, spirals, mnist, fashion-mnist, FILE.npz or FILE.csv.")
    ] = "digits",
    output: Annotated[Path, typer.Option("--output", "-o", help="File to save the network in.")] = Path(
        "net.safetensors"
    ),
    hidden: Annotated[str, typer.Option(help="Units of each hidden layer: 16,16; '' for none.")] = "16,16",
    activation: Annotated[str, typer.Option(help="relu, leaky_relu, tanh, sigmoid or gelu.")] = "relu",
    epochs: Annotated[int | None, typer.Option(help="Passes over the training rows.")] = None,
    learning_rates: Annotated[
        str, typer.Option(help="auto, one rate, or several to choose from by validation.")
    ] = "auto",
    batch: Annotated[int, typer.Option(help="Rows of a step.")] = 64,
    optimizer: Annotated[str, typer.Option(help="adam, adamw or sgd.")] = "adam",
    schedule: Annotated[str, typer.Option(help="Of the learning rate: constant, cosine or linear.")] = "constant",
    normalisation: Annotated[str, typer.Option(help="none or layer.")] = "none",
    residual: Annotated[bool, typer.Option(help="Add each hidden layer's input to its answer.")] = False,
    dropout: Annotated[float, typer.Option(help="Share of units silenced in a training step.")] = 0.0,
    weight_decay: Annotated[float, typer.Option(help="On weights.")] = 0.0,
    seed: Annotated[int, typer.Option(help="Fixes split, initial weights and batches.")] = 0,
    target: Annotated[str | None, typer.Option(help="Column of FILE.csv that names the class.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Train one network and keep it as it was at its best epoch by validation."""
    from layerwise.lab.training import train as train_network  # JAX, which --help need not wait for

    talk = Talk.of(as_json, lang)
    network = train_network(
        data,
        hidden=values.whole_numbers_in_order(hidden),
        seed=seed,
        target=target,
        activations=[activation],
        epochs=epochs,
        learning_rates=values.rates(learning_rates),
        batch_size=batch,
        optimizer=optimizer,
        schedule=schedule,
        normalisation=normalisation,
        residual=residual,
        dropout=dropout,
        weight_decay=weight_decay,
        on_epoch=None if as_json else _tell,
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
    talk.result(told, _DONE.say(talk.language, source=data, **told))


def _tell(epoch: int, error: float) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    if sys.stderr.isatty() or epoch % 10 == 0:
        print(f"epoch {epoch}: best validation error {error:.1%}", end=end, file=sys.stderr, flush=True)
