"""Names that hold braces, markup and escape codes go through every command and come out as names."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from command_line import Command
from PIL import Image

from layerwise.data import load

CLASSES = ("{0}", "<b>x\x1b[31m", "%{y}&\x07")
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def test_a_table_whose_names_hold_braces_and_escape_codes_is_judged(command: Command, tmp_path: Path) -> None:
    rows = [
        {"run": f"{name}-{depth}-{seed}", "optimizer": name, "depth": depth, "width": 8, "seed": seed, "epoch": epoch}
        | {f"{part}_accuracy": 60 + epoch + 3 * depth + seed / 10 for part in ("train", "val", "test")}
        for name in ("{adam}", "%{y}<i>", "sg\x1b[31md")
        for depth in (1, 2)
        for seed in range(3)
        for epoch in (1, 2, 4)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "{curves}.csv", index=False)
    shown = command("verdict", "{curves}.csv", "-o", "{page}.html").done().out
    assert "{adam}" in shown
    assert "sg␛[31md" in shown
    assert not OBEYED.search(shown)
    assert len(list(tmp_path.glob("{page}*.html"))) == 3


@pytest.mark.breadth
def test_classes_named_like_templates_and_escape_codes_go_through_every_command(
    command: Command, tmp_path: Path
) -> None:
    digits = load("digits")
    names = np.array(CLASSES)[digits.labels[:400] % 3]
    pixels = digits.inputs[:400].reshape(-1, 28, 28).astype(np.uint8)
    np.savez(tmp_path / "a{b}.npz", X=pixels, y=names)
    Image.fromarray(pixels[0]).save(tmp_path / "n.png")
    small = ("--depths", "1-2", "--widths", "4", "--activations", "relu", "--epochs", "2", "--seeds", "5")
    said = [command("study", "a{b}.npz", *small, "--learning-rates", "0.01", "-o", "st").done().out]
    network = str(next((tmp_path / "st" / "weights").glob("*.safetensors")))
    for words in (
        *(("inspect", "st"), ("verdict", "st"), ("report", "st", "--figures", "figures"), ("evaluate", network)),
        *(("predict", network, "n.png"), ("explore", network, "-o", "page.html"), ("data", "check", "a{b}.npz")),
        *(("flow", network, "n.png", "-o", "film.svg"), ("flow", network, "n.png", "-o", "film.gif")),
    ):
        said.append(command(*words).done().out)
    assert not OBEYED.search("".join(said))
    for picture in (tmp_path / "film.svg", *(tmp_path / "figures").glob("*.svg")):
        ElementTree.parse(picture)
    (read,) = command("predict", network, "n.png", "--json").done().json["images"]
    assert set(read["probabilities"]) == set(CLASSES)
