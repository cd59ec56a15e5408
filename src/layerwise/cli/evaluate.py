"""`layerwise evaluate NET [DATA]`: accuracy on rows that the network was not trained on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from layerwise.cli import options
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

_TEXT = Text(
    "{accuracy:.1%} of {rows:,} rows of {data} right (95 % interval {low:.1%} to {high:.1%}).\n"
    "Judged on {which}; data set {data}, checksum {checksum}.",
    "{data} 的 {rows:,} 行中判对 {accuracy:.1%}（95% 置信区间 {low:.1%} 到 {high:.1%}）。\n"
    "评估范围：{which}；数据集 {data}，校验和 {checksum}。",
)


def evaluate(
    network: Annotated[Path, typer.Argument(help="A saved network: net.safetensors.")],
    data: Annotated[str | None, typer.Argument(help="A data set; default: the one it was trained on.")] = None,
    target: options.Target = None,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Accuracy of a network, only on rows that it was not trained on."""
    from layerwise.data import load
    from layerwise.lab.evaluation import evaluate as judge  # JAX, which --help need not wait for
    from layerwise.lab.unseen import own_data
    from layerwise.nets.network import Network

    talk = Talk.of(as_json, lang)
    net = Network.load(network)
    found = judge(net, load(data, target=target) if data else own_data(net, target=target), target=target)
    told = found.as_dict()
    words = {**told, "which": found.which[talk.language], "checksum": found.checksum[:12]}
    talk.result({"network": str(network), **told}, _TEXT.say(talk.language, **words))
